using IseMail.Domain.Settings;

namespace IseMail.Cluster.Sending;

/// <summary>Reads secrets from files and environment variables.</summary>
public static class SecretReader
{
    /// <summary>The reader that also knows the embedded tenant's own secret.</summary>
    /// <param name="embedded">The secret made at start; <c>null</c> where the tenant is somebody else's.</param>
    public static ReadSecret With(string? embedded) => async (source, cancellationToken) => source switch
    {
        SecretSource.File file => await FirstLineAsync(file.Path, cancellationToken),
        SecretSource.Environment variable => Environment.GetEnvironmentVariable(variable.Variable) is { Length: > 0 } value
            ? value
            : throw new IOException($"the environment variable {variable.Variable} is not set"),
        SecretSource.Embedded => embedded ?? throw new IOException("there is no embedded tenant to have a secret from"),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "no such source"),
    };

    private static async Task<string> FirstLineAsync(string path, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(path);
        return (await reader.ReadLineAsync(cancellationToken))?.Trim() is { Length: > 0 } line ? line : throw new IOException($"the first line of {path} is empty");
    }
}
