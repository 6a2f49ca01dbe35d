using System.Globalization;
using IseMail.Domain.Failover;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Writes what <see cref="FailoverSection"/> reads.</summary>
internal static class FailoverText
{
    /// <summary>The two keys, each on a line of its own.</summary>
    public static IEnumerable<string> Write(FailoverSettings settings)
    {
        yield return "panHa: " + (settings.PanHa is { } automatic
            ? YamlWord.Map(
                ("isEnabled", "true"),
                ("primaryHealthCheckNode", YamlWord.Of(automatic.PrimaryHealthCheckNode.Value)),
                ("secondaryHealthCheckNode", YamlWord.Of(automatic.SecondaryHealthCheckNode.Value)),
                ("pollingInterval", automatic.PollingInterval.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)),
                ("failedAttempts", automatic.FailedAttempts.ToString(CultureInfo.InvariantCulture)))
            : YamlWord.Map(("isEnabled", "false")));
        yield return "failover: " + YamlWord.Map(Failover(settings));
    }

    private static IEnumerable<(string Key, string Written)> Failover(FailoverSettings settings)
    {
        yield return ("timeScale", settings.TimeScale.ToString("0.################", CultureInfo.InvariantCulture));
        if (settings.Promotion > TimeSpan.Zero) yield return ("promotion", DurationText.Of(settings.Promotion));
        List<(string Key, string Written)> detection = [];
        if (settings.Silence is { } silence) detection.Add(("silence", DurationText.Of(silence)));
        if (settings.StableAfter is { } stable) detection.Add(("stableAfter", DurationText.Of(stable)));
        if (detection.Count > 0) yield return ("detection", YamlWord.Map(detection));
        if (settings.WaitingMail == WaitingMail.Adopted) yield return ("waitingMail", "adopted");
    }
}
