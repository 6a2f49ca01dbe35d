using System.CommandLine;
using System.Globalization;
using IseMail.Cli.Rendering;
using IseMail.Cli.Running;
using IseMail.Domain.Faults;
using IseMail.Scenarios.Exploring;
using IseMail.Scenarios.Reports.Sequences;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime;
using IseMail.VirtualTime.Nodes;
using Spectre.Console;

namespace IseMail.Cli.Exploring;

/// <summary><c>isemail explore SCENARIO</c>: looks in virtual time for a seed that breaks a promise.</summary>
internal static class ExploreCommand
{
    private const int GreatestSeeds = 100_000_000;
    private const int Narrowest = 60;
    private const string Diagram = "sequence.mmd";

    public static Command Create()
    {
        var scenario = new Argument<string>("SCENARIO") { Description = "A scenario file." };
        var seeds = new Option<int>("--seeds") { Description = "How many seeds are played.", DefaultValueFactory = static _ => 1_000 };
        seeds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > GreatestSeeds) result.AddError(string.Create(CultureInfo.InvariantCulture, $"--seeds is a whole number from 1 to {GreatestSeeds}"));
        });
        var from = new Option<long>("--from") { Description = "The first seed.", DefaultValueFactory = static _ => 1 };
        var parallel = ParallelOption.Create("How many are played at the same time.", Environment.ProcessorCount);
        var data = new Option<string?>("--data") { Description = "Directory for what is found: the smallest story as a scenario, its topology, its sequence diagram. Left out: a new one under runs/." };
        var timing = TimingOption.Create();
        var command = new Command("explore", "Play a scenario in virtual time with many seeds, other faults on top each time, and look for one that breaks a promise.") { scenario, seeds, from, parallel, data, timing };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (await DefectSwitch.ReadAsync() is not { } defect) return ExitCodes.BadInput;
            var reading = await ScenarioFile.ReadAsync(ShippedFiles.Find(parsed.GetRequiredValue(scenario)), cancellationToken);
            if (reading.Value is not { } read) return await Failures.BadInputAsync(reading.Problems);
            if (VirtualFit.Check(reading) is { IsEmpty: false } unfit) return await Failures.BadInputAsync(unfit);
            if (await TimingOption.ReadAsync(parsed.GetValue(timing), cancellationToken) is not { } times) return ExitCodes.BadInput;
            return await RunAsync(read, times.Model, defect, parsed.GetValue(from), parsed.GetValue(seeds), parsed.GetValue(parallel), parsed.GetValue(data), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Scenario scenario, TimingModel timing, PlantedDefect defect, long from, int seeds, int parallel, string? data, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected) console.Profile.Width = 160;
        var exploration = new Exploration(scenario, timing, defect);
        var display = new ProgressDisplay<ExplorationProgress>(console, !Console.IsOutputRedirected, VirtualText.Of);
        var result = await display.WhileAsync(() => exploration.Run(from, seeds, parallel, display, cancellationToken), cancellationToken);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Seeds} seeds of {scenario.Name} in {result.Took.TotalSeconds:0.0} s, {VirtualText.PerSecond(result.Seeds, result.Took)} a second: {VirtualText.Duration(result.Lasted)} of virtual time, {VirtualText.Speed(result.Lasted, result.Took)}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Events} events, {result.Mails} mails accepted, {result.Strikes.Values.Sum()} faults of {result.Strikes.Count} kinds"));
        if (result.Discovery is not { } found)
        {
            Console.WriteLine("no promise was broken");
            return ExitCodes.Holds;
        }
        var broken = string.Create(CultureInfo.InvariantCulture, $"seed {found.Seed} breaks a promise ({found.Broken.Promise}): {found.Broken.What}{(found.Broken.Mail is { } mail ? $"; mail {mail}" : "")}");
        Console.WriteLine(broken);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"the smallest story that does: {Count(found.Smallest.Faults, "fault")} of {found.Found.Faults}, {Count(found.Smallest.Mails, "mail")} of {found.Found.Mails}; {found.Tried} stories were tried"));
        foreach (var action in found.Smallest.Told.Actions) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{action.At.TotalSeconds,9:0.000} s  {action.Action}"));
        foreach (var fault in found.Smallest.Told.Faults) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fault.At?.TotalSeconds ?? 0,9:0.000} s  {fault.Fault.Name}: {FaultText.Line(fault.Fault)}"));
        Console.WriteLine();

        var sequence = await Task.Run(() => exploration.Retell(found, cancellationToken), cancellationToken);
        foreach (var line in SequenceText.Lines(sequence, Math.Max(Narrowest, console.Profile.Width))) Console.WriteLine(line);
        Console.WriteLine();

        var directory = RunDirectory.Of(data, $"{scenario.Name}-explored");
        try
        {
            var file = await StoryFile.WriteAsync(found.Smallest, $"Seed {found.Seed} breaks the promise {found.Broken.Promise}: {found.Broken.What}.", directory, CancellationToken.None);
            var diagram = Path.Combine(directory.FullName, Diagram);
            await File.WriteAllTextAsync(diagram, MermaidText.Write(sequence, broken), CancellationToken.None);
            Console.WriteLine($"sequence diagram (Mermaid): {Shown(diagram)}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"again: isemail run {Shown(file)} --runtime virtual --seed {found.Seed}"));
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            await Console.Error.WriteLineAsync($"{directory.FullName}: {fault.Message.TrimEnd('.')}; a directory that can be written");
            return ExitCodes.MachineLacks;
        }
        return ExitCodes.DoesNotHold;
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Shown(string file) => Path.GetRelativePath(Environment.CurrentDirectory, file);
}
