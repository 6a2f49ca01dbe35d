using System.CommandLine;
using IseMail.Cli.Running;
using IseMail.Scenarios.Sweeping;

namespace IseMail.Cli.Sweeping;

/// <summary>The options of <c>isemail run</c> that make a sweep of it.</summary>
internal sealed class SweepOptions
{
    private readonly Option<string[]> _sweep = new("--sweep")
    {
        Description = "KEY=VALUES: with '--runtime virtual', run the scenario with each of these values, such as nodes.psn=5..50:5 or mail.placement=shared,node. Several: each combination.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int> _seeds = new("--seeds") { Description = "How many runs of a sweep each combination has, from --seed on.", DefaultValueFactory = static _ => 1 };
    private readonly Option<int> _parallel;

    /// <param name="command">The command that has them.</param>
    /// <param name="parallel">Its option for how many run at the same time.</param>
    public SweepOptions(Command command, Option<int> parallel)
    {
        _parallel = parallel;
        _seeds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > SweepGrid.MostRuns) result.AddError($"--seeds is a whole number from 1 to {SweepGrid.MostRuns}");
        });
        command.Add(_sweep);
        command.Add(_seeds);
    }

    /// <summary>Whether a sweep is wanted.</summary>
    public bool AreIn(ParseResult parsed) => parsed.GetResult(_sweep) is not null;

    /// <summary>Runs it.</summary>
    /// <param name="parsed">All that was said.</param>
    /// <param name="scenarios">The scenarios that were named.</param>
    /// <param name="runtime">In which time.</param>
    /// <param name="json">Whether the result goes to standard output for programs.</param>
    /// <param name="data">Where documents go; <c>null</c>: a new directory under runs/.</param>
    /// <param name="seed">Where random numbers begin; <c>null</c>: as the scenario says.</param>
    /// <param name="timing">The file that says how long things take; <c>null</c>: as on an idle machine.</param>
    /// <param name="reports">Which reports are wanted.</param>
    /// <param name="cancellationToken">Gives up; what has ended is summed up.</param>
    public async Task<int> RunAsync(
        ParseResult parsed, string[] scenarios, RuntimeKind runtime, bool json, string? data, long? seed, string? timing, ReportFiles reports, CancellationToken cancellationToken)
    {
        var refused = (scenarios, reports) switch
        {
            _ when runtime != RuntimeKind.Virtual => "--sweep takes virtual time: '--runtime virtual' beside it",
            ([_, _, ..], _) => "--sweep is of one scenario, and several are named",
            (_, not { JUnit: null, Decision: null }) => "--junit and --decision are of one run, and --sweep makes several",
            _ => null,
        };
        if (refused is not null)
        {
            await Console.Error.WriteLineAsync($"isemail: {refused}");
            return ExitCodes.BadInput;
        }
        // A run in virtual time is one thread; of live ones a machine carries fewer.
        var parallel = parsed.GetResult(_parallel) is { Implicit: false } ? parsed.GetValue(_parallel) : Environment.ProcessorCount;
        return await new SweepRunning(json, data, reports, parallel).RunAsync(scenarios[0], parsed.GetValue(_sweep)!, seed, parsed.GetValue(_seeds), timing, cancellationToken);
    }
}
