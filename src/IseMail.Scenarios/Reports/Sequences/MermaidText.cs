using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IseMail.Domain.Texts;

namespace IseMail.Scenarios.Reports.Sequences;

/// <summary>A sequence as a Mermaid <c>sequenceDiagram</c>, which code hosts and editors draw.</summary>
public static partial class MermaidText
{
    /// <summary>The text of the diagram.</summary>
    /// <param name="sequence">What happened.</param>
    /// <param name="title">What stands above it.</param>
    public static string Write(Sequence sequence, string title)
    {
        var text = new StringBuilder();
        Line("sequenceDiagram");
        Line($"    title {Label(title)}");
        foreach (var (index, name) in sequence.Lifelines.Index()) Line(string.Create(CultureInfo.InvariantCulture, $"    participant p{index} as {Label(name)}"));
        foreach (var step in sequence.Steps)
        {
            var what = step.Mark == SequenceMark.Fold ? Label(step.Full) : string.Create(CultureInfo.InvariantCulture, $"{step.At.TotalSeconds:0.000} s: {Label(step.Full)}");
            Line(string.Create(CultureInfo.InvariantCulture, $"    {Drawn(step)}: {what}"));
        }
        return text.ToString();

        // A line's end is one everywhere, so that the same sequence is the same file.
        void Line(string line) => text.Append(line).Append('\n');
    }

    private static string Drawn(SequenceStep step) => step.Mark switch
    {
        SequenceMark.Fold or SequenceMark.Trouble when step.From != step.To => string.Create(CultureInfo.InvariantCulture, $"Note over p{step.From},p{step.To}"),
        _ when step.From == step.To => string.Create(CultureInfo.InvariantCulture, $"Note over p{step.From}"),
        SequenceMark.Answer => string.Create(CultureInfo.InvariantCulture, $"p{step.From}-->>p{step.To}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"p{step.From}->>p{step.To}"),
    };

    // What ends a statement, begins a comment or an entity, or is a word of the language is written as an entity.
    private static string Label(string text)
    {
        var label = new StringBuilder();
        foreach (var c in text)
        {
            if (c is '#' or ';' or '<' or '>' or '%' or '"' or '\\' or '{' or '}') label.Append(CultureInfo.InvariantCulture, $"#{(int)c};");
            else label.Append(char.IsControl(c) ? ' ' : c);
        }
        return End().Replace(label.ToString(), static word => string.Create(CultureInfo.InvariantCulture, $"#{(int)word.Value[0]};{word.Value[1..]}"));
    }

    [GeneratedRegex(@"\bend\b", RegexOptions.IgnoreCase, PatternPatience.Milliseconds)]
    private static partial Regex End();
}
