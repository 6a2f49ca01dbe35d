using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using IseMail.Cli.Running;
using IseMail.Scenarios.Calibrating;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.Topologies;
using Serilog.Core;

namespace IseMail.Cli.Calibrating;

/// <summary><c>isemail calibrate</c>: measures on live runs how long things take, for virtual time.</summary>
internal static class CalibrateCommand
{
    private const int StandardRuns = 3;
    private static readonly string Standard = Path.Combine("topology", "campaign.yaml");

    public static Command Create()
    {
        var file = new Argument<string?>("TOPOLOGY") { Description = $"A topology file with a tenant of its own and two MnTs. Left out: {Standard}", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string>("--output", "-o") { Description = "The file to write, for --timing.", DefaultValueFactory = _ => "timing.yaml" };
        var runs = new Option<int>("--runs") { Description = "How many runs in this process, and as many with nodes as processes.", DefaultValueFactory = _ => StandardRuns };
        runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000) result.AddError("--runs is a whole number from 1 to 1000");
        });
        var command = new Command("calibrate", "Measure on live runs how long things take that virtual time draws, and write it to a file.") { file, output, runs };
        command.SetAction((parsed, cancellationToken) => RunAsync(ShippedFiles.Find(parsed.GetValue(file) ?? Standard), parsed.GetValue(output)!, parsed.GetValue(runs), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, string output, int runs, CancellationToken cancellationToken)
    {
        var reading = await TopologyFile.ReadAsync(path, cancellationToken);
        if (reading.Value is not { } topology) return await Failures.BadInputAsync(reading.Problems);
        if (topology.EmbeddedTenant is null) return await Failures.BadInputAsync([reading.At("", "the topology has no tenant of its own, and nobody else's is measured", "a topology with 'tenant'")]);
        if (await Failures.SecretsAsync(reading, cancellationToken) is { } lacking) return lacking;
        var directory = Directory.CreateTempSubdirectory("isemail-calibration-");
        try
        {
            var calibration = new Calibration(
                reading,
                (number, isolation) => IsolationOption.Options(new LiveOptions(directory.CreateSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{number}-{isolation}")), number), isolation, path),
                Logger.None);
            var measured = await calibration.RunAsync(runs, new Told(), cancellationToken);
            string[] about =
            [
                $"Measured by 'isemail calibrate', version {RunRecording.Version}, on {TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: {Path.GetFileName(path)}, {runs.ToString(CultureInfo.InvariantCulture)} runs of each kind,",
                $"{Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}. From the 5th to the 95th of a hundred, in milliseconds.",
            ];
            await File.WriteAllTextAsync(output, TimingFile.Write(measured, about), CancellationToken.None);
            foreach (var one in measured) Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Key,-10} {one.Range.Least.TotalMilliseconds,9:0.00} to {one.Range.Greatest.TotalMilliseconds,9:0.00} ms  ({one.Samples} measurements)"));
            Console.Out.WriteLine($"written: {output}; isemail run SCENARIO --runtime virtual --timing {output}");
            return ExitCodes.Holds;
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

    private sealed class Told : IProgress<string>
    {
        public void Report(string value) => Console.Out.WriteLine(value);
    }
}
