using System.CommandLine;
using IseMail.Domain.Lint;
using IseMail.Scenarios.Lint;
using IseMail.Scenarios.Topologies;

namespace IseMail.Cli.Topologies;

/// <summary>
/// <c>isemail topology check FILE</c> says what is wrong with a topology file, each problem on one line; <c>lint</c> what is
/// unwise in its design; <c>show</c> draws it; <c>import</c> makes one of an ISE deployment's; <c>compose</c> makes containers of it.
/// </summary>
internal static class TopologyCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A topology file." };
        var check = new Command("check", "Read a topology file and say everything that is wrong with it.") { file };
        check.SetAction((parsed, cancellationToken) => CheckAsync(ShippedFiles.Find(parsed.GetRequiredValue(file)), cancellationToken));
        var show = new Command("show", "Draw the deployment that a topology file describes.") { file };
        show.SetAction((parsed, cancellationToken) => ShowAsync(ShippedFiles.Find(parsed.GetRequiredValue(file)), cancellationToken));
        return new Command("topology", "Work on topology files.") { check, LintCommand.Create(), show, ImportCommand.Create(), ComposeCommand.Create() };
    }

    private static async Task<int> CheckAsync(string path, CancellationToken cancellationToken)
    {
        var reading = await TopologyFile.ReadAsync(path, cancellationToken);
        if (reading.Value is not { Deployment: var deployment }) return await Failures.BadInputAsync(reading.Problems);
        var count = deployment.Nodes.Length;
        await Console.Out.WriteLineAsync($"{path}: {deployment.Name}, {count} {(count == 1 ? "node" : "nodes")}; nothing is wrong with it");
        // A file may be right and yet be of another machine, or less than somebody hopes for.
        foreach (var missing in await SecretCheck.MissingAsync(reading, cancellationToken)) await Console.Out.WriteLineAsync($"note: {missing}");
        var findings = await TopologyLint.CheckAsync(reading, TimeProvider.System.GetUtcNow(), new HashSet<string>(StringComparer.Ordinal), cancellationToken);
        foreach (var finding in findings.Where(finding => finding.Rule == DesignLint.TwoNodes)) await Console.Out.WriteLineAsync($"warning: {finding.What}");
        var unwise = findings.Count(finding => finding.Rule.Severity >= LintSeverity.Warning);
        if (unwise > 0) await Console.Out.WriteLineAsync($"note: {unwise} {(unwise == 1 ? "thing" : "things")} in its design may keep mail from its readers; isemail topology lint {path}");
        return ExitCodes.Holds;
    }

    private static async Task<int> ShowAsync(string path, CancellationToken cancellationToken)
    {
        var reading = await TopologyFile.ReadAsync(path, cancellationToken);
        if (reading.Value is not { } topology) return await Failures.BadInputAsync(reading.Problems);
        TopologyDrawing.Write(Terminal.Output(), topology);
        return ExitCodes.Holds;
    }
}
