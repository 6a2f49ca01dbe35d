using System.Collections.Immutable;
using System.Globalization;

namespace IseMail.Domain.Notices;

/// <summary>
/// Makes the mail that tells of a cause: to whom, from whom, which text filled with what. The shipped text of credentials
/// follows the screenshots of Cisco document 225520; layouts of alarms and reminders are not published, so theirs list
/// the fields of the objects they tell of.
/// </summary>
/// <param name="senders">Sender addresses.</param>
/// <param name="texts">Fills templates.</param>
/// <param name="seal">Seals the texts.</param>
public sealed class NoticeComposer(SenderAddresses senders, INoticeTexts texts, ITextSeal seal)
{
    /// <summary>From whom its mail comes.</summary>
    public SenderAddresses Senders => senders;

    /// <summary>One whose mail comes from others.</summary>
    public NoticeComposer From(SenderAddresses others) => new(others, texts, seal);

    /// <summary>The mail that tells of <paramref name="cause"/>.</summary>
    /// <param name="cause">What happened.</param>
    /// <param name="now">When it is composed: the time of causes that carry none.</param>
    public Mail Compose(Cause cause, DateTimeOffset now) => cause switch
    {
        Cause.GuestAccountExpiring expiring => Tell(cause, senders.OfGuest(expiring.Guest), expiring.Guest.Address, NoticeTemplate.GuestExpiry,
            NoticeFields.Guest(expiring.Guest, ("ahead", NoticeFields.Whole(expiring.Ahead))), now),

        // For password reminders Cisco does not say which address they come from.
        Cause.PasswordExpiring expiring => Tell(cause, senders.Guest, expiring.Address, NoticeTemplate.PasswordExpiry,
            NoticeFields.Of(
                ("name", NoticeFields.Name(expiring.Alias ?? expiring.UserName)), ("userName", NoticeFields.Name(expiring.UserName)),
                ("expires", NoticeFields.Time(expiring.ExpiresAt)), ("ahead", NoticeFields.Whole(expiring.Ahead))), now),

        Cause.AlarmRaised alarm => Tell(cause, senders.Alarm, alarm.Recipient, NoticeTemplate.Alarm, Fields(alarm), alarm.RaisedAt),

        Cause.ApprovalRequested asked => Tell(cause, senders.Guest, asked.Sponsor, NoticeTemplate.ApprovalRequest,
            NoticeFields.Guest(asked.Guest, ("approveLink", Link(asked, "approve")), ("denyLink", Link(asked, "deny")),
                ("linksUntil", asked.Links is { } links ? NoticeFields.Time(links.Until) : "")), asked.RequestedAt),

        Cause.ApprovalDecided { Password: { } password } decided => Tell(cause, senders.OfGuest(decided.Guest), decided.Guest.Address, NoticeTemplate.Approved,
            NoticeFields.Guest(decided.Guest, ("password", password.Reveal())), now),

        Cause.ApprovalDecided decided => Tell(cause, senders.OfGuest(decided.Guest), decided.Guest.Address, NoticeTemplate.Denied, NoticeFields.Guest(decided.Guest), now),

        Cause.CredentialsCopied copied => Tell(cause, senders.Guest, copied.Sponsor, NoticeTemplate.Copy,
            NoticeFields.Guest(copied.Guest, ("password", copied.Password.Reveal())), now),

        Cause.CredentialsSummarised summed => Tell(cause, senders.Guest, summed.Sponsor, NoticeTemplate.Summary, Fields(summed), now),

        Cause.CredentialsIssued issued => Tell(cause, senders.OfGuest(issued.Guest), issued.Guest.Address,
            issued.Reason == CredentialsReason.PasswordReset ? NoticeTemplate.PasswordReset : NoticeTemplate.Credentials,
            NoticeFields.Guest(issued.Guest, ("password", issued.Password.Reveal())), now),

        Cause.PortalTested tested => Tell(cause, senders.Guest, tested.Recipient, NoticeTemplate.Credentials, NoticeFields.Sample, now),

        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "no such cause"),
    };

    private Mail Tell(Cause cause, EmailAddress from, EmailAddress to, NoticeTemplate template, NoticeValues values, DateTimeOffset causedAt)
    {
        var written = texts.Write(template, values);
        return new(CauseIdentity.Of(cause), CauseIdentity.Purpose(cause), from, to, NoticeText.OneLine(written.Subject, Mail.MaxSubjectLength), seal.Seal(written.Body), causedAt);
    }

    private static NoticeValues Fields(Cause.AlarmRaised alarm) => NoticeFields.Of(
        ("name", NoticeFields.Name(alarm.Name)), ("severity", NoticeFields.Name(alarm.Severity)), ("category", NoticeFields.Name(alarm.Category)),
        ("node", NoticeFields.Name(alarm.Node)), ("loggedAt", NoticeFields.Time(alarm.RaisedAt)), ("details", NoticeFields.Detail(alarm.Details)),
        ("description", NoticeFields.Detail(alarm.Description)), ("suggestedAction", NoticeFields.Detail(alarm.SuggestedAction)),
        ("note", NoticeFields.Detail(alarm.Note)),
        ("suppressed", alarm.Suppressed == 0 ? "" : alarm.Suppressed.ToString(CultureInfo.InvariantCulture)));

    private static NoticeValues Fields(Cause.CredentialsSummarised summed) => NoticeFields.Of(("count", summed.Guests.Length.ToString(CultureInfo.InvariantCulture))) with
    {
        Lists = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("accounts",
            [.. summed.Guests.Select(guest => $"{NoticeFields.Name(guest.UserName)}, {NoticeFields.Name(guest.FirstName)} {NoticeFields.Name(guest.LastName)}, until {NoticeFields.Time(guest.ValidTo)}")]),
    };

    // Where the portal listens is published; the path of its links is not.
    private static string Link(Cause.ApprovalRequested asked, string decision) => asked.Links is not { } links
        ? ""
        : $"https://{links.Portal}:8443/sponsorportal/{decision}?user={Uri.EscapeDataString(asked.Guest.UserName)}&token={links.Token.Reveal()}";
}

/// <summary>From whom a deployment's notices come.</summary>
/// <param name="Alarm">Alarm Settings, Alarm Notification.</param>
/// <param name="Guest">Guest Email Settings, default From address.</param>
/// <param name="SponsorFirst">
/// Guest Email Settings, "send notifications from sponsor's email address (if sponsored)" rather than always from the
/// default address. Exchange Online then asks for Send As on each sponsor: 554 5.2.252.
/// </param>
public sealed record SenderAddresses(EmailAddress Alarm, EmailAddress Guest, bool SponsorFirst = false)
{
    /// <summary>From whom mail to <paramref name="guest"/> comes.</summary>
    public EmailAddress OfGuest(GuestAccount guest) => SponsorFirst && guest.Sponsor is { } sponsor ? sponsor : Guest;
}
