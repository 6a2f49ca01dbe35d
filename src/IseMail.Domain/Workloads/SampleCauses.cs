using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Workloads;

/// <summary>
/// Causes of mail about people who do not exist: guests, sponsors, administrators of a sample company. The same purpose
/// and key always name the same people, and so the same mail.
/// </summary>
/// <param name="recipients">Domain of everybody's address.</param>
public sealed class SampleCauses(string recipients)
{
    /// <summary>How long before the expiry a guest is told (guest type's default, C-GT).</summary>
    public static TimeSpan GuestReminder { get; } = TimeSpan.FromDays(3);

    /// <summary>How long before the expiry of a password its owner is told.</summary>
    public static TimeSpan PasswordReminder { get; } = TimeSpan.FromDays(30);

    private readonly SamplePeople _people = new(recipients);

    /// <summary>Something that causes a mail of <paramref name="purpose"/>.</summary>
    /// <param name="purpose">The mail's purpose; not <see cref="MailPurpose.Alarm"/>, of which <see cref="Alarm"/> is.</param>
    /// <param name="key">What tells this cause from others of its purpose: letters, digits and hyphens.</param>
    /// <param name="number">Chooses among names, 0 or more.</param>
    /// <param name="at">When it happens.</param>
    /// <param name="random">For a guest's password.</param>
    public Cause Of(MailPurpose purpose, string key, long number, DateTimeOffset at, Random random)
    {
        switch (purpose)
        {
            case MailPurpose.GuestExpiry:
                return new Cause.GuestAccountExpiring(Guest(key, number, at - TimeSpan.FromDays(87), at + GuestReminder), GuestReminder);
            case MailPurpose.PasswordExpiry:
                return new Cause.PasswordExpiring($"operator-{key}", $"{SamplePeople.FirstName(number)} {SamplePeople.LastName(number)}", _people.Address($"operator-{key}"), at + PasswordReminder, PasswordReminder);
            case MailPurpose.SponsorNotice when number % 2 == 0:
                return new Cause.ApprovalRequested(Guest(key, number, at, at + TimeSpan.FromDays(1)), _people.Sponsor(number), at);
            case MailPurpose.SponsorNotice:
                return new Cause.CredentialsCopied(Guest(key, number, at, at + TimeSpan.FromDays(90)), Password(random), _people.Sponsor(number), key);
            case MailPurpose.GuestNotice:
                var reason = number % 2 == 0 ? CredentialsReason.SelfRegistered : CredentialsReason.SponsorCreated;
                return new Cause.CredentialsIssued(Guest(key, number, at, at + TimeSpan.FromDays(90)), Password(random), reason, key);
            case MailPurpose.PortalTest:
                return new Cause.PortalTested(_people.Address("portal-tester"), key);
            default:
                throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "no such purpose");
        }
    }

    /// <summary>An alarm of the catalogue is noticed. Where the deployment names nobody who is told, a sample administrator is.</summary>
    /// <param name="key">Which occurrence.</param>
    /// <param name="number">Chooses among alarms, 0 or more.</param>
    /// <param name="node">The node it is about.</param>
    /// <param name="at">When it happens.</param>
    public AlarmSignal Alarm(string key, long number, NodeName node, DateTimeOffset at)
    {
        var alarm = AlarmCatalogue.All[(int)(number % AlarmCatalogue.All.Length)];
        return new AlarmSignal(alarm.Name, node, alarm.Description, at, key, OtherwiseTo: _people.Address("ise-administrators"));
    }

    private GuestAccount Guest(string key, long number, DateTimeOffset from, DateTimeOffset to) => new(
        $"guest-{key}", SamplePeople.FirstName(number), SamplePeople.LastName(number), _people.Address($"guest-{key}"), "", from, to, SamplePeople.SponsorName(number), "Visit");

    // Without the letters and digits that are mistaken for each other when read from a screen.
    private static GuestPassword Password(Random random) => new(new string(random.GetItems("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789".AsSpan(), 10)));
}
