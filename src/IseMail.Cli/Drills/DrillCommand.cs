using System.CommandLine;
using System.Globalization;
using IseMail.Cluster.Sending;
using IseMail.Domain.Diagnosis;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Drills;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Topologies;
using Serilog.Core;
using Spectre.Console;

namespace IseMail.Cli.Drills;

/// <summary>
/// <c>isemail drill</c>: makes one mistake on the way through Cisco document 225520, shows what ISE shows, and has somebody
/// find it. The seed says which.
/// </summary>
internal static class DrillCommand
{
    private static readonly string Standard = Path.Combine("topology", "drill.yaml");

    public static Command Create()
    {
        var seed = new Option<int>("--seed") { Description = "Which drill; the same seed makes the same mistake.", DefaultValueFactory = _ => 1 };
        var answer = new Option<string?>("--answer") { Description = "The cause, by its name. Left out: asked for, or, where nobody can be asked, only shown." };
        var list = new Option<bool>("--causes") { Description = "List the names of all causes, and do nothing else." };
        seed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0) result.AddError("--seed is a whole number of at least 0");
        });
        var command = new Command("drill", "Break one thing, show what ISE shows, and check what you think it is.") { seed, answer, list };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(list) ? ListAsync() : RunAsync(parsed.GetValue(seed), parsed.GetValue(answer), cancellationToken));
        return command;
    }

    private static async Task<int> ListAsync()
    {
        foreach (var cause in KnownCauses.All) await Console.Out.WriteLineAsync($"{cause.Id,-32} {cause.What}");
        return ExitCodes.Holds;
    }

    private static async Task<int> RunAsync(int seed, string? answer, CancellationToken cancellationToken)
    {
        if (answer is not null && KnownCauses.Find(answer) is null)
        {
            await Console.Error.WriteLineAsync($"'{answer}' is no cause; one that 'isemail drill --causes' lists");
            return ExitCodes.BadInput;
        }
        var reading = await TopologyFile.ReadAsync(ShippedFiles.Find(Standard), cancellationToken);
        if (reading.Value is not { } topology) return await Failures.BadInputAsync(reading.Problems);
        var directory = Directory.CreateTempSubdirectory("isemail-drill-");
        try
        {
            return await RunAsync(topology, seed, answer, directory, cancellationToken);
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            return await Failures.MachineLacksAsync(reading, fault);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(Topology topology, int seed, string? answer, DirectoryInfo directory, CancellationToken cancellationToken)
    {
        var console = Terminal.Output();
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Drill {seed}. Somebody has followed Cisco document 225520 and made one mistake."));
        await using var deployment = await LiveDeployment.StartAsync(topology, new LiveOptions(directory, seed), Logger.None, null, cancellationToken);
        var bench = new MistakeBench(deployment, await TextSeal.SharedInAsync(new DirectoryInfo(Path.Combine(directory.FullName, "keys")), cancellationToken));
        var mistakes = Mistakes.In(deployment.Tenant!.Directory.Current, bench.Right, bench.Proxy);
        var mistake = mistakes[new Random(seed).Next(mistakes.Length)];
        var page = await bench.MakeAsync(mistake, cancellationToken);
        var test = await bench.TestAsync(page, cancellationToken);

        console.WriteLine();
        console.WriteLine("Test Connection on the SMTP server page says:");
        console.WriteLine($"  {test.Result!.Message}", new Style(Color.Red));
        console.WriteLine("guest.log of the primary PAN says:");
        foreach (var line in await LogAsync(directory, test.Node, cancellationToken)) console.WriteLine($"  {line}");
        console.WriteLine();
        answer ??= Console.IsInputRedirected ? null : AnsiConsole.Prompt(new SelectionPrompt<string>().Title("What is it?").PageSize(15).AddChoices(mistakes.Select(one => one.Cause.Id).Order(StringComparer.Ordinal)));
        if (answer is null)
        {
            console.WriteLine("What is it? Say it with --answer; 'isemail drill --causes' lists the names.");
            return ExitCodes.Holds;
        }

        var right = string.Equals(answer, mistake.Cause.Id, StringComparison.OrdinalIgnoreCase);
        console.WriteLine(right ? $"Right: {mistake.Cause.Id}." : $"No, it is not {answer}. It is {mistake.Cause.Id}.", new Style(right ? Color.Green : Color.Red));
        console.WriteLine($"  {mistake.Cause.What}");
        var findings = ConnectionDiagnosis.Of(test.Result.Failure!, page, test.Result.Token, test.Path, test.Result.SecretIsGuid, deployment.LookUp(page));
        foreach (var evidence in findings.Where(finding => finding.Cause == mistake.Cause).SelectMany(finding => finding.Evidence)) console.WriteLine($"  seen: {evidence}");
        console.WriteLine($"  mend: {mistake.Cause.Mend}");
        console.WriteLine($"  in the document: {mistake.Cause.Step}");
        await bench.MendAsync(mistake, cancellationToken);
        console.WriteLine($"Mended; Test Connection says: {(await bench.TestAsync(bench.Right, cancellationToken)).Result!.Message}");
        return right ? ExitCodes.Holds : ExitCodes.DoesNotHold;
    }

    private static async Task<IEnumerable<string>> LogAsync(DirectoryInfo directory, NodeName node, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(Path.Combine(directory.FullName, "logs", node.Value, "guest.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync(cancellationToken)).Split('\n').Where(line => line.Contains(" ERROR ", StringComparison.Ordinal));
    }
}
