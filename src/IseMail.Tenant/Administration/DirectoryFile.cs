using IseMail.Domain.Tenants;

namespace IseMail.Tenant.Administration;

/// <summary>
/// <c>directory.json</c>: the tenant's directory as its administrators have left it, and the hash of the topology it began
/// with. Its owner alone can read it.
/// </summary>
internal sealed class DirectoryFile(string path)
{
    /// <summary>Puts a directory in place of the one before, whole or not at all.</summary>
    public void Write(string source, TenantDirectory directory) => PrivateFile.Write(path, System.Text.Json.JsonSerializer.Serialize(new Kept(source, directory), DirectoryJson.Options));

    /// <summary>The directory that is kept, and where it came from; <c>null</c>: none is.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; it stays as it is.</exception>
    public (string Source, TenantDirectory Directory)? Read()
    {
        if (!File.Exists(path)) return null;
        try
        {
            var kept = DirectoryJson.Read<Kept>(File.ReadAllText(path), kept => kept.Directory.Inconsistency());
            return (kept.Source, kept.Directory);
        }
        catch (InvalidDataException fault)
        {
            throw new DirectoryDamagedException($"the tenant's directory {path} cannot be used: {fault.Message}; mend it, or remove it and the tenant begins as the topology says", fault);
        }
    }

    private sealed record Kept(string Source, TenantDirectory Directory);
}

/// <summary>The file that keeps the tenant's directory is damaged. It is left as it is.</summary>
public sealed class DirectoryDamagedException(string message, Exception inner) : IOException(message, inner);
