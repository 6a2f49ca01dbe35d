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
        Cause.GuestAccountExpiring expiring => Tell(cause, settings.GuestSender, expiring.Guest.Address,
            "Your guest account is about to expire",
            seal.Seal(Lines(
                $"Hello {Name(expiring.Guest.FirstName)},", "",
                $"Your guest account will expire on {Time(expiring.Guest.ValidTo)}.", "",
                $"Username: {Name(expiring.Guest.UserName)}",
                $"Valid From: {Time(expiring.Guest.ValidFrom)}",
                $"Valid To: {Time(expiring.Guest.ValidTo)}", "",
                "Ask your sponsor if you need it for longer.")),
            now),

        Cause.PasswordExpiring expiring => Tell(cause, settings.GuestSender, expiring.Address,
            "Your password is about to expire",
            seal.Seal(Lines(
                $"Hello {Name(expiring.Alias ?? expiring.UserName)},", "",
                $"Your password will expire on {Time(expiring.ExpiresAt)}, in {Whole(expiring.Ahead)}.",
                "Change it before then, or your account will be disabled.")),
            now),

        Cause.AlarmRaised alarm => Tell(cause, settings.AlarmSender, alarm.Recipient,
            NoticeText.OneLine($"ISE alarm: {alarm.Name}", Mail.MaxSubjectLength),
            seal.Seal(Lines(
                $"Alarm Name: {Name(alarm.Name)}",
                $"Severity: {Name(alarm.Severity)}",
                $"Node: {Name(alarm.Node)}",
                $"Logged At: {Time(alarm.RaisedAt)}",
                $"Details: {NoticeText.OneLine(alarm.Details, NoticeText.MaxDetail)}", "",
                $"Suggested Actions: {NoticeText.OneLine(alarm.SuggestedAction, NoticeText.MaxDetail)}")),
            alarm.RaisedAt),

        Cause.ApprovalRequested asked => Tell(cause, settings.GuestSender, asked.Sponsor,
            "A guest account needs your approval",
            seal.Seal(Lines(
                ["Hello,", "", "A guest has registered and waits for your approval:", "", .. Account(asked.Guest), "",
                    "Approve or deny the account in the sponsor portal."])),
            asked.RequestedAt),

        Cause.CredentialsCopied copied => Tell(cause, settings.GuestSender, copied.Sponsor,
            NoticeText.OneLine($"Guest account credentials of {copied.Guest.FirstName} {copied.Guest.LastName}", Mail.MaxSubjectLength),
            seal.Seal(Lines(
                ["Hello,", "", "The guest was sent these account details:", "", .. Account(copied.Guest, copied.Password)])),
            now),

        Cause.CredentialsIssued issued => Tell(cause, settings.GuestSender, issued.Guest.Address,
            issued.Reason == CredentialsReason.PasswordReset ? "Your Guest Account Password Has Been Reset" : "Your Guest Account Credentials",
            seal.Seal(Lines(
                [$"Hello {Name(issued.Guest.FirstName)},", "", "Your guest account details:", "", .. Account(issued.Guest, issued.Password)])),
            now),

        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "no such cause"),
    };

    private static Mail Tell(Cause cause, EmailAddress from, EmailAddress to, string subject, SealedText body, DateTimeOffset causedAt) =>
        new(CauseIdentity.Of(cause), CauseIdentity.Purpose(cause), from, to, subject, body, causedAt);

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
