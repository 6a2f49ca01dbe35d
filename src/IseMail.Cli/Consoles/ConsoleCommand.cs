using System.CommandLine;
using IseMail.Cli.Running;
using IseMail.Cluster.Certificates;
using IseMail.Cluster.Control;
using IseMail.Cluster.Hosting;
using IseMail.Cluster.Sending;
using IseMail.Domain.Deployments;
using IseMail.Domain.Diagnosis;
using IseMail.Scenarios.Administration;
using IseMail.Scenarios.Topologies;
using IseMail.WebConsole;
using IseMail.WebConsole.Remote;
using IseMail.WebConsole.Runs;
using IseMail.WebConsole.Tenant;

namespace IseMail.Cli.Consoles;

/// <summary>
/// <c>isemail console</c>: the console in a program of its own: scenarios to be run, runs to be gone through again, and, where a topology is named, a
/// deployment whose nodes run elsewhere.
/// </summary>
internal static class ConsoleCommand
{
    private static readonly NodeName Name = new("console");

    public static Command Create()
    {
        var runs = new Argument<string>("RUNS") { Description = "The directory where runs lie, and new ones go.", DefaultValueFactory = static _ => "runs" };
        var topology = new Option<string?>("--topology") { Description = "The topology file of a deployment whose nodes run elsewhere, each at its address there. Left out: no deployment is shown." };
        var data = new Option<string>("--data") { Description = "With --topology: the directory whose keys the nodes share.", DefaultValueFactory = static _ => "data" };
        var tenant = new Option<string?>("--tenant") { Description = "With --topology: the directory of the embedded tenant, which runs elsewhere too." };
        var listen = new ListenOptions();
        var command = new Command("console", "Show scenarios and runs on a page: run them, go through them with a time bar, put them side by side; and a deployment that runs elsewhere.") { runs, topology, data, tenant };
        listen.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (listener, refused) = await listen.ReadAsync(parsed, cancellationToken);
            return listener is null ? refused : await RunAsync(parsed.GetValue(runs)!, parsed.GetValue(topology), parsed.GetValue(data)!, parsed.GetValue(tenant), listener, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(string runs, string? file, string data, string? tenantDirectory, AdministrationListener listener, CancellationToken cancellationToken)
    {
        try
        {
            await using var library = ConsoleRuns.Library(runs);
            if (file is null) return await ListenAsync(listener, runs, library, cancellationToken);
            var reading = await TopologyFile.ReadAsync(ShippedFiles.Find(file), cancellationToken);
            if (reading.Value is not { } topology) return await Failures.BadInputAsync(reading.Problems);
            if (topology.Deployment.Nodes.All(node => node.Address is null)) return await Failures.BadInputAsync([reading.At("nodes", "no node has an address", "'address: host:port' for each node that runs elsewhere")]);
            return await ListenAsync(listener, data, tenantDirectory, topology, reading.File, library, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Holds;
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return ExitCodes.MachineLacks;
        }
    }

    private static async Task<int> ListenAsync(AdministrationListener listener, string directory, RunLibrary library, CancellationToken cancellationToken)
    {
        AdministrationWeb? web = null;
        await using var site = new ConsoleSite(null, library, token => web?.Knows(token) == true, TimeProvider.System);
        await using var listening = web = await AdministrationWeb.StartAsync(listener, new DirectoryInfo(directory), static _ => { }, site.Extension, cancellationToken);
        return await StayAsync(site, web.Address, listener, cancellationToken);
    }

    private static async Task<int> ListenAsync(
        AdministrationListener listener, string data, string? tenantDirectory, Topology topology, string file, RunLibrary library, CancellationToken cancellationToken)
    {
        var keys = new DirectoryInfo(Path.Combine(data, "keys"));
        using var authority = topology.Cluster.Tls == ClusterTls.Mutual ? await NodeAuthority.SharedInAsync(keys, TimeProvider.System, cancellationToken) : null;
        using var certificate = authority?.Issue(Name, [Name.Value, Environment.MachineName]);
        using var log = TenantLog.In(new DirectoryInfo(data));
        await using var nodes = RemoteNodes.Open(await ClusterName.SharedInAsync(keys, cancellationToken), new ClusterListener(topology.Cluster.Bind, Environment.MachineName, 0), certificate, log);
        using var tenant = tenantDirectory is null ? null : new TenantClient(tenantDirectory, TimeProvider.System);
        var remote = new RemoteDeployment(topology, nodes, tenant);
        DeploymentAdministration? administration = null;
        await using var site = new ConsoleSite(
            new ConsoleSubject(topology, file, () => remote.Nodes, remote.LedgerAsync, await TextSeal.SharedInAsync(keys, cancellationToken)) { Tenant = tenant },
            library, token => administration?.Knows(token) == true, TimeProvider.System);
        await using var administering = administration = await DeploymentAdministration.StartAsync(
            topology, () => remote.Controls, _ => TenantFacts.Unknown, new DirectoryInfo(Path.Combine(data, Name.Value)), cancellationToken, listener, site.Extension);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var looking = remote.LookAroundAsync(TimeProvider.System, ending.Token);
        try
        {
            return await StayAsync(site, administration.Address, listener, cancellationToken);
        }
        finally
        {
            await ending.CancelAsync();
            await looking;
        }
    }

    private static async Task<int> StayAsync(ConsoleSite site, Uri address, AdministrationListener listener, CancellationToken cancellationToken)
    {
        await Console.Out.WriteLineAsync(site.Sessions.Told(address, listener.Token is not null));
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return ExitCodes.Holds;
    }
}
