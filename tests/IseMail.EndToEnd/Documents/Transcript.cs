using System.Collections.Immutable;

namespace IseMail.EndToEnd.Documents;

/// <summary>A command that a document shows, and what it shows below it.</summary>
/// <param name="Line">Where in the document it stands, from 1.</param>
/// <param name="SectionEnds">The line with which the section that it stands in is over, and with it what was started to go on.</param>
/// <param name="Command">What is typed at the prompt.</param>
/// <param name="Below">The lines below it: its output, or what is typed into it if it is <c>cat</c>.</param>
internal sealed record TranscriptStep(int Line, int SectionEnds, string Command, ImmutableArray<string> Below);

/// <summary>The commands of a document's indented blocks, in their order.</summary>
internal static class Transcript
{
    private const string Block = "    ";
    private const string Prompt = "$ ";

    public static ImmutableArray<TranscriptStep> Read(IReadOnlyList<string> document)
    {
        var steps = ImmutableArray.CreateBuilder<TranscriptStep>();
        var level = 0;
        for (var number = 0; number < document.Count; number++)
        {
            if (Level(document[number]) is > 0 and var heading) level = heading;
            if (!document[number].StartsWith(Block + Prompt, StringComparison.Ordinal)) continue;
            var below = document.Skip(number + 1)
                .TakeWhile(line => line.Length == 0 || (line.StartsWith(Block, StringComparison.Ordinal) && !line.StartsWith(Block + Prompt, StringComparison.Ordinal)))
                .Select(line => line.Length == 0 ? "" : line[Block.Length..]).ToList();
            while (below.Count > 0 && below[^1].Length == 0) below.RemoveAt(below.Count - 1);
            steps.Add(new TranscriptStep(number + 1, End(document, number, level), document[number][(Block.Length + Prompt.Length)..], [.. below]));
        }
        return steps.ToImmutable();
    }

    /// <summary>Sections below it are part of a section.</summary>
    private static int End(IReadOnlyList<string> document, int from, int level)
    {
        for (var number = from + 1; number < document.Count; number++)
        {
            if (Level(document[number]) is > 0 and var heading && heading <= level) return number + 1;
        }
        return document.Count + 1;
    }

    private static int Level(string line) => line.TrimStart('#').StartsWith(' ') ? line.Length - line.TrimStart('#').Length : 0;
}
