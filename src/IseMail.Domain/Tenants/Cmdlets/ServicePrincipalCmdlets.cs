using System.Collections.Immutable;

namespace IseMail.Domain.Tenants.Cmdlets;

/// <summary>
/// Exchange Online's references to applications (M-PS). <c>New-ServicePrincipal</c> takes any ObjectId, that of the app
/// registration as well: it shows when AUTH fails.
/// </summary>
internal static class ServicePrincipalCmdlets
{
    private static readonly CmdletParameter Identity = new("Identity", ParameterKind.Text, "ObjectId, AppId or display name.", Required: true);

    public static ImmutableArray<Cmdlet> All { get; } =
    [
        new("new-service-principal", "New-ServicePrincipal", "Register an application's service principal in Exchange.",
            [
                new("AppId", ParameterKind.Guid, "Application (client) ID.", Required: true),
                new("ObjectId", ParameterKind.Guid, "Object ID of the enterprise application, not of the registration.", Required: true),
                new("DisplayName", ParameterKind.Text, "Display name."),
            ], New),
        new("get-service-principal", "Get-ServicePrincipal", "Show service principals.", [Identity with { Required = false }], Get),
        new("remove-service-principal", "Remove-ServicePrincipal", "Remove a service principal with its permissions.", [Identity], Remove),
    ];

    /// <summary>The service principal that somebody named.</summary>
    public static ExchangeServicePrincipal? Find(TenantDirectory directory, string identity) => directory.Permissions.ServicePrincipals.FirstOrDefault(one =>
        Guid.TryParse(identity, out var id)
            ? one.ObjectId == id || one.AppId == id
            : one.DisplayName.Length > 0 && one.DisplayName.Equals(identity, StringComparison.OrdinalIgnoreCase));

    private static CmdletOutcome New(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        var principal = new ExchangeServicePrincipal(arguments.Guid("AppId")!.Value, arguments.Guid("ObjectId")!.Value) { DisplayName = arguments.Text("DisplayName") ?? "" };
        if (directory.Permissions.ServicePrincipals.Any(one => one.AppId == principal.AppId || one.ObjectId == principal.ObjectId))
            return Say.Refused($"The service principal with AppId '{principal.AppId}' and ObjectId '{principal.ObjectId}' already exists in '{directory.Domain}'.");
        return Say.Table(directory with { Permissions = directory.Permissions with { ServicePrincipals = directory.Permissions.ServicePrincipals.Add(principal) } }, [Shown(principal)]);
    }

    private static CmdletOutcome Get(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        if (arguments.Text("Identity") is not { } identity) return Say.Table(directory, directory.Permissions.ServicePrincipals.Select(Shown));
        return Find(directory, identity) is { } found ? Say.Table(directory, [Shown(found)]) : Say.NotFound(directory, identity);
    }

    // What the directory would keep is a permission of nobody: the same principal made again does not have it.
    private static CmdletOutcome Remove(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        var permissions = directory.Permissions;
        if (Find(directory, arguments.Text("Identity")!) is not { } gone) return Say.NotFound(directory, arguments.Text("Identity"));
        return Say.Changed(directory with
        {
            Permissions = permissions with
            {
                ServicePrincipals = permissions.ServicePrincipals.Remove(gone),
                FullAccess = permissions.FullAccess.RemoveAll(one => one.AppId == gone.AppId),
                Roles = permissions.Roles.RemoveAll(one => one.AppId == gone.AppId),
            },
        });
    }

    private static CmdletObject Shown(ExchangeServicePrincipal principal) => CmdletObject.Of(("DisplayName", principal.DisplayName), ("ObjectId", principal.ObjectId), ("AppId", principal.AppId));
}
