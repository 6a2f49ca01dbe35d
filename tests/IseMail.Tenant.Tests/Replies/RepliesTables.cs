using System.Runtime.CompilerServices;

namespace IseMail.Tenant.Tests.Replies;

/// <summary>A row of docs/replies.md about Exchange Online.</summary>
internal sealed record ExchangeRow(string Name, string Stage, string Reply, string Becomes, string Reached, string[] Commands, string Client, string Source);

/// <summary>A row of docs/replies.md about Entra ID.</summary>
internal sealed record EntraRow(int Number, string Error, int Status, string Text, string Becomes, string Reached, string[] Commands, string Request, string Source);

/// <summary>Reads the tables of what the embedded tenant can say.</summary>
internal static class RepliesTables
{
    public static IReadOnlyList<ExchangeRow> Exchange { get; } =
        [.. Rows("| Name |", 8).Select(cells => new ExchangeRow(cells[0], cells[1], Plain(cells[2]), cells[3], cells[4], Quoted(cells[5]), cells[6], cells[7]))];

    public static IReadOnlyList<EntraRow> Entra { get; } =
    [
        .. Rows("| AADSTS |", 9).Select(cells => new EntraRow(
            int.Parse(cells[0], System.Globalization.CultureInfo.InvariantCulture), cells[1], int.Parse(cells[2], System.Globalization.CultureInfo.InvariantCulture),
            cells[3], cells[4], cells[5], Quoted(cells[6]), cells[7], cells[8])),
    ];

    /// <summary>The texts in backticks of a cell.</summary>
    public static string[] Quoted(string cell) => [.. cell.Split('`').Where((_, i) => i % 2 == 1)];

    private static IEnumerable<string[]> Rows(string heading, int columns) => File.ReadLines(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/replies.md"))
        .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray())
        .Select(cells => cells.Length == columns ? cells : throw new InvalidDataException($"a row of docs/replies.md has {cells.Length} cells: {cells[0]}"));

    private static string Plain(string cell) => cell.Trim('`');

    private static string Here([CallerFilePath] string path = "") => path;
}
