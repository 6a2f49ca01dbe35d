using System.Globalization;
using IseMail.Domain.Notices;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.ScenarioFiles;

/// <summary>Writes causes as <see cref="WorkloadSection"/> reads them.</summary>
internal static class WorkloadText
{
    /// <summary>The word for portal test mails.</summary>
    public const string TestMail = "portalTestMail";

    /// <summary>Causes as one entry of the list, such as <c>{ cause: alarm, count: 5 }</c>. Its times are whole milliseconds.</summary>
    public static string Write(ScheduledCauses scheduled) => YamlWord.Map(Entries(scheduled));

    private static IEnumerable<(string Key, string Written)> Entries(ScheduledCauses scheduled)
    {
        yield return ("cause", Word(scheduled.Cause));
        yield return ("count", scheduled.Count.ToString(CultureInfo.InvariantCulture));
        if (scheduled.At > TimeSpan.Zero) yield return ("at", DurationText.Of(scheduled.At));
        if (scheduled.Over > TimeSpan.Zero) yield return ("over", DurationText.Of(scheduled.Over));
        var (name, node) = scheduled.Cause switch
        {
            ScenarioCause.Alarm alarm => (alarm.Name, alarm.Node),
            ScenarioCause.Portal portal => (null, portal.Node),
            _ => (null, null),
        };
        if (name is not null) yield return ("name", YamlWord.Of(name));
        if (node is { } where) yield return ("node", YamlWord.Of(where.Value));
    }

    /// <summary>The word by which files know a cause.</summary>
    public static string Word(ScenarioCause cause) => cause switch
    {
        ScenarioCause.Sample sample => sample.Purpose.Key(),
        ScenarioCause.Alarm => MailPurpose.Alarm.Key(),
        ScenarioCause.Portal portal => portal.Scene.Key(),
        _ => TestMail,
    };
}
