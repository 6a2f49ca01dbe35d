using System.Collections.Immutable;
using System.Globalization;

namespace IseMail.Scenarios.Reports.Sequences;

/// <summary>A sequence as lines of text: a column for each who took part, what happened at the right.</summary>
public static class SequenceText
{
    private const int Time = 12;
    private const int Narrowest = 8;
    private const int Widest = 14;
    private const char Life = '│';

    /// <summary>The lines, none longer than <paramref name="width"/>.</summary>
    /// <param name="sequence">What happened.</param>
    /// <param name="width">How many columns there are; at least 60.</param>
    public static ImmutableArray<string> Lines(Sequence sequence, int width)
    {
        var column = Math.Clamp(sequence.Lifelines.Select(name => name.Length + 2).DefaultIfEmpty().Max(), Narrowest, Widest);
        return
        [
            Cut(new string(' ', Time) + string.Concat(sequence.Lifelines.Select(name => Cut(name, column - 1).PadRight(column))), width),
            .. sequence.Steps.Select(step => Cut($"{When(step)}{Drawn(step, sequence.Lifelines.Length, column)}{step.Full}", width)),
        ];
    }

    private static string When(SequenceStep step) => step.Mark == SequenceMark.Fold ? new string(' ', Time) : string.Create(CultureInfo.InvariantCulture, $"{step.At.TotalSeconds,9:0.000} s ");

    private static string Drawn(SequenceStep step, int lifelines, int column)
    {
        var drawn = new char[lifelines * column];
        Array.Fill(drawn, ' ');
        for (var i = 0; i < lifelines; i++) drawn[i * column] = step.Mark == SequenceMark.Fold ? '┊' : Life;
        var (from, to) = (step.From * column, step.To * column);
        if (step.Mark == SequenceMark.Fold) return new string(drawn);
        if (from == to || step.Mark == SequenceMark.Trouble)
        {
            for (var at = Math.Min(from, to); at <= Math.Max(from, to); at += column) drawn[at] = step.Mark switch { SequenceMark.Record => '■', SequenceMark.Trouble => '✗', _ => '●' };
            return new string(drawn);
        }
        Array.Fill(drawn, step.Mark == SequenceMark.Answer ? '┄' : '─', Math.Min(from, to) + 1, Math.Abs(to - from) - 1);
        drawn[from] = from < to ? '├' : '┤';
        drawn[from < to ? to - 1 : to + 1] = from < to ? '►' : '◄';
        return new string(drawn);
    }

    private static string Cut(string text, int length) => text.Length <= length ? text.TrimEnd() : text[..(length - 1)] + "…";
}
