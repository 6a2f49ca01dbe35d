using System.Text;

namespace IseMail.Scenarios.Yaml;

/// <summary>
/// Additions to a YAML text that leave the rest of it as a person wrote it. Its root is a mapping whose keys begin lines.
/// </summary>
internal sealed class TextEdits(string text, YamlMap root)
{
    private readonly TextPlaces _places = new(text);
    private readonly List<(int Offset, int Length, string Text)> _edits = [];
    private readonly StringBuilder _appended = new();

    /// <summary>Whether the root's keys begin lines.</summary>
    public bool IsPossible => root.Mark.Column == 1 && text[_places.OffsetOf(root.Mark)] != '{';

    /// <summary>Whether nothing has been added.</summary>
    public bool IsEmpty => _edits.Count == 0 && _appended.Length == 0;

    /// <summary>Puts a key and its value, written as one line, before the others of a mapping.</summary>
    public void Insert(YamlMap map, string entry)
    {
        var offset = _places.OffsetOf(map.Mark);
        _edits.Add(text[offset] == '{' ? (offset + 1, 0, $" {entry},") : (offset, 0, $"{entry}\n{new string(' ', map.Mark.Column - 1)}"));
    }

    /// <summary>Puts a value before the others of a list.</summary>
    public void Insert(YamlList list, string item)
    {
        var offset = _places.OffsetOf(list.Mark);
        _edits.Add(text[offset] == '[' ? (offset + 1, 0, $"{item}, ") : (offset, 0, $"- {item}\n{new string(' ', list.Mark.Column - 1)}"));
    }

    /// <summary>Puts lines in the place of a key of the root, or behind everything where it has no such key.</summary>
    public void Replace(string key, string lines)
    {
        var index = root.Entries.ToList().FindIndex(entry => entry.Key.Value == key);
        if (index < 0)
        {
            _appended.Append(lines).Append('\n');
            return;
        }
        var first = root.Entries[index].Key.Mark.Line;
        var next = index + 1 < root.Entries.Count ? root.Entries[index + 1].Key.Mark.Line : int.MaxValue;
        // Comments before the next key are the next key's.
        var last = Math.Min(next - 1, _places.Lines);
        while (last > first && (Line(last) is "" || Line(last).StartsWith('#'))) last--;
        var start = _places.StartOfLine(first);
        _edits.Add((start, _places.StartOfLine(last + 1) - start, lines + "\n"));
    }

    /// <summary>The text with all that was added.</summary>
    public override string ToString()
    {
        var result = new StringBuilder(text);
        foreach (var (offset, length, added) in Enumerable.Reverse(_edits).OrderByDescending(edit => edit.Offset)) result.Remove(offset, length).Insert(offset, added);
        if (_appended.Length > 0 && result.Length > 0 && result[^1] != '\n') result.Append('\n');
        return result.Append(_appended).ToString();
    }

    private string Line(int line) => text[_places.StartOfLine(line).._places.StartOfLine(line + 1)].Trim();
}
