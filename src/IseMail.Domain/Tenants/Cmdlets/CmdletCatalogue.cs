using System.Collections.Immutable;

namespace IseMail.Domain.Tenants.Cmdlets;

/// <summary>All cmdlets of the tenant, and the way to run one.</summary>
public static class CmdletCatalogue
{
    /// <summary>Every cmdlet, in the order of the setup: users, applications, permissions, switches.</summary>
    public static ImmutableArray<Cmdlet> All { get; } =
    [
        .. UserCmdlets.All, .. MailboxCmdlets.All, .. ApplicationCmdlets.All, .. ConsentCmdlets.All, .. ServicePrincipalCmdlets.All,
        .. PermissionCmdlets.All, .. RoleCmdlets.All, .. OrganizationCmdlets.All,
    ];

    /// <summary>The cmdlet of a name, this tenant's or the real one's.</summary>
    public static Cmdlet? Find(string name) =>
        All.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || one.RealName.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Runs a cmdlet.</summary>
    public static CmdletOutcome Run(TenantDirectory directory, CmdletCall call, CmdletSurroundings surroundings)
    {
        if (Find(call.Name) is not { } cmdlet)
            return new CmdletOutcome.Refused($"The term '{new string([.. call.Name.Take(64).Where(c => !char.IsControl(c))])}' is not recognized as a name of a cmdlet, function, script file, or executable program.");
        var (arguments, fault) = CmdletArguments.Bind(cmdlet, call);
        return arguments is null ? new CmdletOutcome.Refused(fault!) : cmdlet.Body(directory, arguments, surroundings);
    }
}

/// <summary>How the cmdlets say what came of them.</summary>
internal static class Say
{
    public static CmdletOutcome Changed(TenantDirectory directory) => new CmdletOutcome.Done(directory, CmdletOutput.Nothing);

    public static CmdletOutcome List(TenantDirectory directory, params ReadOnlySpan<CmdletObject> objects) => new CmdletOutcome.Done(directory, new CmdletOutput(false, [.. objects]));

    public static CmdletOutcome Table(TenantDirectory directory, IEnumerable<CmdletObject> objects) => new CmdletOutcome.Done(directory, new CmdletOutput(true, [.. objects]));

    /// <summary>Exchange's words; the real ones name a domain controller where this names the domain.</summary>
    public static CmdletOutcome NotFound(TenantDirectory directory, object? what) =>
        new CmdletOutcome.Refused($"The operation couldn't be performed because object '{what}' couldn't be found on '{directory.Domain}'.");

    /// <summary>Microsoft Graph's words.</summary>
    public static CmdletOutcome NoResource(object? what) =>
        new CmdletOutcome.Refused($"Resource '{what}' does not exist or one of its queried reference-property objects are not present.");

    public static CmdletOutcome Refused(string text) => new CmdletOutcome.Refused(text);
}
