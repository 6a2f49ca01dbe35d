using System.Collections.Immutable;

namespace IseMail.Domain.Diagnosis;

/// <summary>What keeps a mail from being taken although the connection stands; a connection test shows none of it.</summary>
public static class SubmissionCauses
{
    /// <summary>The mailbox cannot be opened.</summary>
    public static KnownCause MailboxCannotBeOpened { get; } = new(
        "mailbox-cannot-be-opened", "The application may authenticate but not open the mailbox; Exchange calls that transient, and it is not.",
        "Check that the mailbox exists, is licensed and not on hold or deleted, and that the service principal has FullAccess on it.", "step 2, item 7, V");

    /// <summary>Send As is missing.</summary>
    public static KnownCause SendAsMissing { get; } = new(
        "send-as-missing", "The mail leaves under an address that the mailbox may not send as; a connection test does not show that.",
        "Let mail leave from the mailbox's own address, or give the mailbox Send As on the other one (Add-RecipientPermission).", "introduction, sender addresses; verification");

    /// <summary>Too many connections.</summary>
    public static KnownCause TooManyConnections { get; } = new(
        "too-many-connections", "More than three connections use the mailbox at once, so every one of them is refused.",
        "Have fewer senders use the mailbox, or give some a mailbox of their own.", "-");

    /// <summary>Too many mails in a minute.</summary>
    public static KnownCause RateExceeded { get; } = new(
        "rate-exceeded", "More mails came in a minute than the mailbox may send, which are 30.",
        "Wait: they are tried again by themselves; have fewer senders use the mailbox where it happens often.", "-");

    /// <summary>The day's quota is used up.</summary>
    public static KnownCause QuotaUsedUp { get; } = new(
        "daily-quota-used-up", "The mailbox has sent to 10,000 recipients in 24 hours. The reply calls itself permanent and is not: it ends as the day slides on.",
        "Wait, or spread the mail over several mailboxes.", "-");

    /// <summary>The mailbox is full.</summary>
    public static KnownCause MailboxFull { get; } = new(
        "mailbox-full", "Sent Items has filled the mailbox: every mail that is sent is kept there.", "Empty Sent Items, and give the folder a retention policy.", "-");

    /// <summary>The message is too large.</summary>
    public static KnownCause MessageTooLarge { get; } = new(
        "message-too-large", "The mail is larger than the mailbox may send.", "Make it smaller, or let the mailbox send more (Set-Mailbox -MaxSendSize).", "-");

    /// <summary>The message has too many recipients.</summary>
    public static KnownCause TooManyRecipients { get; } = new(
        "too-many-recipients", "One mail has more recipients than the mailbox may name in one.", "Spread the recipients over several mails, or let the mailbox name more (Set-Mailbox -RecipientLimits).", "-");

    /// <summary>External recipients of onmicrosoft.com are used up.</summary>
    public static KnownCause OnMicrosoftRecipientsUsedUp { get; } = new(
        "onmicrosoft-recipients-used-up", "From an onmicrosoft.com address mail goes to 100 recipients outside in 24 hours, and they are used up.",
        "Send from a domain of the organisation's own.", "step 1, item 2");

    /// <summary>External recipients of the tenant are used up.</summary>
    public static KnownCause ExternalRecipientsUsedUp { get; } = new(
        "external-recipients-used-up", "The whole tenant has sent to as many recipients outside as its licences allow in 24 hours; this mailbox may have sent few of them.",
        "Wait until the day has slid on; find out who sends so much (Tenant Outbound External Recipients report); a tenant with only trial licences needs paid ones.", "-");

    /// <summary>The sender is blocked.</summary>
    public static KnownCause SenderBlocked { get; } = new(
        "sender-blocked", "Microsoft has blocked the mailbox for sending, for what it took for spam.", "Have the block lifted on the Restricted entities page of Microsoft Defender.", "-");

    /// <summary>The tenant is blocked.</summary>
    public static KnownCause TenantBlocked { get; } = new(
        "tenant-blocked", "Microsoft has blocked the whole tenant for sending, for what it took for spam.",
        "Find and stop what sends it, then have Microsoft's support lift the block.", "-");

    /// <summary>The address is not accepted.</summary>
    public static KnownCause AddressNotAccepted { get; } = new(
        "address-not-accepted", "Microsoft takes no mail from this IP address or from a tenant as new as this one.",
        "Have Microsoft's support lift it, with a paid licence in the tenant.", "-");

    /// <summary>The address is throttled.</summary>
    public static KnownCause AddressThrottled { get; } = new(
        "address-throttled", "Microsoft throttles the IP address that the mail comes from, which nodes behind one proxy or router share with whatever else goes out there.",
        "Wait; then find out what else goes out from that address, or let the nodes out from another.", "-");

    /// <summary>The sender's domain is not the tenant's.</summary>
    public static KnownCause DomainNotRegistered { get; } = new(
        "domain-not-registered", "The sender's domain is not registered in the tenant.", "Add the domain to the tenant and verify it, or send from one that is.", "step 1, item 2");

    /// <summary>The session was silent for too long.</summary>
    public static KnownCause SessionTimedOut { get; } = new(
        "session-timed-out", "The server ended a session that had been silent for too long.",
        "Nothing where it is rare: the mail is tried again. Else look for what holds packets up between the node and the server.", "-");

    /// <summary>Every one of them.</summary>
    public static ImmutableArray<KnownCause> All { get; } =
    [
        MailboxCannotBeOpened, SendAsMissing, TooManyConnections, RateExceeded, QuotaUsedUp, MailboxFull, MessageTooLarge, TooManyRecipients, OnMicrosoftRecipientsUsedUp,
        ExternalRecipientsUsedUp, SenderBlocked, TenantBlocked, AddressNotAccepted, AddressThrottled, DomainNotRegistered, SessionTimedOut,
    ];
}
