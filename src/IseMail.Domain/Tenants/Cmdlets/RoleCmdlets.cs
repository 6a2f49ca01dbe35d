using System.Collections.Immutable;

namespace IseMail.Domain.Tenants.Cmdlets;

/// <summary>Application RBAC: the path that needs neither consent nor FullAccess (M-RBAC).</summary>
internal static class RoleCmdlets
{
    private static readonly CmdletParameter Identity = new("Identity", ParameterKind.Text, "The assignment's name.", Required: true);

    public static ImmutableArray<Cmdlet> All { get; } =
    [
        new("new-management-role-assignment", "New-ManagementRoleAssignment", "Assign an application the role to submit.",
            [
                new("App", ParameterKind.Text, "The service principal: ObjectId, AppId or display name.", Required: true),
                new("Role", ParameterKind.Text, "The role.", Required: true) { Choices = [RoleAssignment.ApplicationSmtpSendAsApp] },
                new("CustomResourceScope", ParameterKind.Address, "The mailbox it covers; left out, all."),
                new("Name", ParameterKind.Text, "The assignment's name."),
            ], New),
        new("get-management-role-assignment", "Get-ManagementRoleAssignment", "Show the roles of applications.", [], Get),
        new("remove-management-role-assignment", "Remove-ManagementRoleAssignment", "Take a role away.", [Identity], Remove),
    ];

    private static CmdletOutcome New(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        if (ServicePrincipalCmdlets.Find(directory, arguments.Text("App")!) is not { } principal) return Say.NotFound(directory, arguments.Text("App"));
        var scope = arguments.Address("CustomResourceScope");
        if (scope is { } mailbox && directory.User(mailbox) is null) return Say.NotFound(directory, mailbox);
        var name = arguments.Text("Name") ?? $"{RoleAssignment.ApplicationSmtpSendAsApp}-{principal.ObjectId:D}";
        if (Find(directory, name) is not null) return Say.Refused($"The management role assignment '{name}' already exists.");
        var role = new RoleAssignment(name, principal.AppId, scope);
        return Say.Table(directory with { Permissions = directory.Permissions with { Roles = directory.Permissions.Roles.Add(role) } }, [Shown(directory, role)]);
    }

    private static CmdletOutcome Get(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings) =>
        Say.Table(directory, directory.Permissions.Roles.Select(role => Shown(directory, role)));

    private static CmdletOutcome Remove(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings) => Find(directory, arguments.Text("Identity")!) is { } gone
        ? Say.Changed(directory with { Permissions = directory.Permissions with { Roles = directory.Permissions.Roles.Remove(gone) } })
        : Say.NotFound(directory, arguments.Text("Identity"));

    private static RoleAssignment? Find(TenantDirectory directory, string name) => directory.Permissions.Roles.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static CmdletObject Shown(TenantDirectory directory, RoleAssignment role) => CmdletObject.Of(
        ("Name", role.Name), ("Role", RoleAssignment.ApplicationSmtpSendAsApp),
        ("App", directory.Permissions.ServicePrincipals.FirstOrDefault(one => one.AppId == role.AppId)?.ObjectId ?? role.AppId), ("CustomResourceScope", role.Scope?.Value));
}
