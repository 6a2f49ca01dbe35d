using System.Collections.Immutable;
using System.CommandLine;
using IseMail.Cli.Administration;
using IseMail.Domain.Lint;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Lint;
using IseMail.Scenarios.Topologies;
using Spectre.Console;

namespace IseMail.Cli.Topologies;

/// <summary><c>isemail topology lint FILE</c>: what is allowed in a design and yet unwise, with reason and mend.</summary>
internal static class LintCommand
{
    private static readonly ImmutableArray<(string Name, LintSeverity? Least)> Limits =
        [("error", LintSeverity.Error), ("warning", LintSeverity.Warning), ("note", LintSeverity.Note), ("never", null)];

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A topology file." };
        var failOn = new Option<string>("--fail-on") { Description = "From which severity on the exit code is 1: error, warning, note or never.", DefaultValueFactory = _ => "warning" };
        failOn.AcceptOnlyFromAmong([.. Limits.Select(limit => limit.Name)]);
        var ignore = new Option<string[]>("--ignore") { Description = "Rules that are left out, by their ids; docs/lint.md lists them.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        ignore.Validators.Add(result =>
        {
            foreach (var id in result.Tokens.Select(token => token.Value).Where(id => DesignLint.Rules.All(rule => rule.Id != id)))
                result.AddError($"'{id}' is not a rule; {NearestWord.Expectation(id, [.. DesignLint.Rules.Select(rule => rule.Id)])}");
        });
        var json = Administering.Json();
        var command = new Command("lint", "Say what is unwise in the design that a topology file describes, why, and what to do about it.") { file, failOn, ignore, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            ShippedFiles.Find(parsed.GetRequiredValue(file)), Limits.First(limit => limit.Name == parsed.GetValue(failOn)).Least, parsed.GetRequiredValue(ignore), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, LintSeverity? failOn, string[] ignored, bool json, CancellationToken cancellationToken)
    {
        var reading = await TopologyFile.ReadAsync(path, cancellationToken);
        if (reading.Value is null) return await Failures.BadInputAsync(reading.Problems);
        var findings = await TopologyLint.CheckAsync(reading, TimeProvider.System.GetUtcNow(), ignored.ToHashSet(StringComparer.Ordinal), cancellationToken);
        if (json) await Administering.WriteJsonAsync(new { file = path, findings = findings.Select(Document) });
        else Write(Terminal.Output(), path, findings);
        return failOn is { } least && findings.Any(finding => finding.Rule.Severity >= least) ? ExitCodes.DoesNotHold : ExitCodes.Holds;
    }

    private static object Document(PlacedFinding finding) => new
    {
        id = finding.Rule.Id,
        severity = Name(finding.Rule.Severity),
        line = finding.Line,
        column = finding.Column,
        what = finding.What,
        others = finding.Others,
        reason = finding.Rule.Reason,
        mend = finding.Rule.Mend,
        source = finding.Rule.Source,
    };

    private static void Write(IAnsiConsole console, string path, ImmutableArray<PlacedFinding> findings)
    {
        foreach (var finding in findings)
        {
            console.WriteLine(finding.ToString(), new Style(Colour(finding.Rule.Severity), decoration: Decoration.Bold));
            console.WriteLine($"  why:  {finding.Rule.Reason}");
            console.WriteLine($"  mend: {finding.Rule.Mend}");
            console.WriteLine($"  see:  {finding.Rule.Source}");
        }
        var counts = Enum.GetValues<LintSeverity>().Reverse()
            .Select(severity => (severity, Count: findings.Count(finding => finding.Rule.Severity == severity)))
            .Where(one => one.Count > 0).Select(one => $"{one.Count} {Name(one.severity)}{(one.Count == 1 ? "" : "s")}").ToList();
        console.WriteLine(counts.Count == 0 ? $"{path}: none of {DesignLint.Rules.Length} rules finds anything" : $"{path}: {string.Join(", ", counts)} by {DesignLint.Rules.Length} rules");
    }

    private static Color Colour(LintSeverity severity) => severity switch { LintSeverity.Error => Color.Red, LintSeverity.Warning => Color.Yellow, _ => Color.Default };

    private static string Name(LintSeverity severity) => severity.ToString().ToLowerInvariant();
}
