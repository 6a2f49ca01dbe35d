using System.Globalization;
using IseMail.Domain.Notices;
using IseMail.Domain.Texts;

namespace IseMail.Scenarios.Yaml;

/// <summary>
/// Takes the values of one mapping by key. A value that cannot be used is a problem at its place and reads as its
/// fallback, so that one reading finds everything; <see cref="Done"/> tells of the keys that nobody asked for.
/// </summary>
internal sealed class KeyReader
{
    private readonly FileProblems _problems;
    private readonly YamlMap _map;
    private readonly List<string> _known = [];

    public KeyReader(FileProblems problems, string path, YamlMap map)
    {
        _problems = problems;
        Path = path;
        _map = map;
        foreach (var (key, _) in map.Entries) problems.Marks[PathOf(key.Value)] = key.Mark;
    }

    public string Path { get; }

    public FileMark Mark => _map.Mark;

    public FileProblems Problems => _problems;

    /// <summary>All keys, for a mapping that names things of its own.</summary>
    public IReadOnlyList<string> Keys => [.. _map.Entries.Select(entry => entry.Key.Value)];

    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    public bool Has(string key) => _map.Entries.Any(entry => entry.Key.Value == key);

    /// <summary>Where the value of <paramref name="key"/> stands, which is there.</summary>
    public FileMark ValueMark(string key) => _map.Entries.First(entry => entry.Key.Value == key).Value.Mark;

    /// <summary>The value of <paramref name="key"/>; <c>null</c> where it is left out, which is a problem if it is required.</summary>
    public YamlEntry? Take(string key, bool required = false)
    {
        if (!_known.Contains(key, StringComparer.Ordinal)) _known.Add(key);
        foreach (var (name, value) in _map.Entries)
        {
            if (name.Value == key) return value;
        }
        if (required) _problems.Add(Mark, $"key '{key}' is missing", Path.Length == 0 ? $"'{key}: …'" : $"'{key}: …' under '{Path}'");
        return null;
    }

    public string Text(string key, string? fallback = null) => Take(key, fallback is null) is { } value ? Word(key, value, "a text") ?? fallback ?? "" : fallback ?? "";

    /// <summary>A path of the machine, absolute.</summary>
    public string FilePath(string key) => Text(key) is { Length: > 0 } text ? _problems.Resolve(text) : "";

    public T Parsed<T>(string key, T? fallback, string rule, Func<string, (bool Ok, T Value)> parse)
        where T : struct
    {
        if (Take(key, fallback is null) is not { } value || Word(key, value, rule) is not { } text) return fallback ?? default;
        var (ok, parsed) = parse(text);
        if (!ok) _problems.Add(value.Mark, $"'{text}' cannot be used for '{key}'", rule);
        return ok ? parsed : fallback ?? default;
    }

    public int Number(string key, int least, int most, int? fallback) => Parsed(key, fallback, $"a whole number from {least} to {most}", text =>
        (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most, n));

    public double Fraction(string key, double least, double most, double? fallback) => Parsed(key, fallback, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), text =>
        (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most, n));

    public TimeSpan Duration(string key, TimeSpan? fallback) => Parsed(key, fallback, DurationText.Rule, text =>
        (DurationText.TryParse(text, out var span), span));

    public EmailAddress Address(string key, EmailAddress? fallback) => Parsed(key, fallback, EmailAddress.Rule, text =>
        (EmailAddress.TryParse(text, out var address), address));

    public Guid Guid(string key, Guid? fallback) => Parsed(key, fallback, "a GUID such as 00000000-0000-0000-0000-000000000001", text =>
        (System.Guid.TryParseExact(text, "D", out var guid), guid));

    public bool Flag(string key, bool fallback) => Choice(key, fallback, ("true", true), ("false", false));

    public T Choice<T>(string key, T? fallback, params (string Name, T Value)[] choices)
        where T : struct => Take(key, fallback is null) is { } value ? ChoiceOf(key, value, fallback ?? default, choices) : fallback ?? default;

    public T ChoiceOf<T>(string key, YamlEntry value, T fallback, params (string Name, T Value)[] choices)
    {
        var names = choices.Select(choice => choice.Name).ToList();
        // A single word stands for a whole mapping.
        var rule = names.Count == 1 ? $"'{names[0]}', or a mapping of keys and values" : "one of " + string.Join(", ", names);
        if (Word(key, value, rule) is not { } text) return fallback;
        foreach (var (name, chosen) in choices)
        {
            if (name == text) return chosen;
        }
        _problems.Add(value.Mark, $"'{text}' is not known for '{key}'", rule);
        return fallback;
    }

    public KeyReader? Map(string key, bool required = false) => Take(key, required) is { } value ? AsMap(key, PathOf(key), value) : null;

    public KeyReader? AsMap(string name, string path, YamlEntry value)
    {
        if (value is YamlMap map) return new KeyReader(_problems, path, map);
        _problems.Add(value.Mark, $"'{name}' is {Kind(value)}", "a mapping of keys and values");
        return null;
    }

    public IReadOnlyList<YamlEntry> List(string key, bool required = false)
    {
        if (Take(key, required) is not { } value) return [];
        if (value is YamlList list)
        {
            for (var i = 0; i < list.Items.Count; i++) _problems.Marks[$"{PathOf(key)}[{i}]"] = list.Items[i].Mark;
            return list.Items;
        }
        _problems.Add(value.Mark, $"'{key}' is {Kind(value)}", "a list");
        return [];
    }

    public IEnumerable<KeyReader> Maps(string key, bool required = false)
    {
        foreach (var (i, item) in List(key, required).Index())
        {
            if (AsMap($"{key}[{i}]", $"{PathOf(key)}[{i}]", item) is { } map) yield return map;
        }
    }

    /// <summary>The texts of a list that <paramref name="parse"/> takes.</summary>
    public IEnumerable<T> Texts<T>(string key, string rule, Func<string, (bool Ok, T Value)> parse)
    {
        foreach (var item in List(key))
        {
            if (Word(key, item, rule) is not { } text) continue;
            var (ok, value) = parse(text);
            if (ok) yield return value;
            else _problems.Add(item.Mark, $"'{text}' cannot be used in '{key}'", rule);
        }
    }

    public void Done()
    {
        foreach (var key in Unknown()) _problems.Add(key.Mark, $"unknown key '{Short(key.Value)}'", NearestWord.Expectation(key.Value, _known));
    }

    /// <summary>As <see cref="Done"/> where an unknown key may be a secret that somebody wrote in the wrong place: it is not repeated.</summary>
    public void DoneUnrepeated(string rule)
    {
        foreach (var key in Unknown()) _problems.Add(key.Mark, "an unknown key", rule);
    }

    private IEnumerable<YamlText> Unknown() => _map.Entries.Select(entry => entry.Key)
        .TakeWhile(_ => !_problems.Full).Where(key => !_known.Contains(key.Value, StringComparer.Ordinal));

    private string? Word(string key, YamlEntry value, string rule)
    {
        if (value is YamlText { Value.Length: > 0 and <= 1024 } text && (text.IsQuoted || text.Value is not ("~" or "null")))
        {
            // Texts of a file are printed, logged and put into mail headers.
            if (!text.Value.Any(char.IsControl)) return text.Value;
            _problems.Add(value.Mark, $"'{key}' holds a line break or another control character", rule);
            return null;
        }
        _problems.Add(value.Mark, value is YamlText { Value.Length: > 1024 } ? $"'{key}' is longer than 1024 characters" : $"'{key}' is {Kind(value)}", rule);
        return null;
    }

    private static string Kind(YamlEntry value) => value switch { YamlMap => "a mapping", YamlList => "a list", YamlText { Value.Length: 0 } => "empty", YamlText { Value: "~" or "null", IsQuoted: false } => "empty", _ => "a single value" };

    private static string Short(string key) => key.Length <= 64 ? key : key[..64] + "…";
}
