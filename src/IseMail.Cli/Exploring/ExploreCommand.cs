using System.CommandLine;
using System.Globalization;
using IseMail.Scenarios.Exploring;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime.Nodes;

namespace IseMail.Cli.Exploring;

/// <summary><c>isemail explore SCENARIO</c>: looks in virtual time for a seed that breaks a promise.</summary>
internal static class ExploreCommand
{
    public static Command Create()
    {
        var scenario = new Argument<string>("SCENARIO") { Description = "A scenario file." };
        var seeds = new Option<int>("--seeds") { Description = "How many seeds are played.", DefaultValueFactory = static _ => 1_000 };
        var from = new Option<long>("--from") { Description = "The first seed.", DefaultValueFactory = static _ => 1 };
        var parallel = new Option<int>("--parallel") { Description = "How many are played at the same time.", DefaultValueFactory = static _ => Environment.ProcessorCount };
        var command = new Command("explore", "Play a scenario in virtual time with many seeds, other faults on top each time, and look for one that breaks a promise.") { scenario, seeds, from, parallel };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            ShippedFiles.Find(parsed.GetValue(scenario)!), parsed.GetValue(from), parsed.GetValue(seeds), parsed.GetValue(parallel), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, long from, int seeds, int parallel, CancellationToken cancellationToken)
    {
        var reading = await ScenarioFile.ReadAsync(path, cancellationToken);
        if (reading.Value is not { } scenario) return await Failures.BadInputAsync(reading.Problems);
        if (VirtualFit.Check(reading) is { IsEmpty: false } unfit) return await Failures.BadInputAsync(unfit);
        var result = await Task.Run(() => new Exploration(scenario, new TimingModel()).Run(from, seeds, parallel, null, cancellationToken), cancellationToken);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Seeds} seeds of {scenario.Name} in {result.Took.TotalSeconds:0.0} s: {result.Events} events, {result.Mails} mails accepted, {result.Strikes.Values.Sum()} faults of {result.Strikes.Count} kinds"));
        if (result.Discovery is not { } found)
        {
            Console.WriteLine("no promise was broken");
            return ExitCodes.Holds;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {found.Seed} breaks a promise ({found.Broken.Promise}): {found.Broken.What}{(found.Broken.Mail is { } mail ? $"; mail {mail}" : "")}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"the smallest story that does: {found.Smallest.Strikes.Length} faults of {found.Found.Strikes.Length}, {found.Smallest.Mails} mails of {found.Found.Mails}; {found.Tried} stories were tried"));
        foreach (var strike in found.Smallest.Strikes)
        {
            foreach (var action in strike.Actions) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{action.At.TotalSeconds,8:0.000} s  {strike.Kind}: {action.Action}"));
            foreach (var fault in strike.Faults) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fault.At?.TotalSeconds ?? 0,8:0.000} s  {strike.Kind}: {Domain.Faults.FaultText.Line(fault.Fault)}"));
        }
        return ExitCodes.DoesNotHold;
    }
}
