using System.Collections.Immutable;

namespace IseMail.Scenarios.Yaml;

/// <summary>What came of reading a file: a value, or everything that is wrong with it in the file's order.</summary>
/// <param name="File">The file as the caller named it.</param>
/// <param name="Value">What the file says; <c>null</c> where there are problems.</param>
/// <param name="Problems">Empty where there is a value.</param>
/// <param name="Marks">Where each path of the document (<c>nodes[2].personas</c>) stands; indexes count after expansion.</param>
public sealed record Reading<T>(
    string File, T? Value, ImmutableArray<FileProblem> Problems, ImmutableDictionary<string, FileMark> Marks)
    where T : class
{
    /// <summary>A problem at <paramref name="path"/>, or at the nearest path around it that the file has.</summary>
    public FileProblem At(string path, string what, string expected)
    {
        var mark = MarkPaths.Find(Marks, path);
        return new FileProblem(File, mark.Line, mark.Column, what, expected);
    }
}

internal static class MarkPaths
{
    public static FileMark Find(IReadOnlyDictionary<string, FileMark> marks, string path)
    {
        while (path.Length > 0)
        {
            if (marks.TryGetValue(path, out var mark)) return mark;
            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }
        return marks.TryGetValue("", out var root) ? root : new FileMark(1, 1);
    }
}
