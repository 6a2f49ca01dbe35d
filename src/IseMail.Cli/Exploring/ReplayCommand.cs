using System.CommandLine;
using System.Globalization;
using IseMail.Cli.Rendering;
using IseMail.Cli.Running;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime;
using Spectre.Console;

namespace IseMail.Cli.Exploring;

/// <summary><c>isemail replay FILE</c>: plays a run in virtual time again, up to any instant.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A replay file, as 'isemail run --runtime virtual' writes them." };
        var until = new Option<string?>("--until") { Description = "Stop at that time after the scenario's beginning, such as 12500ms, and show how everything stands." };
        var command = new Command("replay", "Play a run in virtual time again: the same to the last event.") { file, until };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(file)!, parsed.GetValue(until), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, string? until, CancellationToken cancellationToken)
    {
        if (await DefectSwitch.ReadAsync() is not { } defect) return ExitCodes.BadInput;
        TimeSpan? instant = null;
        if (until is not null)
        {
            if (!DurationText.TryParse(until, out var span))
            {
                await Console.Error.WriteLineAsync($"isemail: --until is {DurationText.Rule}, and not '{until}'");
                return ExitCodes.BadInput;
            }
            instant = span;
        }
        var (replay, problems) = await ReplayFile.ReadAsync(path, cancellationToken);
        if (replay is null) return await Failures.BadInputAsync(problems);
        var times = replay.Timing(path);
        if (times.Value is not { } timing) return await Failures.BadInputAsync(times.Problems);
        var directory = Directory.CreateTempSubdirectory("isemail-replay-");
        try
        {
            var reading = await replay.ScenarioAsync(directory, cancellationToken);
            if (reading.Value is not { } scenario) return await Failures.BadInputAsync(reading.Problems);
            var ended = await Task.Run(() => new VirtualRun(scenario, replay.Seed, timing, defect: defect).Run(instant, runtime => Show(runtime, instant), cancellationToken), cancellationToken);
            if (instant is not null) return ExitCodes.Holds;
            var same = ended.Hash == replay.Hash;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ended.Events} events, sha256 {ended.Hash}: {(same ? "the same run" : $"not the same run, whose {replay.Events} events have {replay.Hash}")}"));
            Console.WriteLine(VerdictTable.Line(ended.Result));
            return same && ended.Result.Passed ? ExitCodes.Holds : ExitCodes.DoesNotHold;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Show(VirtualRuntime runtime, TimeSpan? instant)
    {
        if (instant is not { } at) return;
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        var table = new Table().RoundedBorder().AddColumns("Node", "State", "Has", "Accepted", "Delivered", "Waiting", "Parked", "In doubt");
        foreach (var node in runtime.Nodes)
        {
            var (state, duties, census) = runtime.Standing(node);
            table.AddRow(node.Value, state, duties, Count(census.Accepted), Count(census.Delivered), Count(census.Queued), Count(census.Parked), Count(census.InDoubt));
        }
        foreach (var line in runtime.LastEvents(runtime.Now - at)) AnsiConsole.WriteLine(line);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after {at.TotalSeconds:0.###} s: {runtime.Members} members, {runtime.Arrivals} messages in the mailboxes, {runtime.Events} events"));
        foreach (var (node, status) in runtime.SenderStandings)
            AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sender {status.Epoch} on {node}: {status.Connections} connections, {status.UnderWay} mails under way, {status.Waiting} offered{(status.LastFailure is { } why ? $"; {why}" : "")}"));
    }

    private static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);
}
