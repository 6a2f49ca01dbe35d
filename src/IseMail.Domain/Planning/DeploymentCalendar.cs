using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Alarms;
using IseMail.Domain.Lint;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Planning;

/// <summary>
/// What ends in a deployment in the coming time, and when ISE tells of it: secrets, certificates, passwords. It looks ahead with the rules by which a
/// deployment that runs acts (<see cref="ExpirySchedule"/>, <see cref="PasswordReminders"/>).
/// </summary>
/// <param name="Zone">The zone of the PANs, in which days are counted.</param>
/// <param name="Entries">What happens within it, by time.</param>
/// <param name="Over">What has ended before it begins.</param>
/// <param name="Notes">What it cannot know, each in a sentence without its full stop.</param>
public sealed record DeploymentCalendar(TimeZoneInfo Zone, ImmutableArray<CalendarEntry> Entries, ImmutableArray<CalendarEntry> Over, ImmutableArray<string> Notes)
{
    /// <summary>The calendar of some days.</summary>
    /// <param name="design">The deployment, with the certificates of its store.</param>
    /// <param name="from">Its first day.</param>
    /// <param name="days">How many days, 1 or more.</param>
    /// <param name="working">When somebody is there.</param>
    public static DeploymentCalendar Of(Design design, DateOnly from, int days, WorkingDays working)
    {
        var notices = design.Topology.Notices;
        var zone = notices.Passwords.Zone;
        var (begin, end) = (Midnight(from, zone), Midnight(from.AddDays(days), zone));
        var foresight = new Foresight(design, zone, working);
        var ends = foresight.Ends().ToList();
        return new DeploymentCalendar(
            zone,
            [
                .. ends.Concat(foresight.Alarms()).Where(entry => entry.At >= begin && entry.At < end).Concat(foresight.Reminders(begin, end))
                    .OrderBy(entry => entry.At).ThenBy(entry => entry.Kind).ThenBy(entry => entry.Identity, StringComparer.Ordinal),
            ],
            [.. ends.Where(entry => entry.At < begin).OrderBy(entry => entry.At)],
            [.. Unknown(design)]);
    }

    /// <summary>The first moment of a day.</summary>
    private static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var noon = day.ToDateTime(new TimeOnly(12, 0));
        return PasswordReminders.LastMidnight(new DateTimeOffset(noon, zone.GetUtcOffset(noon)), zone);
    }

    private static IEnumerable<string> Unknown(Design design)
    {
        if (design.Topology is { EmbeddedTenant: null, Mail.Server.OAuth: { SecretExpires: null, ClientSecret: not SecretSource.Embedded } })
            yield return "no expiry date of the client secret is typed in, so neither this calendar nor ISE's alarms know it ('mail.server.oauth.secretExpires')";
        foreach (var file in design.Topology.Mail.Trusted.Index().Where(one => !design.Certificates.ContainsKey(one.Index)))
            yield return $"the certificate '{file.Item.Name}' cannot be read on this machine, so its end is not here";
        var ownerless = design.Topology.Notices.Administrators.Concat(design.Topology.Notices.InternalUsers).Count(owner => owner is { Address: null, Password: not PasswordAge.Never });
        if (ownerless > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{ownerless} {(ownerless == 1 ? "owner of a password that expires has" : "owners of passwords that expire have")} no e-mail address and {(ownerless == 1 ? "is" : "are")} not reminded");
    }
}
