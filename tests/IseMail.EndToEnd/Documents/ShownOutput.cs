using IseMail.Domain.Texts;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IseMail.EndToEnd.Documents;

/// <summary>
/// Compares what a document shows with what a command prints. <c>…</c> stands for anything, alone on its line for any lines;
/// times may differ, and so may what they make of the alignment: cells of tables are compared without their width; an ID or a secret that the document shows stands for the one that is printed where it first appears, and
/// for that one ever after.
/// </summary>
internal sealed partial class ShownOutput
{
    private const string Anything = "…";
    private const string Time = @"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[ ]?[+-]\d\d:\d\d)?)?|\d\d:\d\d:\d\d|\d+\.\d(?=[ ]s\b)|\d+(?=[ ]Milliseconds)|\b\d{16}\b";
    private const string Id = @"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|(?<=SecretText[ ]*:[ ])\S+";

    private readonly Dictionary<string, string> _meant = new(StringComparer.Ordinal);

    /// <summary>A text of the document with the IDs and secrets that are meant.</summary>
    public string Meant(string text) => _meant.Aggregate(text, (so, one) => so.Replace(one.Key, one.Value, StringComparison.Ordinal));

    /// <summary>Whether it is what was printed; then the document's new IDs have their meaning.</summary>
    public bool Matches(ImmutableArray<string> shown, IReadOnlyList<string> printed)
    {
        var found = new Dictionary<string, string>(_meant, StringComparer.Ordinal);
        if (!Matches(shown.AsSpan(), [.. printed], found)) return false;
        foreach (var (document, actual) in found) _meant[document] = actual;
        return true;
    }

    private static bool Matches(ReadOnlySpan<string> shown, ReadOnlySpan<string> printed, Dictionary<string, string> meant)
    {
        if (shown.IsEmpty) return printed.IsEmpty;
        if (shown[0] == Anything)
        {
            for (var skipped = 0; skipped <= printed.Length; skipped++)
            {
                if (Matches(shown[1..], printed[skipped..], meant)) return true;
            }
            return false;
        }
        return !printed.IsEmpty && Matches(shown[0], printed[0], meant) && Matches(shown[1..], printed[1..], meant);
    }

    private static bool Matches(string shown, string printed, Dictionary<string, string> meant)
    {
        (shown, printed) = (Unaligned(shown), Unaligned(printed));
        var pattern = new StringBuilder("^");
        var names = new List<string>();
        var at = 0;
        foreach (Match special in Special().Matches(shown))
        {
            pattern.Append(Regex.Escape(shown[at..special.Index]));
            at = special.Index + special.Length;
            if (special.Groups["any"].Success) pattern.Append(".*");
            else if (special.Groups["time"].Success) pattern.Append("(?:" + Time + ")");
            else if (meant.TryGetValue(special.Value, out var actual)) pattern.Append(Regex.Escape(actual));
            else if (names.IndexOf(special.Value) is >= 0 and var before) pattern.Append("\\k<" + Name(before) + ">");
            else
            {
                pattern.Append("(?<" + Name(names.Count) + @">\S+)");
                names.Add(special.Value);
            }
        }
        var match = Regex.Match(printed, pattern.Append(Regex.Escape(shown[at..])).Append('$').ToString(), RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        if (!match.Success) return false;
        for (var name = 0; name < names.Count; name++) meant[names[name]] = match.Groups[Name(name)].Value;
        return true;
    }

    private static string Unaligned(string line) => line.FirstOrDefault() switch
    {
        '│' => string.Join('│', line.Split('│').Select(cell => cell.Trim())),
        '╭' or '┌' or '├' or '╰' or '└' => Rule().Replace(line, "─"),
        ' ' when LeadingTime().IsMatch(line) => line.TrimStart(),
        _ => line,
    };

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"n{number}");

    [GeneratedRegex("─+", RegexOptions.None, PatternPatience.Milliseconds)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^ +\d+\.\d s  ", RegexOptions.None, PatternPatience.Milliseconds)]
    private static partial Regex LeadingTime();

    // The value of a secret is known by what stands before it: it looks like nothing in particular.
    [GeneratedRegex($"(?<any>…)|(?<time>{Time})|(?<id>{Id})", RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex Special();
}
