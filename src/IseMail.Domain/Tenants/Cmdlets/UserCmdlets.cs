using System.Collections.Immutable;

namespace IseMail.Domain.Tenants.Cmdlets;

/// <summary>Users and their licences: step 1 of the set-up.</summary>
internal static class UserCmdlets
{
    private static readonly CmdletParameter UserId = new("UserId", ParameterKind.Address, "The user's principal name.", Required: true);
    private static readonly CmdletParameter Password = new("Password", ParameterKind.Secret, "The password for basic authentication; kept as a hash.");
    private static readonly CmdletParameter AccountEnabled = new("AccountEnabled", ParameterKind.Flag, "false blocks sign-in.");
    private static readonly CmdletParameter DisplayName = new("DisplayName", ParameterKind.Text, "Display name.");

    public static ImmutableArray<Cmdlet> All { get; } =
    [
        new("new-user", "New-MgUser", "Add a user; without a licence there is no mailbox yet.",
            [new("UserPrincipalName", ParameterKind.Address, "Principal name and mail address.", Required: true), DisplayName, Password, AccountEnabled], New),
        new("update-user", "Update-MgUser", "Change a user: block sign-in, set a password.", [UserId, DisplayName, Password, AccountEnabled], Update),
        new("remove-user", "Remove-MgUser", "Remove a user with mailbox and permissions.", [UserId], Remove),
        new("get-user", "Get-MgUser", "Show users.", [UserId with { Required = false }], Get),
        new("set-user-license", "Set-MgUserLicense", "Grant a licence, which brings a mailbox, or remove it.",
            [UserId, new("AddLicenses", ParameterKind.Text, "A licence to grant, such as DEVELOPERPACK_E5."), new("RemoveLicenses", ParameterKind.Text, "A licence to remove.")], SetLicense),
    ];

    private static CmdletOutcome New(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        var address = arguments.Address("UserPrincipalName")!.Value;
        if (directory.User(address) is not null) return Say.Refused("Another object with the same value for property userPrincipalName already exists.");
        var user = Changed(new TenantUser(address, address.Value) { Licensed = false }, arguments, surroundings);
        return Say.Table(directory with { Users = directory.Users.Add(user) }, [Shown(user)]);
    }

    private static CmdletOutcome Update(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings) =>
        Found(directory, arguments) is { } user ? Say.Changed(directory.With(Changed(user, arguments, surroundings))) : Say.NoResource(arguments.Text("UserId"));

    private static CmdletOutcome Remove(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        if (Found(directory, arguments) is not { Address: var gone } user) return Say.NoResource(arguments.Text("UserId"));
        return Say.Changed(directory with
        {
            Users = directory.Users.Remove(user),
            Permissions = directory.Permissions with
            {
                FullAccess = directory.Permissions.FullAccess.RemoveAll(one => one.Mailbox == gone),
                SendAs = directory.Permissions.SendAs.RemoveAll(one => one.Identity == gone || one.Trustee == gone),
            },
        });
    }

    private static CmdletOutcome Get(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings) => arguments.Has("UserId")
        ? Found(directory, arguments) is { } user ? Say.Table(directory, [Shown(user)]) : Say.NoResource(arguments.Text("UserId"))
        : Say.Table(directory, directory.Users.Select(Shown));

    private static CmdletOutcome SetLicense(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        if (arguments.Has("AddLicenses") == arguments.Has("RemoveLicenses")) return Say.Refused("One of the parameters AddLicenses and RemoveLicenses must be given.");
        if (Found(directory, arguments) is not { } user) return Say.NoResource(arguments.Text("UserId"));
        var licensed = user with { Licensed = arguments.Has("AddLicenses") };
        return Say.Table(directory.With(licensed), [Shown(licensed)]);
    }

    private static TenantUser? Found(TenantDirectory directory, CmdletArguments arguments) => directory.User(arguments.Address("UserId")!.Value);

    private static TenantUser Changed(TenantUser user, CmdletArguments arguments, CmdletSurroundings surroundings) => user with
    {
        DisplayName = arguments.Text("DisplayName") ?? user.DisplayName,
        Password = arguments.Text("Password") is { } password ? surroundings.Hash(password) : user.Password,
        SignInBlocked = arguments.Flag("AccountEnabled") is { } enabled ? !enabled : user.SignInBlocked,
    };

    private static CmdletObject Shown(TenantUser user) => CmdletObject.Of(
        ("DisplayName", user.DisplayName), ("UserPrincipalName", user.Address.Value), ("AccountEnabled", !user.SignInBlocked), ("Licensed", user.Licensed));
}
