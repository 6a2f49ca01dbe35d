namespace IseMail.Scenarios.Yaml;

/// <summary>
/// Turns offsets into lines and columns as editors count them. The parser's own lines also end where YAML 1.1 ended
/// lines (U+0085, U+2028) and go on past the file's end.
/// </summary>
internal sealed class TextPlaces
{
    private readonly List<int> _starts = [0];
    private readonly int _end;

    public TextPlaces(string text)
    {
        _end = text.Length;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'))) _starts.Add(i + 1);
        }
    }

    public FileMark At(long offset)
    {
        var inside = (int)Math.Clamp(offset, 0, _end);
        var found = _starts.BinarySearch(inside);
        var line = found >= 0 ? found : ~found - 1;
        return new FileMark(line + 1, inside - _starts[line] + 1);
    }

    /// <summary>How many lines there are.</summary>
    public int Lines => _starts.Count;

    /// <summary>The offset of a place.</summary>
    public int OffsetOf(FileMark mark) => _starts[mark.Line - 1] + mark.Column - 1;

    /// <summary>The offset at which a line begins, counted from 1; beyond the last line, the text's end.</summary>
    public int StartOfLine(int line) => line <= _starts.Count ? _starts[line - 1] : _end;
}
