using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tenants.Cmdlets;

/// <summary>Permissions on mailboxes: FullAccess for the application, Send As for the mailbox itself (M-PS).</summary>
internal static class PermissionCmdlets
{
    private static readonly CmdletParameter Mailbox = new("Identity", ParameterKind.Address, "The mailbox.", Required: true);
    private static readonly CmdletParameter User = new("User", ParameterKind.Text, "The service principal: ObjectId, AppId or display name.", Required: true);
    private static readonly CmdletParameter FullAccess = new("AccessRights", ParameterKind.Text, "FullAccess.") { Choices = ["FullAccess"] };
    private static readonly CmdletParameter Recipient = new("Identity", ParameterKind.Address, "The address that is sent as.", Required: true);
    private static readonly CmdletParameter Trustee = new("Trustee", ParameterKind.Address, "The mailbox that sends.", Required: true);
    private static readonly CmdletParameter SendAs = new("AccessRights", ParameterKind.Text, "SendAs.") { Choices = ["SendAs"] };

    public static ImmutableArray<Cmdlet> All { get; } =
    [
        new("add-mailbox-permission", "Add-MailboxPermission", "Give an application FullAccess on a mailbox.", [Mailbox, User, FullAccess], Add),
        new("get-mailbox-permission", "Get-MailboxPermission", "Show who has FullAccess on a mailbox.", [Mailbox], Get),
        new("remove-mailbox-permission", "Remove-MailboxPermission", "Take FullAccess away.", [Mailbox, User, FullAccess], Remove),
        new("add-recipient-permission", "Add-RecipientPermission", "Let a mailbox send as another address.", [Recipient, Trustee, SendAs], AddSendAs),
        new("get-recipient-permission", "Get-RecipientPermission", "Show who may send as an address.", [Recipient with { Required = false }], GetSendAs),
        new("remove-recipient-permission", "Remove-RecipientPermission", "Take Send As away.", [Recipient, Trustee, SendAs], RemoveSendAs),
    ];

    private static CmdletOutcome Add(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        if (directory.User(arguments.Address("Identity")!.Value) is not { Licensed: true, SoftDeleted: false, Address: var mailbox }) return Say.NotFound(directory, arguments.Text("Identity"));
        if (ServicePrincipalCmdlets.Find(directory, arguments.Text("User")!) is not { } principal) return Say.NotFound(directory, arguments.Text("User"));
        var given = new MailboxPermission(mailbox, principal.AppId);
        var permissions = directory.Permissions;
        // Given again is no fault to the real one either: it says so in a warning.
        if (!permissions.FullAccess.Contains(given)) permissions = permissions with { FullAccess = permissions.FullAccess.Add(given) };
        return Say.Table(directory with { Permissions = permissions }, [Shown(directory, given)]);
    }

    private static CmdletOutcome Get(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings) =>
        directory.User(arguments.Address("Identity")!.Value) is { Licensed: true, SoftDeleted: false, Address: var mailbox }
            ? Say.Table(directory, directory.Permissions.FullAccess.Where(one => one.Mailbox == mailbox).Select(one => Shown(directory, one)))
            : Say.NotFound(directory, arguments.Text("Identity"));

    private static CmdletOutcome Remove(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        if (ServicePrincipalCmdlets.Find(directory, arguments.Text("User")!) is not { } principal) return Say.NotFound(directory, arguments.Text("User"));
        var gone = new MailboxPermission(arguments.Address("Identity")!.Value, principal.AppId);
        return directory.Permissions.FullAccess.Contains(gone)
            ? Say.Changed(directory with { Permissions = directory.Permissions with { FullAccess = directory.Permissions.FullAccess.Remove(gone) } })
            : Say.Refused($"Cannot remove ACE on object \"{gone.Mailbox}\" for account \"{arguments.Text("User")}\" because it is not present.");
    }

    private static CmdletOutcome AddSendAs(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        var given = Named(arguments);
        foreach (var address in (EmailAddress[])[given.Identity, given.Trustee])
        {
            if (directory.User(address) is null) return Say.NotFound(directory, address);
        }
        var permissions = directory.Permissions;
        if (!permissions.SendAs.Contains(given)) permissions = permissions with { SendAs = permissions.SendAs.Add(given) };
        return Say.Table(directory with { Permissions = permissions }, [Shown(given)]);
    }

    private static CmdletOutcome GetSendAs(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        if (arguments.Address("Identity") is not { } identity) return Say.Table(directory, directory.Permissions.SendAs.Select(Shown));
        return directory.User(identity) is null
            ? Say.NotFound(directory, identity)
            : Say.Table(directory, directory.Permissions.SendAs.Where(one => one.Identity == identity).Select(Shown));
    }

    private static CmdletOutcome RemoveSendAs(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        var gone = Named(arguments);
        return directory.Permissions.SendAs.Contains(gone)
            ? Say.Changed(directory with { Permissions = directory.Permissions with { SendAs = directory.Permissions.SendAs.Remove(gone) } })
            : Say.Refused($"Cannot remove ACE on object \"{gone.Identity}\" for account \"{gone.Trustee}\" because it is not present.");
    }

    private static RecipientPermission Named(CmdletArguments arguments) => new(arguments.Address("Identity")!.Value, arguments.Address("Trustee")!.Value);

    private static CmdletObject Shown(TenantDirectory directory, MailboxPermission permission) => CmdletObject.Of(
        ("Identity", permission.Mailbox.Value),
        ("User", directory.Permissions.ServicePrincipals.FirstOrDefault(one => one.AppId == permission.AppId)?.ObjectId ?? permission.AppId),
        ("AccessRights", ImmutableArray.Create("FullAccess")), ("IsInherited", false), ("Deny", false));

    private static CmdletObject Shown(RecipientPermission permission) => CmdletObject.Of(
        ("Identity", permission.Identity.Value), ("Trustee", permission.Trustee.Value), ("AccessControlType", "Allow"), ("AccessRights", ImmutableArray.Create("SendAs")), ("Inherited", false));
}
