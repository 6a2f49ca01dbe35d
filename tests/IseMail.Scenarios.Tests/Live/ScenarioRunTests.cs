using IseMail.Domain.Deployments;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Reports;
using IseMail.Scenarios.ScenarioFiles;
using Serilog.Core;

namespace IseMail.Scenarios.Tests.Live;

/// <summary>Scenarios that do something to their deployment, run from the file to the verdict.</summary>
public sealed class ScenarioRunTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-scenario-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(4));

    public void Dispose()
    {
        _patience.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task When_the_primary_PAN_is_killed_and_comes_back_the_run_tells_who_took_over_when_and_every_mail_arrives()
    {
        var result = await RunAsync("""
            name: primary-pan-dies
            topology: t.yaml
            within: 3m
            expect:
              duplicated: inDoubt
              takeovers: [ { of: pan, by: ise-2, within: 2m }, { of: mnt, by: ise-2, firstMailWithin: 2m } ]
            panHa: { isEnabled: true, primaryHealthCheckNode: psn-1, secondaryHealthCheckNode: psn-2, pollingInterval: 30, failedAttempts: 2 }
            failover: { timeScale: 0.05 }
            actions:
              - { at: 22s, start: ise-1 }
              - { at: 1s, kill: ise-1 }
              - { at: 24s, restart: psn-2 }
            workload:
              - { cause: guestExpiry, count: 8, over: 20s }
              - { cause: alarm, count: 8, over: 20s }
              - { cause: guestNotice, count: 12, over: 20s }
            """);

        result.Passed.ShouldBeTrue(RunJson.Write(result));
        result.Actions.Select(one => one.Action.ToString()).ShouldBe(["kill ise-1", "start ise-1", "restart psn-2"]);
        foreach (var persona in new[] { Persona.Pan, Persona.Mnt })
        {
            var terms = result.Takeovers.Where(one => one.Persona == persona).ToList();
            // No automatic fail-back, as in ISE.
            terms.Select(one => one.Node.Value).ShouldBe(["ise-1", "ise-2"]);
            terms[1].At.ShouldBeGreaterThan(result.Actions[0].Begun);
            terms[1].FirstMailAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(terms[1].At);
        }
    }

    private async Task<RunResult> RunAsync(string text)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "t.yaml"), """
            name: test
            model: medium
            nodes:
              - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
              - { name: ise-2, personas: [pan, mnt] }
              - { name: "psn-{1..3}", personas: [psn] }
            mail: { sender: { budget: unlimited }, retry: { first: 200ms } }
            tenant: { limits: none }
            """);
        var file = Path.Combine(_directory.FullName, "s.yaml");
        await File.WriteAllTextAsync(file, text);
        var reading = await ScenarioFile.ReadAsync(file, _patience.Token);
        reading.Problems.ShouldBeEmpty();
        var options = new LiveOptions(_directory.CreateSubdirectory("run"), reading.Value!.Seed);
        return await new ScenarioRun(reading.Value, options, Logger.None, new Silent()).RunAsync(_patience.Token);
    }

    private sealed class Silent : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
        }
    }
}
