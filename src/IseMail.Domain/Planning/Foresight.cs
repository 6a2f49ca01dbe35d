using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Alarms;
using IseMail.Domain.Lint;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Texts;

namespace IseMail.Domain.Planning;

/// <summary>What can be foreseen of a deployment from its topology alone.</summary>
/// <param name="design">The deployment, with the certificates of its store.</param>
/// <param name="zone">The zone of the PANs.</param>
/// <param name="working">When somebody is there.</param>
internal sealed class Foresight(Design design, TimeZoneInfo zone, WorkingDays working)
{
    private const string Administrator = "administrator";
    private const string InternalUser = "internal user";

    private readonly NoticeSettings _notices = design.Topology.Notices;

    private AlarmSettings AlarmSettings => _notices.Alarms;

    /// <summary>Everything that ends, whenever that is.</summary>
    public IEnumerable<CalendarEntry> Ends()
    {
        foreach (var secret in Secrets()) yield return Entry(CalendarKind.SecretExpires, secret.Identity, secret.At, secret.What);
        foreach (var certificate in Certificates()) yield return Entry(CalendarKind.CertificateExpires, certificate.Name, certificate.NotAfter, $"the trusted certificate '{certificate.Name}' expires");
        foreach (var entry in Passwords(_notices.Administrators, _notices.Passwords.Administrators, Administrator)) yield return entry;
        foreach (var entry in Passwords(_notices.InternalUsers, _notices.Passwords.InternalUsers, InternalUser)) yield return entry;
    }

    /// <summary>When ISE begins to warn, whenever that is.</summary>
    public IEnumerable<CalendarEntry> Alarms()
    {
        if (Typed is { } typed)
        {
            foreach (var entry in Alarms("the client secret", typed, AlarmSettings.SecretExpiry, AlarmNames.SecretExpiring)) yield return entry;
        }
        foreach (var certificate in Certificates())
        {
            foreach (var entry in Alarms($"the certificate '{certificate.Name}'", certificate.NotAfter, AlarmSettings.CertificateExpiry, AlarmNames.CertificateExpiring)) yield return entry;
        }
    }

    /// <summary>What the primary PAN mails at each midnight of the calendar, by its own rule.</summary>
    public IEnumerable<CalendarEntry> Reminders(DateTimeOffset begin, DateTimeOffset end)
    {
        var told = new ReminderMemory();
        // What fell due before is told of already.
        foreach (var due in Due(begin.AddTicks(-1), told).ToList()) told.Note(due, begin);
        for (var midnight = begin; midnight < end; midnight = PasswordReminders.NextMidnight(midnight, zone))
        {
            var due = Due(midnight, told).ToList();
            foreach (var one in due) told.Note(one, midnight);
            foreach (var wave in due.GroupBy(one => (one.IsAdministrator, one.Ahead)).OrderByDescending(wave => wave.Key.IsAdministrator).ThenByDescending(wave => wave.Key.Ahead))
            {
                var kind = wave.Key.IsAdministrator ? Administrator : InternalUser;
                var ahead = DurationText.Of(wave.Key.Ahead);
                yield return Entry(
                    CalendarKind.Reminders, Identity($"{kind} {ahead}", midnight), midnight,
                    $"{Count(wave.Count(), kind)} {(wave.Count() == 1 ? "is" : "are")} reminded by mail that the password ends within {ahead}", [.. wave.Select(one => one.UserName)]);
            }
        }
    }

    // The rule counts it from midnight UTC (ExpiringSettings).
    private DateTimeOffset? Typed => design.Topology.Mail.Server?.OAuth?.SecretExpires is { } date ? new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero) : null;

    private IEnumerable<(string Identity, DateTimeOffset At, string What)> Secrets()
    {
        if (Typed is { } typed) yield return ("typed", typed, "the client secret expires, by the date typed on the SMTP server page");
        foreach (var application in design.Tenant?.Applications ?? [])
        {
            if (application.SecretExpires is { } expires)
                yield return (application.ClientId.ToString("D", CultureInfo.InvariantCulture), expires, $"the client secret of the application '{application.Name}' expires in Entra ID");
        }
    }

    private IEnumerable<TrustedCertificate> Certificates() => design.Certificates.OrderBy(one => one.Key).SelectMany(one => one.Value);

    private IEnumerable<CalendarEntry> Alarms(string of, DateTimeOffset expires, ExpirySchedule schedule, string name)
    {
        if (!AlarmCatalogue.TryFind(name, out var alarm) || AlarmSettings.RuleOf(alarm) is not { Enabled: true } rule) yield break;
        var told = _notices.AlarmRecipients.Concat(rule.Recipients).Distinct().Count();
        foreach (var lead in schedule.Leads.Where(lead => expires.UtcTicks >= lead.Ticks))
        {
            var ahead = DurationText.Of(lead);
            yield return Entry(
                CalendarKind.Alarm, $"{of} {ahead}", expires - lead,
                $"ISE warns that {of} expires in {ahead}{(schedule.Daily ? ", and then each day" : "")}; mailed to {(told == 0 ? "nobody" : Count(told, "recipient"))}");
        }
    }

    private IEnumerable<CalendarEntry> Passwords(IEnumerable<PasswordOwner> owners, PasswordPolicy policy, string kind) => owners
        .Select(owner => (owner.Name, Expires: PasswordReminders.ExpiresAt(owner, policy)))
        .Where(owner => owner.Expires is not null)
        .GroupBy(owner => owner.Expires!.Value.ToUniversalTime())
        .Select(same => Entry(
            CalendarKind.PasswordsExpire, Identity(kind, same.Key), same.Key,
            same.Count() == 1 ? $"the password of 1 {kind} expires" : $"the passwords of {Count(same.Count(), kind)} expire", [.. same.Select(owner => owner.Name)]));

    private IEnumerable<Cause.PasswordExpiring> Due(DateTimeOffset now, ReminderMemory told) =>
        PasswordReminders.Due(_notices.Administrators, true, _notices.Passwords.Administrators, zone, told, now)
            .Concat(PasswordReminders.Due(_notices.InternalUsers, false, _notices.Passwords.InternalUsers, zone, told, now));

    private CalendarEntry Entry(CalendarKind kind, string identity, DateTimeOffset at, string what, ImmutableArray<string>? who = null)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var day = DateOnly.FromDateTime(local.DateTime);
        return new CalendarEntry(kind, identity, local, what, who ?? [], working.WhyFree(day), working.LastBefore(day));
    }

    private static string Identity(string what, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{what} {at.UtcDateTime:O}");

    private static string Count(int count, string of) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {of}{(count == 1 ? "" : "s")}");
}
