using System.Collections.Immutable;

namespace IseMail.Domain.Tenants.Cmdlets;

/// <summary>App registrations and their client secrets: step 2 of the set-up.</summary>
internal static class ApplicationCmdlets
{
    // What the admin centre recommends for a new secret.
    private static readonly TimeSpan StandardLife = TimeSpan.FromDays(180);

    private static readonly CmdletParameter AppId = new("AppId", ParameterKind.Guid, "Application (client) ID.", Required: true);

    public static ImmutableArray<Cmdlet> All { get; } =
    [
        new("new-application", "New-MgApplication", "Register an application; its enterprise application is made with it.",
            [
                new("DisplayName", ParameterKind.Text, "Display name.", Required: true),
                new("AppId", ParameterKind.Guid, "Application (client) ID; left out, a new one."),
                new("PrincipalId", ParameterKind.Guid, "Object ID of the enterprise application; left out, a new one."),
            ], New),
        new("update-application", "Update-MgServicePrincipal", "Enable or disable an application, or rename it.",
            [AppId, new("AccountEnabled", ParameterKind.Flag, "false disables it."), new("DisplayName", ParameterKind.Text, "Display name.")], Update),
        new("remove-application", "Remove-MgApplication", "Remove a registration; what Exchange has recorded stays.", [AppId], Remove),
        new("get-application", "Get-MgApplication", "Show registrations with both object IDs.", [AppId with { Required = false }], Get),
        new("add-application-password", "Add-MgApplicationPassword", "Make a client secret and print its value, once.",
            [AppId, new("DisplayName", ParameterKind.Text, "Description."), new("EndDateTime", ParameterKind.Date, "When it expires; left out, in 180 days.")], AddPassword),
        new("remove-application-password", "Remove-MgApplicationPassword", "Remove a client secret.",
            [AppId, new("KeyId", ParameterKind.Guid, "The secret's ID.", Required: true)], RemovePassword),
        new("get-application-password", "Get-MgApplicationPassword", "Show client secrets without their values.", [AppId], GetPassword),
    ];

    private static CmdletOutcome New(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        var id = arguments.Guid("AppId") ?? surroundings.NewId();
        if (directory.Application(id) is not null) return Say.Refused("Another object with the same value for property appId already exists.");
        var application = new RegisteredApplication(
            arguments.Text("DisplayName")!, id, surroundings.NewId(), arguments.Guid("PrincipalId") ?? surroundings.NewId(), Enabled: true, [], [], []);
        return Say.List(directory with { Applications = directory.Applications.Add(application) }, Shown(application));
    }

    private static CmdletOutcome Update(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings) => Found(directory, arguments) is { } application
        ? Say.Changed(directory.With(application with
        {
            Enabled = arguments.Flag("AccountEnabled") ?? application.Enabled,
            DisplayName = arguments.Text("DisplayName") ?? application.DisplayName,
        }))
        : Say.NoResource(arguments.Text("AppId"));

    private static CmdletOutcome Remove(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings) => Found(directory, arguments) is { } application
        ? Say.Changed(directory with { Applications = directory.Applications.Remove(application) })
        : Say.NoResource(arguments.Text("AppId"));

    private static CmdletOutcome Get(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings) => arguments.Has("AppId")
        ? Found(directory, arguments) is { } application ? Say.List(directory, Shown(application)) : Say.NoResource(arguments.Text("AppId"))
        : Say.List(directory, [.. directory.Applications.Select(Shown)]);

    private static CmdletOutcome AddPassword(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        if (Found(directory, arguments) is not { } application) return Say.NoResource(arguments.Text("AppId"));
        var value = surroundings.NewSecret();
        var secret = new ClientSecret(
            surroundings.NewId(), arguments.Text("DisplayName") ?? "Password uploaded", arguments.Date("EndDateTime") ?? DateTimeOffset.FromUnixTimeSeconds((surroundings.Now + StandardLife).ToUnixTimeSeconds()), surroundings.Hash(value));
        return Say.List(
            directory.With(application with { Secrets = application.Secrets.Add(secret) }),
            CmdletObject.Of(("DisplayName", secret.Description), ("EndDateTime", secret.Expires), ("KeyId", secret.SecretId), ("SecretText", value)));
    }

    private static CmdletOutcome RemovePassword(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        if (Found(directory, arguments) is not { } application) return Say.NoResource(arguments.Text("AppId"));
        var id = arguments.Guid("KeyId");
        return application.Secrets.FirstOrDefault(secret => secret.SecretId == id) is { } gone
            ? Say.Changed(directory.With(application with { Secrets = application.Secrets.Remove(gone) }))
            : Say.Refused("No password credential found with keyId.");
    }

    private static CmdletOutcome GetPassword(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings) => Found(directory, arguments) is { } application
        ? Say.Table(directory, application.Secrets.Select(secret => CmdletObject.Of(
            ("DisplayName", secret.Description), ("EndDateTime", secret.Expires), ("KeyId", secret.SecretId), ("Expired", secret.Expires <= surroundings.Now))))
        : Say.NoResource(arguments.Text("AppId"));

    private static RegisteredApplication? Found(TenantDirectory directory, CmdletArguments arguments) => directory.Application(arguments.Guid("AppId")!.Value);

    private static CmdletObject Shown(RegisteredApplication application) => CmdletObject.Of(
        ("DisplayName", application.DisplayName), ("AppId", application.AppId), ("Id", application.ObjectId), ("ServicePrincipalId", application.PrincipalObjectId),
        ("AccountEnabled", application.Enabled), ("Permissions", application.Requested), ("Consented", application.Consented));
}
