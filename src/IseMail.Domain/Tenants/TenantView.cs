using System.Collections.Frozen;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tenants;

/// <summary>
/// The directory as the services see it, with what they look up for each token and each mail. It never changes: a
/// service that holds one sees one instant.
/// </summary>
public sealed class TenantView
{
    private readonly FrozenDictionary<EmailAddress, TenantUser> _users;
    private readonly FrozenSet<MailboxPermission> _fullAccess;
    private readonly FrozenSet<RecipientPermission> _sendAs;
    private readonly FrozenSet<string> _domains;

    /// <summary>A view of <paramref name="directory"/> with the permissions that are in effect, which may be older ones.</summary>
    public TenantView(TenantDirectory directory, ExchangePermissions inEffect)
    {
        Directory = directory with { Permissions = inEffect };
        _users = directory.Users.ToFrozenDictionary(user => user.Address);
        _fullAccess = inEffect.FullAccess.ToFrozenSet();
        _sendAs = inEffect.SendAs.ToFrozenSet();
        _domains = directory.Users.Select(user => user.Address.Domain).Append(directory.Domain.ToLowerInvariant()).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All of it.</summary>
    public TenantDirectory Directory { get; }

    /// <summary>Settings of the whole tenant.</summary>
    public OrganizationSettings Organization => Directory.Organization;

    /// <summary>The user of an address; <c>null</c>: none.</summary>
    public TenantUser? User(EmailAddress address) => _users.GetValueOrDefault(address);

    /// <summary>Whether an application has <c>FullAccess</c> on a mailbox.</summary>
    public bool HasFullAccess(Guid appId, EmailAddress mailbox) => _fullAccess.Contains(new MailboxPermission(mailbox, appId));

    /// <summary>Whether the application's role covers a mailbox (M-RBAC).</summary>
    public bool HasRole(Guid appId, EmailAddress mailbox)
    {
        foreach (var role in Directory.Permissions.Roles)
        {
            if (role.AppId == appId && (role.Scope is null || role.Scope == mailbox)) return true;
        }
        return false;
    }

    /// <summary>Whether a mailbox may put <paramref name="from"/> into the header From: its own address or one it has SendAs on (M-MFD).</summary>
    public bool MaySendAs(EmailAddress mailbox, EmailAddress from) => mailbox == from || _sendAs.Contains(new RecipientPermission(from, mailbox));

    /// <summary>Whether a recipient is outside: its domain is neither the tenant's nor one of its users'.</summary>
    public bool IsExternal(string recipient) => !_domains.Contains(recipient[(recipient.LastIndexOf('@') + 1)..]);
}
