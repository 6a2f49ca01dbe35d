using System.CommandLine;
using System.Globalization;
using IseMail.Scenarios.Reports.Comparison;
using IseMail.Scenarios.Reports.Html;
using IseMail.Scenarios.Yaml;
using Spectre.Console;

namespace IseMail.Cli.Comparing;

/// <summary><c>isemail compare A B</c>: two runs side by side.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("A") { Description = "The directory of a run, or its result.json." };
        var second = new Argument<string>("B") { Description = "Another." };
        var json = new Option<bool>("--json") { Description = "Write the comparison as one JSON document to standard output and nothing else." };
        var html = new Option<string?>("--html") { Description = "Write the comparison as one HTML page to this file as well." };
        var command = new Command("compare", "Put two runs side by side: what is different about them, which is better in what, what cannot be compared.") { first, second, json, html };
        command.SetAction((parsed, cancellationToken) =>
            CompareAsync([parsed.GetRequiredValue(first), parsed.GetRequiredValue(second)], parsed.GetValue(json), parsed.GetValue(html), cancellationToken));
        return command;
    }

    private static async Task<int> CompareAsync(string[] paths, bool json, string? html, CancellationToken cancellationToken)
    {
        var readings = await Task.WhenAll(paths.Select(path => RunResultFile.ReadAsync(path, cancellationToken)));
        var problems = readings.Select(reading => reading.Problem).OfType<FileProblem>().ToList();
        if (problems.Count > 0) return await Failures.BadInputAsync([.. problems]);
        var comparison = new RunComparison(readings[0].Run!, readings[1].Run!);
        if (html is not null)
        {
            if (await OutputFile.RefusedAsync(html) is { } refused) return refused;
            await File.WriteAllTextAsync(html, ComparisonPage.Write(comparison), cancellationToken);
        }
        if (json)
        {
            await Console.Out.WriteLineAsync(ComparisonJson.Write(comparison));
            return ExitCodes.Holds;
        }
        Show(comparison);
        if (html is not null) Console.WriteLine($"page: {html}");
        return ExitCodes.Holds;
    }

    private static void Show(RunComparison comparison)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected) console.Profile.Width = 160;
        foreach (var (name, run) in new[] { ("A", comparison.First), ("B", comparison.Second) })
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {run.Scenario} on {run.Deployment}, {run.Nodes} nodes, {run.Caused} mails caused, seed {run.Seed}, {run.Runtime} ({run.File})"));
        if (!comparison.Settings.IsEmpty)
        {
            var settings = new Table().RoundedBorder().AddColumns("Setting", "A", "B");
            foreach (var one in comparison.Settings) settings.AddRow(new Text(one.Name), new Text(one.First ?? "–"), new Text(one.Second ?? "–"));
            console.Write(settings);
        }
        var figures = new Table().RoundedBorder().AddColumns(new TableColumn("Figure"), new TableColumn("A").RightAligned(), new TableColumn("B").RightAligned(), new TableColumn("Better"));
        foreach (var one in comparison.Figures.Where(one => one.First is not null and not 0 || one.Second is not null and not 0))
            figures.AddRow(new Text(one.Figure.Title), new Text(ComparisonText.Of(one.First, one.Figure.Unit)), new Text(ComparisonText.Of(one.Second, one.Figure.Unit)), new Text(ComparisonText.Of(one.Preferred)));
        console.Write(figures);
        foreach (var sentence in ComparisonText.Summary(comparison)) console.WriteLine(sentence);
        foreach (var caveat in comparison.Caveats) console.WriteLine("With care: " + caveat);
    }
}
