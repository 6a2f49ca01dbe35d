using IseMail.Domain.Alarms;
using IseMail.Domain.Notices;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads <c>alarms</c>.</summary>
internal static class AlarmsSection
{
    public static AlarmSettings Read(KeyReader root, TemplateFiles templates)
    {
        var standard = AlarmSettings.Default;
        if (root.Map("alarms") is not { } map) return standard;
        var suppress = DurationOrNone.Read(map, "suppress", null);
        var rules = standard.Rules.ToBuilder();
        foreach (var entry in map.Maps("settings").ToList())
        {
            var name = Name(entry);
            var rule = Rule(entry);
            entry.Done();
            if (name.Length == 0) continue;
            if (rules.ContainsKey(name)) entry.Problems.Add(entry.Take("name")!.Mark, $"'{name}' stands twice in 'settings'", "each alarm once");
            rules[name] = rule;
        }
        var settings = new AlarmSettings(suppress, rules.ToImmutable(), Schedule(map, "secretExpiry"), Schedule(map, "certificateExpiry"))
        {
            UnresolvedNameAfter = map.Duration("unresolvedNameAfter", standard.UnresolvedNameAfter),
        };
        templates.Read(map, "template", NoticeTemplate.Alarm);
        map.Done();
        return settings;
    }

    private static string Name(KeyReader entry)
    {
        if (entry.Take("name", required: true) is not { } value || entry.Text("name", "") is not { Length: > 0 } text) return "";
        if (AlarmCatalogue.TryFind(text, out var alarm)) return alarm.Name;
        entry.Problems.Add(value.Mark, $"'{text}' is not an alarm", NearestWord.Expectation(text, [.. AlarmCatalogue.All.Select(one => one.Name)]));
        return "";
    }

    private static AlarmRule Rule(KeyReader entry)
    {
        var severity = entry.Has("severity")
            ? entry.Choice<AlarmSeverity>("severity", AlarmSeverity.Info, ("Critical", AlarmSeverity.Critical), ("Warning", AlarmSeverity.Warning), ("Info", AlarmSeverity.Info))
            : (AlarmSeverity?)null;
        entry.Take("severity");
        // Left out, the deployment's; 'none' is a time of its own: no suppression.
        var suppress = entry.Has("suppress") ? DurationOrNone.Read(entry, "suppress", null) ?? TimeSpan.Zero : (TimeSpan?)null;
        entry.Take("suppress");
        return new AlarmRule(
            entry.Flag("enabled", true),
            severity,
            [.. entry.Texts("recipients", EmailAddress.Rule, text => (EmailAddress.TryParse(text, out var address), address))],
            entry.Text("note", ""),
            suppress);
    }

    private static ExpirySchedule Schedule(KeyReader alarms, string key)
    {
        var standard = ExpirySchedule.Default;
        if (alarms.Map(key) is not { } map) return standard;
        var before = DurationList.Read(map, "before", standard.Before);
        var daily = map.Flag("daily", standard.Daily);
        map.Done();
        if (before.IsEmpty) map.Problems.AddAt(map.PathOf("before"), "'before' is empty", "at least one duration, such as [30d]");
        return new ExpirySchedule(before.IsEmpty ? standard.Before : before, daily);
    }
}
