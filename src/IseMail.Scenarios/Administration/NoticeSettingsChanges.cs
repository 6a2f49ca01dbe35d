using System.Collections.Immutable;
using IseMail.Domain;
using IseMail.Domain.Alarms;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Texts;

namespace IseMail.Scenarios.Administration;

/// <summary>Turns what somebody fills into Alarm Settings and Guest Email Settings into other settings, or says what is wrong with it. Changes nothing itself.</summary>
/// <param name="file">What the topology file says.</param>
/// <param name="senders">From whom mail comes by the topology file.</param>
internal sealed class NoticeSettingsChanges(NoticeSettings file, SenderAddresses senders)
{
    private const int LongestNote = 1_000;
    private const string AsElsewhere = "default";

    public (SystemSettings? Settings, string Cause, Problem? Problem) Alarm(SystemSettings now, AlarmSettingsRequest request)
    {
        if (!AlarmCatalogue.TryFind(request.Name, out var alarm))
            return Wrong("name", $"'{request.Name}' is not an alarm", NearestWord.Expectation(request.Name, [.. AlarmCatalogue.All.Select(one => one.Name)]));
        if (request.Reset) return (With(now, now.Notices with { Alarms = now.Notices.Alarms.Remove(alarm.Name) }), $"alarm '{alarm.Name}' set back", null);
        var rule = now.Notices.On(file).Alarms.RuleOf(alarm);
        if (request.Severity is { } severity)
        {
            if (severity == AsElsewhere) rule = rule with { Severity = null };
            else if (Enum.TryParse<AlarmSeverity>(severity, ignoreCase: true, out var known) && Enum.IsDefined(known) && !severity.Any(char.IsAsciiDigit)) rule = rule with { Severity = known };
            else return Wrong("severity", $"'{severity}' is no severity", $"one of {string.Join(", ", Enum.GetNames<AlarmSeverity>())}, or '{AsElsewhere}' for the catalogue's");
        }
        if (request.Suppress is { } suppress)
        {
            if (suppress == AsElsewhere) rule = rule with { Suppress = null };
            else if (suppress == "none") rule = rule with { Suppress = TimeSpan.Zero };
            else if (DurationText.TryParse(suppress, out var span)) rule = rule with { Suppress = span };
            else return Wrong("suppress", $"'{suppress}' is no duration", $"a duration such as 1h, 'none', or '{AsElsewhere}' for the deployment's");
        }
        if (request.Recipients is { } recipients)
        {
            var read = ImmutableArray.CreateBuilder<EmailAddress>();
            foreach (var text in recipients)
            {
                if (!EmailAddress.TryParse(text, out var address)) return Wrong("recipients", $"'{NoticeText.OneLine(text, NoticeText.MaxName)}' is not a mail address", EmailAddress.Rule);
                if (!read.Contains(address)) read.Add(address);
            }
            rule = rule with { Recipients = read.ToImmutable() };
        }
        if (request.Note is { Length: > LongestNote }) return Wrong("note", "this is too long", $"at most {LongestNote} characters");
        rule = rule with { Enabled = request.Enabled ?? rule.Enabled, Note = request.Note ?? rule.Note };
        return (With(now, now.Notices with { Alarms = now.Notices.Alarms.SetItem(alarm.Name, rule) }), $"alarm '{alarm.Name}' set", null);
    }

    public static (SystemSettings? Settings, string Cause, Problem? Problem) AlarmFrom(SystemSettings now, AlarmFromRequest request)
    {
        if (request.Address is not { } text) return (With(now, now.Notices with { AlarmFrom = null }), "sender of alarms set back", null);
        return EmailAddress.TryParse(text, out var address)
            ? (With(now, now.Notices with { AlarmFrom = address }), "sender of alarms set", null)
            : Wrong("address", "this is not a mail address", EmailAddress.Rule);
    }

    public (SystemSettings? Settings, string Cause, Problem? Problem) GuestEmail(SystemSettings now, GuestEmailRequest request)
    {
        if (request.Reset) return (With(now, now.Notices with { GuestEmail = null }), "guest e-mail settings set back", null);
        var email = now.Notices.GuestEmail ?? new GuestEmailSettings(file.Guests.Notifications, null, senders.SponsorFirst);
        if (request.From is { } from)
        {
            if (from is not ("sponsor" or AsElsewhere)) return Wrong("from", $"'{from}' is nobody's address", $"'sponsor' or '{AsElsewhere}'");
            email = email with { FromSponsor = from == "sponsor" };
        }
        if (request.Address is { } text)
        {
            if (!EmailAddress.TryParse(text, out var address)) return Wrong("address", "this is not a mail address", EmailAddress.Rule);
            email = email with { From = address };
        }
        return (With(now, now.Notices with { GuestEmail = email with { Notifications = request.Notifications ?? email.Notifications } }), "guest e-mail settings set", null);
    }

    private static SystemSettings With(SystemSettings now, NoticeChanges notices) => now with { Notices = notices };

    private static (SystemSettings?, string, Problem?) Wrong(string field, string what, string expected) => (null, "", new Problem(field, what, expected));
}
