using System.CommandLine;
using IseMail.Domain.Tenants.Cmdlets;

namespace IseMail.Cli.Tenants;

/// <summary><c>isemail tenant</c>: the embedded Microsoft 365 tenant in a process of its own, and its administrators' cmdlets.</summary>
internal static class TenantCommand
{
    public static Command Create()
    {
        var command = new Command("tenant", "Run the embedded tenant, and administer one that runs.") { TenantRunCommand.Create(), TenantApplyCommand.Create() };
        foreach (var cmdlet in CmdletCatalogue.All) command.Add(CmdletCommand.Of(cmdlet));
        return command;
    }
}
