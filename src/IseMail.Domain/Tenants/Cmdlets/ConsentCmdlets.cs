using System.Collections.Immutable;

namespace IseMail.Domain.Tenants.Cmdlets;

/// <summary>API permissions of an application, and the administrator's consent, without which they are in no token.</summary>
internal static class ConsentCmdlets
{
    private static readonly CmdletParameter AppId = new("AppId", ParameterKind.Guid, "Application (client) ID.", Required: true);
    private static readonly CmdletParameter Permission = new("Permission", ParameterKind.Text, "The permission; left out, SMTP.SendAsApp.");

    public static ImmutableArray<Cmdlet> All { get; } =
    [
        new("add-application-permission", "Update-MgApplication -RequiredResourceAccess", "Add an application permission; it still needs consent.", [AppId, Permission],
            (directory, arguments, _) => With(directory, arguments, (application, permission) => application with { Requested = [.. application.Requested.Append(permission).Distinct(StringComparer.Ordinal)] })),
        new("remove-application-permission", "Update-MgApplication -RemoveResourceAccess", "Remove an application permission.", [AppId, Permission],
            (directory, arguments, _) => With(directory, arguments, (application, permission) => application with { Requested = application.Requested.Remove(permission), Consented = application.Consented.Remove(permission) })),
        new("grant-admin-consent", "New-MgServicePrincipalAppRoleAssignment", "Grant admin consent to all permissions of an application.", [AppId],
            (directory, arguments, _) => With(directory, arguments, (application, _) => application with { Consented = application.Requested })),
        new("revoke-admin-consent", "Remove-MgServicePrincipalAppRoleAssignment", "Revoke admin consent: tokens go on without the role.", [AppId],
            (directory, arguments, _) => With(directory, arguments, (application, _) => application with { Consented = [] })),
        new("get-application-permission", "Get-MgServicePrincipalAppRoleAssignment", "Show permissions and their consent.", [AppId], Get),
    ];

    private static CmdletOutcome With(TenantDirectory directory, CmdletArguments arguments, Func<RegisteredApplication, string, RegisteredApplication> change) =>
        directory.Application(arguments.Guid("AppId")!.Value) is { } application
            ? Say.Changed(directory.With(change(application, arguments.Text("Permission") ?? ApplicationRegistration.SmtpSendAsApp)))
            : Say.NoResource(arguments.Text("AppId"));

    private static CmdletOutcome Get(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings) =>
        directory.Application(arguments.Guid("AppId")!.Value) is { } application
            ? Say.Table(directory, application.Requested.Select(permission => CmdletObject.Of(
                ("Permission", permission), ("Type", "Application"), ("Status", application.Consented.Contains(permission, StringComparer.Ordinal) ? $"Granted for {directory.Domain}" : $"Not granted for {directory.Domain}"))))
            : Say.NoResource(arguments.Text("AppId"));
}
