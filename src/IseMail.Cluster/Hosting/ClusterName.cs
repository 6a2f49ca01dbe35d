using System.Security.Cryptography;
using System.Text.RegularExpressions;
using IseMail.Cluster.Storage;
using IseMail.Domain.Texts;

namespace IseMail.Cluster.Hosting;

/// <summary>
/// The name of a deployment's actor systems, which is no other deployment's. Whoever comes to an address where a node has ended may be a node of another
/// deployment on the same machine; under one name Akka would take it for the one that has come back, and make one cluster of two.
/// </summary>
/// <param name="Value">The name.</param>
public sealed partial record ClusterName(string Value)
{
    /// <summary>Its file among the deployment's keys, which all of its nodes share.</summary>
    public const string FileName = "cluster-name";

    private const string TurnFile = "cluster-name.lock";

    /// <summary>Reads the name in <paramref name="keys"/>, or makes one where there is none; for processes that may do so at the same moment.</summary>
    /// <param name="keys">The deployment's directory of keys; made when missing.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <exception cref="IOException">Its file cannot be read or written, or holds something else.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static async Task<ClusterName> SharedInAsync(DirectoryInfo keys, CancellationToken cancellationToken)
    {
        KeyDirectory.Make(keys.FullName);
        var file = Path.Combine(keys.FullName, FileName);
        await using var turn = await DirectoryTurn.TakeAsync(Path.Combine(keys.FullName, TurnFile), cancellationToken);
        if (!File.Exists(file)) await File.WriteAllTextAsync(file, $"isemail-{RandomNumberGenerator.GetHexString(12, lowercase: true)}\n", cancellationToken);
        var name = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        return Written().IsMatch(name) ? new ClusterName(name) : throw new IOException($"{file} holds no name of a cluster: remove it, and start all nodes anew");
    }

    [GeneratedRegex("^isemail-[0-9a-f]{12}$", RegexOptions.CultureInvariant, PatternPatience.Milliseconds)]
    private static partial Regex Written();
}
