using System.Collections.Immutable;

namespace IseMail.Scenarios.Reports.Sequences;

/// <summary>What some did one after another: one line down for each of them, one row for each step. Pages, terminals and Mermaid draw it.</summary>
/// <param name="Lifelines">Who took part, from left to right.</param>
/// <param name="Steps">What happened, in the order of time.</param>
public sealed record Sequence(ImmutableArray<string> Lifelines, ImmutableArray<SequenceStep> Steps);

/// <summary>One row.</summary>
/// <param name="At">When, from the scenario's beginning.</param>
/// <param name="From">Which lifeline it begins at.</param>
/// <param name="To">Which it ends at; the same as <paramref name="From"/>: it stays there.</param>
/// <param name="Mark">How it is drawn.</param>
/// <param name="Label">What it is, in as few words as fit on an arrow.</param>
/// <param name="Full">What it is, in a sentence.</param>
public sealed record SequenceStep(TimeSpan At, int From, int To, SequenceMark Mark, string Label, string Full);

/// <summary>How a step is drawn.</summary>
public enum SequenceMark
{
    /// <summary>An arrow, or something that happens at one lifeline.</summary>
    Plain,

    /// <summary>An answer: a broken arrow.</summary>
    Answer,

    /// <summary>A record in a journal.</summary>
    Record,

    /// <summary>Something goes wrong there; from one lifeline to another: at all between them.</summary>
    Trouble,

    /// <summary>A span of time of which nothing is told.</summary>
    Fold,
}
