using IseMail.Scenarios.Topologies;
using IseMail.Tenant.Hosting;
using Serilog.Core;

namespace IseMail.Cli.Tests.Faults;

/// <summary><c>isemail fault</c> against a tenant that runs.</summary>
public sealed class FaultCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-fault-");
    private EmbeddedTenant? _tenant;

    public async Task InitializeAsync()
    {
        var topology = TopologyFile.Parse("model: standalone\nnodes: [{name: a, personas: [pan, mnt, psn], primary: [pan, mnt]}]\ntenant: embedded\n", "t.yaml");
        // Where a deployment keeps its tenant.
        _tenant = await EmbeddedTenant.StartAsync(topology.Value!.EmbeddedTenant!, Path.Combine(_directory.FullName, "tenant"), TimeProvider.System, Logger.None, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _tenant!.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_fault_is_added_shown_and_removed_in_a_tenant_that_runs()
    {
        (await RunAsync("list")).Output.ShouldBe(["no faults"]);
        (await RunAsync("add", "busy", "where=mail", "reply=451 4.7.0 Try again later", "count=3")).ExitCode.ShouldBe(0);
        _tenant!.Faults.List().Single().Fault.Name.ShouldBe("busy");

        var again = await RunAsync("add", "busy", "where=mail", "what=stall");
        again.ExitCode.ShouldBe(2);
        again.Errors.ShouldBe(["there is a fault 'busy' already; another name, or remove that one first"]);

        string.Join('\n', (await RunAsync("list")).Output).ShouldContain("where=mail reply=\"451 4.7.0 Try again later\" count=3");
        (await RunAsync("remove", "busy")).ExitCode.ShouldBe(0);
        _tenant.Faults.List().ShouldBeEmpty();
        (await RunAsync("remove", "busy")).Errors.ShouldBe(["there is no fault 'busy'"]);
    }

    [Fact]
    public async Task What_is_no_fault_is_told_a_line_for_each_thing_that_is_wrong_and_changes_nothing()
    {
        var told = await RunAsync("add", "busy", "where=mial", "rate=2", "what=stall");
        told.ExitCode.ShouldBe(2);
        told.Errors.ShouldBe(["'mial' is not known for 'where'; 'mail' is the nearest known", "'2' cannot be used for 'rate'; a number from 0 to 1"]);
        (await RunAsync("add", "busy", "mail")).Errors.ShouldBe(["'mail' says nothing of the fault; KEY=VALUE, such as where=mail"]);
        _tenant!.Faults.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_tenant_that_runs_one_line_says_so()
    {
        var nowhere = await Program.RunAsync("fault", "list", "--data", "no-such-directory");
        nowhere.ExitCode.ShouldBe(3);
        nowhere.Errors.ShouldHaveSingleItem().ShouldStartWith("no tenant runs in no-such-directory; ");

        await _tenant!.DisposeAsync();
        var stopped = await RunAsync("list");
        stopped.ExitCode.ShouldBe(3);
        stopped.Errors.ShouldHaveSingleItem().ShouldStartWith("no tenant runs in ");
    }

    private Task<(int ExitCode, string[] Output, string[] Errors)> RunAsync(params string[] arguments) =>
        Program.RunAsync([.. arguments.Prepend("fault"), "--data", _directory.FullName]);
}
