using System.Runtime.InteropServices;
using IseMail.Cli.Telemetry;
using IseMail.Cluster.Control;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.Live;

namespace IseMail.Cli.Running;

/// <summary>
/// <c>isemail node --ordered</c>: one node that another process of this program runs. Orders come on standard input, and
/// then questions, whose answers go to standard output; when standard input ends, whoever ran the node is gone, and it ends.
/// </summary>
internal static class OrderedNode
{
    public static async Task<int> RunAsync(Topology topology, IseNode node, DirectoryInfo data)
    {
        // Ctrl-C at a terminal reaches every process there: what becomes of this one is the other one's to say.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        // The console's own reader reads without letting anything else go on.
        using var input = new StreamReader(Console.OpenStandardInput());
        await using var output = new StreamWriter(Console.OpenStandardOutput());
        if (await input.ReadLineAsync(CancellationToken.None) is not { } line) return ExitCodes.Holds;
        var orders = NodeOrders.Read(line);
        using var export = OtlpExport.Begin();
        topology = topology with { Failover = orders.Failover, Cluster = topology.Cluster with { Tls = orders.Tls } };
        using var factory = new NodeFactory(
            topology, orders.Settings, orders.Surroundings, orders.Secret, new LiveOptions(data, orders.Seed, RunsWorkload: orders.RunsWorkload) { BreakableLinks = orders.BreakableLinks });
        await using var host = new HostedNode(await factory.StartAsync(node, orders.Listener, CancellationToken.None));
        using var ended = new CancellationTokenSource();
        using var server = new ControlServer(host.Control, input, output);
        var serving = server.RunAsync(ended.Token);
        var founds = orders.Members is [var only] && only == host.Address;
        var joining = host.JoinAsync(founds ? [] : orders.Members, ended.Token);
        await Task.WhenAny(host.WhenEnded, serving);
        var left = host.WhenEnded.IsCompleted;
        await ended.CancelAsync();
        await Task.WhenAny(joining);
        return left ? ExitCodes.Holds : ExitCodes.DoesNotHold;
    }
}
