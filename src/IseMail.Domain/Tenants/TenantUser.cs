using IseMail.Domain.Notices;

namespace IseMail.Domain.Tenants;

/// <summary>A user of the directory, with the mailbox that a licence brings.</summary>
/// <param name="Address">User principal name and primary SMTP address.</param>
/// <param name="DisplayName">Display name.</param>
public sealed record TenantUser(EmailAddress Address, string DisplayName)
{
    /// <summary>100 GB, as Microsoft 365 E5 gives (M-LIMITS).</summary>
    public const long StandardQuota = 100L << 30;

    /// <summary>35 MB, a mailbox's limit unless it is raised (M-LIMITS).</summary>
    public const int StandardSendSize = 35 << 20;

    /// <summary>500 recipients of a message (M-NDR).</summary>
    public const int StandardRecipients = 500;

    /// <summary>Whether the user has a licence: without one there is no mailbox to submit through (M-MFD).</summary>
    public bool Licensed { get; init; } = true;

    /// <summary>Whether sign-in is blocked. It concerns user and password; an application opens the mailbox in its own name (own).</summary>
    public bool SignInBlocked { get; init; }

    /// <summary>The password's hash; <c>null</c>: none that anybody knows.</summary>
    public SaltedHash? Password { get; init; }

    /// <summary>Whether the mailbox is soft-deleted: the application still authenticates, and cannot open it (own cause of I-PROXY-271).</summary>
    public bool SoftDeleted { get; init; }

    /// <summary><c>Set-CASMailbox -SmtpClientAuthenticationDisabled</c>; <c>null</c>: as the tenant; a value wins over the tenant's (M-ACS).</summary>
    public bool? SmtpClientAuthenticationDisabled { get; init; }

    /// <summary>What the mailbox holds before it refuses to submit, in octets.</summary>
    public long Quota { get; init; } = StandardQuota;

    /// <summary>The greatest message it submits, in octets.</summary>
    public int MaxSendSize { get; init; } = StandardSendSize;

    /// <summary>The most recipients of one message, 1 to 1000 (M-LIMITS).</summary>
    public int RecipientLimits { get; init; } = StandardRecipients;

    /// <summary>Up to when Sent Items was emptied; <c>null</c>: never.</summary>
    public DateTimeOffset? SentItemsClearedAt { get; init; }
}
