using System.Diagnostics;
using System.Text;
using CsCheck;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Tests.Topologies;

/// <summary>Whatever befalls a topology file, reading it ends soon with a topology or with lines about places in the file.</summary>
public sealed class TopologyMutationTests
{
    private const int GreatestText = 500;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private static readonly Gen<byte[]> Shipped = AnyOf<byte[]>([.. TopologyFolder.Names.Select(name => File.ReadAllBytes(TopologyFolder.File(name)))]);

    private static readonly Gen<string> Markup = AnyOf(
        "\t", "\0", "\r", "\n", "\"", "'", "{", "}", "[", "]", ":", ": ", "- ", "? ", "|", ">", "&a", "*a", "!!str ", "%", "@", "`", "#", "---\n", "...\n", "<<: ", "{1..9}", "\\x", "\u0085", "\u2028", "\u202e", "\ufeff", "😀", "null", "~");

    private static readonly Gen<Func<byte[], byte[]>> Mutation = Gen.OneOf(
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte, (at, value) => (Func<byte[], byte[]>)(bytes => Changed(bytes, at, value))),
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 40], (at, count) => (Func<byte[], byte[]>)(bytes => [.. bytes.Take(at % (bytes.Length + 1)), .. bytes.Skip(at % (bytes.Length + 1) + count)])),
        Gen.Select(Gen.Int[0, int.MaxValue], Markup, (at, text) => (Func<byte[], byte[]>)(bytes => Inserted(bytes, at, text))),
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.String[0, 60], (at, text) => (Func<byte[], byte[]>)(bytes => Inserted(bytes, at, text))),
        Gen.Int[0, int.MaxValue].Select(at => (Func<byte[], byte[]>)(bytes => Lines(bytes, lines => lines.RemoveAt(at % lines.Count)))),
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 300], (at, count) => (Func<byte[], byte[]>)(bytes => Lines(bytes, lines => lines.InsertRange(at % lines.Count, Enumerable.Repeat(lines[at % lines.Count], count))))),
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue], (from, to) => (Func<byte[], byte[]>)(bytes => Lines(bytes, lines =>
        {
            var line = lines[from % lines.Count];
            lines.RemoveAt(from % lines.Count);
            lines.Insert(to % (lines.Count + 1), line);
        }))),
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[-4, 4], (at, by) => (Func<byte[], byte[]>)(bytes => Lines(bytes, lines =>
        {
            var line = lines[at % lines.Count];
            lines[at % lines.Count] = by < 0 ? line[Math.Min(-by, line.Length)..] : new string(' ', by) + line;
        }))));

    [Fact]
    public void A_damaged_topology_is_a_topology_or_is_told_at_its_places() =>
        Gen.Select(Shipped, Mutation.Array[1, 6], (bytes, mutations) => mutations.Aggregate(bytes, (before, mutate) => mutate(before)))
            .Sample(bytes => Holds(Encoding.UTF8.GetString(bytes)), iter: 4_000, writeLine: null, print: bytes => Encoding.UTF8.GetString(bytes));

    [Fact]
    public void Random_text_is_told_at_its_places() => Gen.String[0, 400].Sample(Holds, iter: 2_000);

    [Fact]
    public void Random_markup_is_told_at_its_places() =>
        Gen.OneOf(Markup, AnyOf("a", " ", "  ", "model", "nodes", "tenant", "mail")).Array[0, 60].Select(string.Concat).Sample(Holds, iter: 6_000);

    [Theory]
    [InlineData("[")]
    [InlineData("- ")]
    [InlineData("a")]
    [InlineData("\"")]
    [InlineData("? ")]
    [InlineData(": ")]
    [InlineData("&a ")]
    [InlineData("{")]
    [InlineData("- {}\n")]
    [InlineData("k: v\n")]
    [InlineData("\t")]
    [InlineData("...\n")]
    [InlineData("---\n")]
    [InlineData("|\n")]
    [InlineData("- {name: \"p-{1..200}\"}\n")]
    public void A_megabyte_of_one_thing_is_told_soon(string unit)
    {
        foreach (var before in new[] { "", "nodes:\n", "name: \"", "mail: " })
            Holds(before + string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length))).ShouldBeTrue(before);
    }

    private static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static bool Holds(string text)
    {
        var clock = Stopwatch.StartNew();
        var reading = TopologyFile.Parse(text, "t.yaml");
        clock.Elapsed.ShouldBeLessThan(Soon);
        (reading.Value is not null).ShouldBe(reading.Problems.IsEmpty);
        // One mark at the beginning is the file's own, a second one is text.
        var lines = (text.StartsWith('\ufeff') ? text[1..] : text).Split(["\r\n", "\n", "\r"], StringSplitOptions.None);
        foreach (var problem in reading.Problems) Inside(problem, lines);
        return true;
    }

    private static void Inside(FileProblem problem, string[] lines)
    {
        var line = problem.ToString();
        line.Length.ShouldBeLessThanOrEqualTo(GreatestText);
        line.Any(char.IsControl).ShouldBeFalse(line);
        problem.Line.ShouldBeInRange(1, lines.Length, line);
        problem.Column.ShouldBeInRange(1, lines[problem.Line - 1].Length + 1, line);
    }

    private static byte[] Changed(byte[] bytes, int at, byte value)
    {
        if (bytes.Length == 0) return [value];
        var changed = bytes.ToArray();
        changed[at % bytes.Length] = value;
        return changed;
    }

    private static byte[] Inserted(byte[] bytes, int at, string text) =>
        [.. bytes.Take(at % (bytes.Length + 1)), .. Encoding.UTF8.GetBytes(text), .. bytes.Skip(at % (bytes.Length + 1))];

    private static byte[] Lines(byte[] bytes, Action<List<string>> change)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n').ToList();
        change(lines);
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }
}
