using System.Globalization;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Notices;

/// <summary>
/// Makes the mail that tells of a cause. The texts of credentials follow the screenshots of Cisco document 225520; layouts of
/// alarms and reminders are not published, so theirs list the fields of the objects they tell of.
/// </summary>
public static class NoticeComposer
{
    private const string Seconds = "yyyy-MM-dd HH:mm:ss";

    /// <summary>
    /// The mail that tells of <paramref name="cause"/>. Alarms come from the alarm sender, everything else from the
    /// default From address of guest mail (for password reminders Cisco does not say which).
    /// </summary>
    /// <param name="cause">What happened.</param>
    /// <param name="settings">Sender addresses.</param>
    /// <param name="seal">Seals the text.</param>
    /// <param name="now">When it is composed: the time of causes that carry none.</param>
    public static Mail Compose(Cause cause, MailSettings settings, ITextSeal seal, DateTimeOffset now) => cause switch
    {
        Cause.GuestAccountExpiring expiring => new Mail(
            MailId.Of(MailPurpose.GuestExpiry, expiring.Guest.UserName, Stage(expiring.Guest.ValidTo, expiring.Ahead)),
            MailPurpose.GuestExpiry, settings.GuestSender, expiring.Guest.Address,
            "Your guest account is about to expire",
            seal.Seal(Lines(
                $"Hello {Name(expiring.Guest.FirstName)},", "",
                $"Your guest account will expire on {Time(expiring.Guest.ValidTo)}.", "",
                $"Username: {Name(expiring.Guest.UserName)}",
                $"Valid From: {Time(expiring.Guest.ValidFrom)}",
                $"Valid To: {Time(expiring.Guest.ValidTo)}", "",
                "Ask your sponsor if you need it for longer.")),
            now),

        Cause.PasswordExpiring expiring => new Mail(
            MailId.Of(MailPurpose.PasswordExpiry, expiring.UserName, Stage(expiring.ExpiresAt, expiring.Ahead)),
            MailPurpose.PasswordExpiry, settings.GuestSender, expiring.Address,
            "Your password is about to expire",
            seal.Seal(Lines(
                $"Hello {Name(expiring.Alias ?? expiring.UserName)},", "",
                $"Your password will expire on {Time(expiring.ExpiresAt)}, in {Whole(expiring.Ahead)}.",
                "Change it before then, or your account will be disabled.")),
            now),

        Cause.AlarmRaised alarm => new Mail(
            MailId.Of(MailPurpose.Alarm, $"{alarm.Name}|{alarm.Node}|{alarm.Recipient.Value.ToLowerInvariant()}", alarm.Occurrence),
            MailPurpose.Alarm, settings.AlarmSender, alarm.Recipient,
            NoticeText.OneLine($"ISE alarm: {alarm.Name}", Mail.MaxSubjectLength),
            seal.Seal(Lines(
                $"Alarm Name: {Name(alarm.Name)}",
                $"Severity: {Name(alarm.Severity)}",
                $"Node: {Name(alarm.Node)}",
                $"Logged At: {Time(alarm.RaisedAt)}",
                $"Details: {NoticeText.OneLine(alarm.Details, NoticeText.MaxDetail)}", "",
                $"Suggested Actions: {NoticeText.OneLine(alarm.SuggestedAction, NoticeText.MaxDetail)}")),
            alarm.RaisedAt),

        Cause.ApprovalRequested asked => new Mail(
            MailId.Of(MailPurpose.SponsorNotice, $"{asked.Guest.UserName}|{asked.Sponsor.Value.ToLowerInvariant()}", $"approval {Instant(asked.RequestedAt)}"),
            MailPurpose.SponsorNotice, settings.GuestSender, asked.Sponsor,
            "A guest account needs your approval",
            seal.Seal(Lines(
                ["Hello,", "", "A guest has registered and waits for your approval:", "", .. Account(asked.Guest), "",
                    "Approve or deny the account in the sponsor portal."])),
            asked.RequestedAt),

        Cause.CredentialsCopied copied => new Mail(
            MailId.Of(MailPurpose.SponsorNotice, $"{copied.Guest.UserName}|{copied.Sponsor.Value.ToLowerInvariant()}", $"copy {copied.Occurrence}"),
            MailPurpose.SponsorNotice, settings.GuestSender, copied.Sponsor,
            NoticeText.OneLine($"Guest account credentials of {copied.Guest.FirstName} {copied.Guest.LastName}", Mail.MaxSubjectLength),
            seal.Seal(Lines(
                ["Hello,", "", "The guest was sent these account details:", "", .. Account(copied.Guest, copied.Password)])),
            now),

        Cause.CredentialsIssued issued => new Mail(
            MailId.Of(MailPurpose.GuestNotice, issued.Guest.UserName, $"{issued.Reason} {issued.Occurrence}"),
            MailPurpose.GuestNotice, settings.GuestSender, issued.Guest.Address,
            issued.Reason == CredentialsReason.PasswordReset ? "Your Guest Account Password Has Been Reset" : "Your Guest Account Credentials",
            seal.Seal(Lines(
                [$"Hello {Name(issued.Guest.FirstName)},", "", "Your guest account details:", "", .. Account(issued.Guest, issued.Password)])),
            now),

        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "no such cause"),
    };

    private static IEnumerable<string> Account(GuestAccount guest, GuestPassword? password = null)
    {
        yield return $"Username: {Name(guest.UserName)}";
        if (password is not null) yield return $"Password: {password.Reveal()}";
        yield return $"First Name: {Name(guest.FirstName)}";
        yield return $"Last Name: {Name(guest.LastName)}";
        yield return $"Mobile Number: {(guest.Mobile.Length == 0 ? "NA" : Name(guest.Mobile))}";
        yield return $"Valid From: {Time(guest.ValidFrom)}";
        yield return $"Valid To: {Time(guest.ValidTo)}";
        yield return $"Duration: {Whole(guest.ValidTo - guest.ValidFrom)}";
        yield return $"Person being visited: {Name(guest.PersonVisited)}";
        yield return $"Reason for visit: {NoticeText.OneLine(guest.ReasonForVisit, NoticeText.MaxDetail)}";
        yield return $"If unused, this account will expire on: {guest.ValidTo.ToString("MM/dd/yyyy HH:mm", CultureInfo.InvariantCulture)}";
    }

    private static string Name(string text) => NoticeText.OneLine(text, NoticeText.MaxName);

    private static string Time(DateTimeOffset at) => at.ToString(Seconds, CultureInfo.InvariantCulture);

    // An extended account expires anew, so its reminders are new mails.
    private static string Stage(DateTimeOffset expiresAt, TimeSpan ahead) =>
        string.Create(CultureInfo.InvariantCulture, $"{Instant(expiresAt)} {ahead.TotalMinutes:0} min ahead");

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static string Whole(TimeSpan span)
    {
        var (count, unit) = span switch
        {
            { TotalDays: >= 1 } => ((long)span.TotalDays, "day"),
            { TotalHours: >= 1 } => ((long)span.TotalHours, "hour"),
            _ => ((long)span.TotalMinutes, "minute"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
    }

    private static string Lines(params IEnumerable<string> lines) => string.Join('\n', lines) + "\n";
}
