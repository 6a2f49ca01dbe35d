using System.Globalization;

namespace IseMail.Domain.Notices;

/// <summary>
/// What follows from a cause alone, before any mail is made of it: its purpose, which decides whose duty it is, and the
/// identity of the mail that tells of it. Two nodes that hear of one cause come to the same answers.
/// </summary>
public static class CauseIdentity
{
    /// <summary>The purpose of the mail that tells of <paramref name="cause"/>.</summary>
    public static MailPurpose Purpose(Cause cause) => cause switch
    {
        Cause.GuestAccountExpiring => MailPurpose.GuestExpiry,
        Cause.PasswordExpiring => MailPurpose.PasswordExpiry,
        Cause.AlarmRaised => MailPurpose.Alarm,
        Cause.ApprovalRequested or Cause.CredentialsCopied or Cause.CredentialsSummarised => MailPurpose.SponsorNotice,
        Cause.CredentialsIssued or Cause.ApprovalDecided => MailPurpose.GuestNotice,
        Cause.PortalTested => MailPurpose.PortalTest,
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "no such cause"),
    };

    /// <summary>The identity of the mail that tells of <paramref name="cause"/>.</summary>
    public static MailId Of(Cause cause)
    {
        var (subject, stage) = cause switch
        {
            Cause.GuestAccountExpiring expiring => (expiring.Guest.UserName, Reminder(expiring.Guest.ValidTo, expiring.Ahead)),
            Cause.PasswordExpiring expiring => (expiring.IsAdministrator ? $"administrator|{expiring.UserName}" : expiring.UserName, Reminder(expiring.ExpiresAt, expiring.Ahead)),
            Cause.AlarmRaised alarm => ($"{alarm.Name}|{alarm.Node}|{Person(alarm.Recipient)}", alarm.Occurrence),
            Cause.ApprovalRequested asked => ($"{asked.Guest.UserName}|{Person(asked.Sponsor)}", $"approval {Instant(asked.RequestedAt)}"),
            Cause.CredentialsCopied copied => ($"{copied.Guest.UserName}|{Person(copied.Sponsor)}", $"copy {copied.Occurrence}"),
            Cause.CredentialsSummarised summed => (Person(summed.Sponsor), $"summary {summed.Occurrence}"),
            Cause.ApprovalDecided decided => (decided.Guest.UserName, $"decision {decided.Occurrence}"),
            Cause.PortalTested tested => (Person(tested.Recipient), tested.Occurrence),
            Cause.CredentialsIssued issued => (issued.Guest.UserName, $"{issued.Reason} {issued.Occurrence}"),
            _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "no such cause"),
        };
        return MailId.Of(Purpose(cause), subject, stage);
    }

    // An extended account expires anew, so its reminders are new mails.
    private static string Reminder(DateTimeOffset expiresAt, TimeSpan ahead) =>
        string.Create(CultureInfo.InvariantCulture, $"{Instant(expiresAt)} {ahead.TotalMinutes:0} min ahead");

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static string Person(EmailAddress address) => address.Value.ToLowerInvariant();
}
