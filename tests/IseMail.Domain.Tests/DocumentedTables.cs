using System.Runtime.CompilerServices;

namespace IseMail.Domain.Tests;

/// <summary>The tables of docs/replies.md.</summary>
internal static class DocumentedTables
{
    /// <summary>The cells of each row of the table whose first line begins with <paramref name="heading"/>.</summary>
    public static IReadOnlyList<string[]> Rows(string heading)
    {
        var rows = File.ReadLines(Path.Combine(Path.GetDirectoryName(Here())!, "../../docs/replies.md"))
            .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray()).ToList();
        return rows.Count > 0 ? rows : throw new InvalidDataException($"docs/replies.md has no table that begins with {heading}");
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
