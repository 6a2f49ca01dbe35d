using System.Text;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Sending;

/// <summary>Reads secrets from files and environment variables.</summary>
public static class SecretReader
{
    // A client secret has some 40 characters, a connection string some hundreds; a device without an end has no line at all.
    private const int GreatestLength = 16 * 1024;

    /// <summary>The reader that also knows the embedded tenant's own secret, and opens what settings hold.</summary>
    /// <param name="embedded">The secret made at start; <c>null</c> where the tenant is somebody else's.</param>
    /// <param name="seal">The deployment's key; <c>null</c>: there is none, and stored secrets cannot be opened.</param>
    public static ReadSecret With(string? embedded, ITextSeal? seal = null) => async (source, cancellationToken) => source switch
    {
        SecretSource.File file => await FirstLineAsync(file.Path, cancellationToken),
        SecretSource.Environment variable => Environment.GetEnvironmentVariable(variable.Variable) is { Length: > 0 } value
            ? value
            : throw new IOException($"the environment variable {variable.Variable} is not set"),
        SecretSource.Embedded => embedded ?? throw new IOException("there is no embedded tenant to have a secret from"),
        SecretSource.Stored stored => (seal ?? throw new IOException("the secret is sealed with a deployment's key, and this is none")).Open(stored.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "no such source"),
    };

    private static async Task<string> FirstLineAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 4096, FileOptions.Asynchronous);
        var bytes = new byte[GreatestLength];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (length == bytes.Length && !bytes.Contains((byte)'\n')) throw new IOException($"the first line of {path} is longer than {GreatestLength} bytes");
        using var reader = new StreamReader(new MemoryStream(bytes, 0, length), Encoding.UTF8);
        var line = (await reader.ReadLineAsync(cancellationToken))?.Trim();
        return line is { Length: > 0 } ? line : throw new IOException($"the first line of {path} is empty");
    }
}
