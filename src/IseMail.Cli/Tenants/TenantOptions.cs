using System.CommandLine;

namespace IseMail.Cli.Tenants;

/// <summary>Options that several commands have.</summary>
internal static class TenantOptions
{
    public static Option<string?> Data() => new("--data") { Description = "Directory of the running tenant or of its deployment. Left out: the only one under data that answers." };
}
