using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads <c>panHa</c>, which is ISE's own JSON of that setting, and <c>failover</c>.</summary>
internal static class FailoverSection
{
    private const string PanHa = "panHa";

    /// <summary>What the keys say; <c>null</c>: they are left out.</summary>
    public static FailoverSettings? Read(KeyReader root)
    {
        root.Take(PanHa);
        root.Take("failover");
        if (!root.Has(PanHa) && !root.Has("failover")) return null;
        var settings = FailoverSettings.Default with { PanHa = Automatic(root) };
        if (root.Map("failover") is not { } map) return settings;
        var detection = map.Map("detection");
        settings = settings with
        {
            Promotion = map.Has("promotion") ? map.Duration("promotion", null) : TimeSpan.Zero,
            TimeScale = map.Fraction("timeScale", 0.001, 1, 1),
            Silence = detection?.Has("silence") == true ? detection.Duration("silence", null) : null,
            StableAfter = detection?.Has("stableAfter") == true ? detection.Duration("stableAfter", null) : null,
            WaitingMail = map.Choice<WaitingMail>("waitingMail", WaitingMail.Waits, ("waits", WaitingMail.Waits), ("adopted", WaitingMail.Adopted)),
        };
        map.Take("promotion");
        detection?.Take("silence");
        detection?.Take("stableAfter");
        detection?.Done();
        map.Done();
        return settings;
    }

    /// <summary>A scenario's own word on failover instead of its topology's, key by key.</summary>
    /// <param name="root">The scenario.</param>
    /// <param name="own">What it says.</param>
    /// <param name="topology">What its topology says.</param>
    public static FailoverSettings Merge(KeyReader root, FailoverSettings? own, FailoverSettings topology) => own is null
        ? topology
        : (root.Has("failover") ? own : topology) with { PanHa = root.Has(PanHa) ? own.PanHa : topology.PanHa };

    /// <summary>Tells of what ISE would refuse.</summary>
    public static void Check(FailoverSettings settings, Deployment deployment, FileProblems problems)
    {
        if (settings.Silence < FailoverSettings.LeastSilence)
            problems.AddAt("failover.detection.silence", "a silence this short is that of a busy node as well", string.Create(CultureInfo.InvariantCulture, $"{FailoverSettings.LeastSilence.TotalSeconds:0}s or more"));
        foreach (var problem in settings.PanHa?.Check(deployment) ?? []) problems.AddAt(problem.Path, problem.What, problem.Expected);
    }

    private static PanHighAvailability? Automatic(KeyReader root) => root.Map(PanHa) is { } map ? ReadPanHa(map) : null;

    /// <summary>What a mapping in the shape of ISE's API says; <c>null</c>: off.</summary>
    public static PanHighAvailability? ReadPanHa(KeyReader map)
    {
        var enabled = map.Take("isEnabled", required: true) is not null && map.Flag("isEnabled", false);
        // ISE wants all of them for switching it on, and does not consider them while it is off.
        var automatic = new PanHighAvailability(
            Node(map, "primaryHealthCheckNode", enabled), Node(map, "secondaryHealthCheckNode", enabled),
            TimeSpan.FromSeconds(map.Number("pollingInterval", PanHighAvailability.LeastPollingInterval, PanHighAvailability.GreatestPollingInterval, PanHighAvailability.StandardPollingInterval)),
            map.Number("failedAttempts", PanHighAvailability.FewestFailedAttempts, PanHighAvailability.MostFailedAttempts, PanHighAvailability.StandardFailedAttempts));
        map.Done();
        return enabled ? automatic : null;
    }

    // The API has it as { "hostname": "isenode" }, ISE's Ansible module and others as the name alone.
    private static NodeName Node(KeyReader map, string key, bool required)
    {
        if (map.Take(key, required) is not YamlMap value) return map.Has(key) ? Name(map, key) : default;
        if (map.AsMap(key, map.PathOf(key), value) is not { } hostname) return default;
        var name = Name(hostname, "hostname");
        hostname.Done();
        return name;
    }

    private static NodeName Name(KeyReader map, string key) =>
        map.Parsed<NodeName>(key, null, NodeName.Rule, text => (NodeName.TryParse(text, out var name), name));
}
