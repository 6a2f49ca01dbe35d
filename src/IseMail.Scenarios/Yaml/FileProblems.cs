using System.Collections.Immutable;

namespace IseMail.Scenarios.Yaml;

/// <summary>Collects what is wrong with one file, and where each of its entries stands.</summary>
internal sealed class FileProblems(string file)
{
    // Who has this many to repair reads the file again anyway.
    private const int Most = 100;

    private readonly List<FileProblem> _found = [];

    public Dictionary<string, FileMark> Marks { get; } = new(StringComparer.Ordinal);

    public int Count => _found.Count;

    public bool Any => _found.Count > 0;

    public bool Full => _found.Count >= Most;

    public void Add(FileMark mark, string what, string expected)
    {
        if (!Full) _found.Add(new FileProblem(file, mark.Line, mark.Column, what, expected));
    }

    public void AddAt(string path, string what, string expected) => Add(MarkPaths.Find(Marks, path), what, expected);

    /// <summary>A path that the file names, which is relative to the file's own directory wherever the program was started.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(file)) ?? Path.GetPathRoot(Path.GetFullPath(file))!);

    public Reading<T> Reading<T>(T? value)
        where T : class => new(
            file,
            Any ? null : value,
            [.. _found.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)],
            Marks.ToImmutableDictionary(StringComparer.Ordinal));
}
