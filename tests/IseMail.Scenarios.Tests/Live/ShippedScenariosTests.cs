using IseMail.Scenarios.Differential;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Tests.Topologies;
using IseMail.VirtualTime.Nodes;
using Serilog.Core;

namespace IseMail.Scenarios.Tests.Live;

/// <summary>Some of the shipped scenarios, one of each kind, end with the verdict that docs/scenarios.md says.</summary>
public sealed class ShippedScenariosTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-shipped-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(5));

    public void Dispose()
    {
        _patience.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("planned-promotion")]
    [InlineData("primary-pan-cut-off")]
    [InlineData("psn-loses-its-storage")]
    [InlineData("sender-moves")]
    [InlineData("database-stops")]
    [InlineData("restore-leaves-mail-unconfigured")]
    [InlineData("dns-is-down")]
    public async Task A_shipped_scenario_ends_with_the_verdict_that_it_expects_and_virtual_time_comes_to_the_same(string name)
    {
        var reading = await ScenarioFile.ReadAsync(Path.Combine(TopologyFolder.Directory, "scenarios", $"{name}.yaml"), _patience.Token);
        // What is asked here is that it happens; how soon depends on the machine.
        var scenario = reading.Value! with
        {
            Within = TimeSpan.FromMinutes(3),
            Expected = reading.Value.Expected with { Takeovers = [.. reading.Value.Expected.Takeovers.Select(takeover => takeover with { Within = null, FirstMailWithin = null })] },
        };
        var result = await new ScenarioRun(scenario, new LiveOptions(_directory, scenario.Seed), Logger.None, new Silent()).RunAsync(_patience.Token);
        result.Passed.ShouldBeTrue(RunJson.Write(result));
        result.Actions.ShouldAllBe(action => action.Why == null);
        BothRuntimes.Compare(result, scenario.Seed, new TimingModel(), _patience.Token).Differences.Select(difference => difference.ToString()).ShouldBeEmpty();
    }

    private sealed class Silent : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
        }
    }
}
