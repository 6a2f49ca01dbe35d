using System.Collections.Immutable;
using System.CommandLine;
using IseMail.Cli.Administration;
using IseMail.Domain.Diagnosis;
using IseMail.Scenarios.Administration;
using Spectre.Console;

namespace IseMail.Cli.Diagnosing;

/// <summary>
/// <c>isemail diagnose</c>: why mail does not leave. Looks at a deployment that runs, at a guest.log, or at an error that
/// somebody pastes.
/// </summary>
internal static class DiagnoseCommand
{
    private const int MostLines = 100_000;

    public static Command Create()
    {
        var error = new Option<string?>("--error") { Description = "An error to explain: a message of ISE's page, an AADSTS error, a reply of Exchange Online." };
        var log = new Option<string?>("--log") { Description = "A guest.log to explain; - for standard input." };
        var data = Administering.Data();
        var json = Administering.Json();
        var command = new Command("diagnose", "Say why mail does not leave, what speaks for it, and what puts it right.") { error, log, data, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asJson = parsed.GetValue(json);
            if (parsed.GetValue(error) is { } text) return await ExplainAsync([(text, null)], "the error", asJson);
            if (parsed.GetValue(log) is { } file) return await LogAsync(file, asJson, cancellationToken);
            return await Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
                await TellAsync(await deployment.GetAsync<DiagnosisDocument>("/diagnosis", cancellation), asJson), cancellationToken);
        });
        return command;
    }

    private static async Task<int> LogAsync(string file, bool json, CancellationToken cancellationToken)
    {
        var lines = new List<(string Text, int? Line)>();
        try
        {
            using var reader = file == "-" ? Console.In : new StreamReader(file);
            var number = 0;
            while (number < MostLines && await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                number++;
                if (line.Contains(" ERROR ", StringComparison.Ordinal) || line.Contains(" WARN ", StringComparison.Ordinal) || line.Contains("nested exception", StringComparison.Ordinal) || line.Contains("Exception: ", StringComparison.Ordinal))
                    lines.Add((line, number));
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{file}:1:1: {unreadable.Message.TrimEnd('.')}; a guest.log");
            return ExitCodes.BadInput;
        }
        return await ExplainAsync(lines, $"{lines.Count} lines of {file} that tell of trouble", json);
    }

    private static Task<int> ExplainAsync(IReadOnlyList<(string Text, int? Line)> texts, string looked, bool json)
    {
        var found = texts.SelectMany(text => TextDiagnosis.Of(text.Text).Select(finding => (finding, text.Line))).ToList();
        var findings = found.GroupBy(one => one.finding.Cause)
            .Select(group => (Cause: group.Key, Certainty: group.Min(one => one.finding.Certainty), Lines: group.Select(one => one.Line).OfType<int>().Distinct().ToList(), Evidence: group.SelectMany(one => one.finding.Evidence).Distinct(StringComparer.Ordinal).Take(3)))
            .OrderBy(group => group.Certainty)
            .Select(group => new FindingDocument(
                group.Cause.Id, group.Certainty.ToString().ToLowerInvariant(), [], group.Cause.What,
                [.. group.Evidence, .. group.Lines.Count == 0 ? Array.Empty<string>() : [$"lines {string.Join(", ", group.Lines.Take(10))}"]],
                group.Cause.Mend, group.Cause.Step))
            .ToImmutableArray();
        return TellAsync(new DiagnosisDocument(findings, [looked]), json);
    }

    private static async Task<int> TellAsync(DiagnosisDocument diagnosis, bool json)
    {
        if (json) await Administering.WriteJsonAsync(diagnosis);
        else Write(Terminal.Output(), diagnosis);
        return diagnosis.Findings.IsEmpty ? ExitCodes.Holds : ExitCodes.DoesNotHold;
    }

    private static void Write(IAnsiConsole console, DiagnosisDocument diagnosis)
    {
        console.WriteLine($"looked at: {string.Join("; ", diagnosis.Looked)}");
        if (diagnosis.Findings.IsEmpty) console.WriteLine("nothing that is known to keep mail from leaving");
        foreach (var (index, finding) in diagnosis.Findings.Index())
        {
            var nodes = finding.Nodes.IsEmpty ? "" : $" (at {string.Join(", ", finding.Nodes)})";
            console.WriteLine();
            console.WriteLine($"{index + 1}. {finding.Certainty}: {finding.What}{nodes}", new Style(decoration: Decoration.Bold));
            foreach (var evidence in finding.Evidence) console.WriteLine($"   seen: {evidence}");
            console.WriteLine($"   mend: {finding.Mend}");
            if (finding.Step != "-") console.WriteLine($"   in Cisco document 225520: {finding.Step}");
        }
    }
}
