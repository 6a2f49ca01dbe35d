using System.Collections.Immutable;
using IseMail.Domain.Faults;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Faults;

/// <summary>Reads a list of faults; what a fault says is <see cref="FaultText"/>'s business, where it says it is this one's.</summary>
internal static class FaultSection
{
    /// <summary>The section's key.</summary>
    public const string Key = "faults";

    private const string At = "at";

    /// <summary>The faults under <c>faults</c>.</summary>
    public static ImmutableArray<Fault> Read(KeyReader map) => [.. Scheduled(map, withTime: false).Select(one => one.Fault)];

    /// <summary>The faults under <c>faults</c>, each with the time at which it is added where it has one.</summary>
    public static ImmutableArray<ScheduledFault> ReadScheduled(KeyReader map) => [.. Scheduled(map, withTime: true)];

    /// <summary>A fault as one entry of the list, such as <c>{ at: 3s, name: x, where: mail, what: disconnect }</c>. Its times are whole milliseconds.</summary>
    public static string Write(ScheduledFault scheduled) => YamlWord.Map(
    [
        .. scheduled.At is { } at ? [(At, DurationText.Of(at))] : Array.Empty<(string, string)>(),
        .. FaultText.Write(scheduled.Fault).Select(one => (one.Key, YamlWord.Of(one.Value))),
    ]);

    private static List<ScheduledFault> Scheduled(KeyReader map, bool withTime)
    {
        var read = new List<ScheduledFault>();
        foreach (var entry in map.Maps(Key))
        {
            TimeSpan? at = withTime && entry.Has(At) ? entry.Duration(At, null) : null;
            if (Fault(entry, withTime) is not { } fault) continue;
            if (read.Exists(other => other.Fault.Name == fault.Name)) entry.Problems.AddAt(entry.PathOf("name"), $"two faults are named '{fault.Name}'", "a name for each fault");
            else read.Add(new ScheduledFault(fault, at));
        }
        return read;
    }

    private static Fault? Fault(KeyReader entry, bool withTime)
    {
        var keys = withTime ? [.. FaultText.Keys, At] : FaultText.Keys;
        var said = keys.Where(key => key != At).Select(key => (Key: key, Value: entry.Has(key) ? entry.Text(key, null) : ""))
            .Where(one => one.Value.Length > 0).ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);
        foreach (var key in keys) entry.Take(key);
        entry.Done();
        // What is no text at all has been told; without it a fault would be told a second time, as one that lacks it.
        if (keys.Any(key => key != At && entry.Has(key) && !said.ContainsKey(key))) return null;
        var (fault, problems) = FaultText.Read(said);
        foreach (var problem in problems)
        {
            if (problem.Path.Length == 0) entry.Problems.Add(entry.Mark, problem.What, problem.Expected);
            else entry.Problems.Add(entry.ValueMark(problem.Path), problem.What, problem.Expected);
        }
        return fault;
    }
}

/// <summary>A fault of a scenario.</summary>
/// <param name="Fault">Which.</param>
/// <param name="At">When it is added, counted from when every node is up; <c>null</c>: it is there before the first node starts.</param>
public sealed record ScheduledFault(Fault Fault, TimeSpan? At);
