using System.Collections.Immutable;
using System.Globalization;
using IseMail.Cluster.Sending;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>
/// Whether this machine has what a topology names: secrets in files and environment variables, certificates of trusted
/// authorities. A topology is right without them, so reading does not ask; whoever starts a deployment does, before
/// anything starts. No secret's value appears in a problem.
/// </summary>
public static class SecretCheck
{
    private static readonly ReadSecret Read = SecretReader.With(null);

    /// <summary>What this machine lacks, each at the key that names it, in the file's order; empty where there were problems in reading.</summary>
    public static async Task<ImmutableArray<FileProblem>> MissingAsync(Reading<Topology> reading, CancellationToken cancellationToken)
    {
        if (reading.Value is not { } topology) return [];
        var missing = new List<FileProblem>();
        foreach (var (path, source) in TopologySecrets.Of(topology))
        {
            if (await LackAsync(source, cancellationToken) is { } lack) missing.Add(reading.At(path, lack.What, lack.Expected));
        }
        foreach (var (index, file) in topology.Mail.Trusted.Index())
        {
            if (await LackAsync(file, cancellationToken) is { } lack)
                missing.Add(reading.At(string.Create(CultureInfo.InvariantCulture, $"mail.trusted[{index}]"), lack.What, lack.Expected));
        }
        // Nodes of a range stand at one place.
        return [.. missing.Distinct().OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];
    }

    private static async Task<(string What, string Expected)?> LackAsync(SecretSource source, CancellationToken cancellationToken)
    {
        if (source is SecretSource.Embedded) return null;
        var expected = source is SecretSource.File ? "a file whose first line is the secret" : "the secret as its value";
        try
        {
            await Read(source, cancellationToken);
            return null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return (source is SecretSource.File file ? Unreadable(file.Path, unreadable) : unreadable.Message, expected);
        }
    }

    private static async Task<(string What, string Expected)?> LackAsync(TrustedFile file, CancellationToken cancellationToken)
    {
        try
        {
            await TrustedFiles.ReadAsync(file, cancellationToken);
            return null;
        }
        catch (InvalidDataException malformed)
        {
            return ($"{file.Path}: {malformed.Message}", "a PEM file with certificates");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return (Unreadable(file.Path, unreadable), "a PEM file with certificates");
        }
    }

    private static string Unreadable(string file, Exception unreadable) => unreadable switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"there is no file {file}",
        UnauthorizedAccessException => Directory.Exists(file) ? $"{file} is a directory" : $"the file {file} may not be read",
        _ => unreadable.Message,
    };
}
