using IseMail.Domain.Tenants;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads files whose root has the keys of a topology's <c>tenant</c>: what a running tenant is to be made into.</summary>
public static class TenantFile
{
    /// <summary>Reads the file at <paramref name="path"/>; a file that cannot be read is a problem like any other.</summary>
    public static async Task<Reading<TenantSettings>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var (text, problems) = await YamlFile.TextAsync(path, cancellationToken);
        return problems.Reading(text is not null && YamlFile.Root(text, problems) is { } root ? TenantSection.ReadRoot(root) : null);
    }
}
