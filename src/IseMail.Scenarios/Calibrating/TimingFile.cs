using System.Globalization;
using System.Text;
using IseMail.Scenarios.Yaml;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Scenarios.Calibrating;

/// <summary>Timing files: how long things take in virtual time, as <c>isemail calibrate</c> measured it live.</summary>
public static class TimingFile
{
    private const double LongestMilliseconds = 3_600_000;

    /// <summary>Reads one; a time that is not in it is as without a file.</summary>
    public static async Task<Reading<TimingModel>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var (text, problems) = await YamlFile.TextAsync(path, cancellationToken);
        return Read(text, problems);
    }

    /// <summary>Reads one from its text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">What problems name.</param>
    public static Reading<TimingModel> Read(string text, string path) => Read(text, new FileProblems(path));

    /// <summary>A file's text.</summary>
    /// <param name="measured">What was measured.</param>
    /// <param name="about">Where and when, a sentence on each line.</param>
    public static string Write(IReadOnlyCollection<MeasuredTime> measured, IEnumerable<string> about)
    {
        var text = new StringBuilder();
        foreach (var line in about) text.Append("# ").Append(line).Append('\n');
        foreach (var (key, what, _, _) in TimingKeys.All)
        {
            if (measured.FirstOrDefault(one => one.Key == key) is not { } time) continue;
            text.Append(CultureInfo.InvariantCulture, $"{key}: {{ leastMs: {time.Range.Least.TotalMilliseconds:0.###}, greatestMs: {time.Range.Greatest.TotalMilliseconds:0.###} }} # {what}; {time.Samples} measurements\n");
        }
        return text.ToString();
    }

    // As it is written: in whole microseconds.
    private static TimeSpan Milliseconds(KeyReader map, string key) => TimeSpan.FromMicroseconds(Math.Round(1_000 * map.Fraction(key, 0, LongestMilliseconds, null)));

    private static Reading<TimingModel> Read(string? text, FileProblems problems)
    {
        if (text is null || YamlFile.Root(text, problems) is not { } root) return problems.Reading<TimingModel>(null);
        var model = new TimingModel();
        foreach (var (key, _, _, with) in TimingKeys.All)
        {
            if (!root.Has(key) || root.Map(key) is not { } map) continue;
            var (least, greatest) = (Milliseconds(map, "leastMs"), Milliseconds(map, "greatestMs"));
            map.Done();
            if (greatest < least) problems.Add(map.Mark, $"'{key}' is at least more than it is at most", "'leastMs' up to 'greatestMs'");
            else model = with(model, new TimeRange(least, greatest));
        }
        root.Done();
        return problems.Any ? problems.Reading<TimingModel>(null) : problems.Reading(model);
    }
}
