using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IseMail.Cluster.Control;
using IseMail.Cluster.Hosting;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Live;

namespace IseMail.Scenarios.Isolation;

/// <summary>
/// Nodes as child processes: this program once more for each, told on its standard input what to be. A child ends by itself
/// when that input ends, so none is left behind however this process ends.
/// </summary>
/// <param name="topologyFile">The topology's file, which each child reads.</param>
/// <param name="topology">What it says.</param>
/// <param name="settings">The settings the deployment begins with.</param>
/// <param name="surroundings">What is added to each node's path.</param>
/// <param name="secret">The embedded tenant's client secret; <c>null</c>: there is none.</param>
/// <param name="options">Where and how.</param>
/// <param name="program">How the program is started.</param>
public sealed class NodesAsProcesses(
    string topologyFile, Topology topology, SystemSettings settings, NodePath surroundings, string? secret, LiveOptions options, ProgramCommand program) : INodeIsolation
{
    /// <inheritdoc/>
    public IsolationKind Kind => IsolationKind.Processes;

    /// <inheritdoc/>
    public Task<RunningNode> CreateAsync(IseNode node, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program.FileName)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in program.Arguments.AddRange("node", "--topology", topologyFile, "--name", node.Name.Value, "--data", options.Directory.FullName, "--log", "none", "--ordered")) start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new IOException($"{program.FileName} cannot be started");
        var listener = new ClusterListener(topology.Cluster.Bind, topology.Cluster.Bind, node.Address?.Port ?? FreePort());
        return Task.FromResult<RunningNode>(new ChildNode(node, process, listener, members => new NodeOrders(
            listener, members, settings, surroundings, secret, topology.Failover, options.Seed, options.RunsWorkload, options.BreakableLinks)));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Between this and the child's own listening somebody else may take it; the child then says so.
    private int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Parse(topology.Cluster.Bind), 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}

/// <summary>A node in a child process.</summary>
internal sealed class ChildNode : RunningNode
{
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StoppedWithin = TimeSpan.FromSeconds(60);
    private const int LongestError = 2_000;

    private readonly Process _process;
    private readonly ControlClient _control;
    private readonly Func<ImmutableArray<NodeAddress>, NodeOrders> _orders;
    private readonly Task<string> _errors;

    public ChildNode(IseNode node, Process process, ClusterListener listener, Func<ImmutableArray<NodeAddress>, NodeOrders> orders)
    {
        _process = process;
        _orders = orders;
        Address = new NodeAddress(listener.Host, listener.Port);
        _control = new ControlClient(node, process.StandardInput, process.StandardOutput);
        _errors = process.StandardError.ReadToEndAsync();
        WhenEnded = process.WaitForExitAsync();
    }

    public override NodeControl Control => _control;

    public override NodeAddress Address { get; }

    public override Task WhenEnded { get; }

    public override async Task JoinAsync(ImmutableArray<NodeAddress> members, CancellationToken cancellationToken)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(_orders(members.IsEmpty ? [Address] : members).Write());
            await _process.StandardInput.FlushAsync(cancellationToken);
        }
        catch (IOException broken)
        {
            throw await NotUpAsync(broken);
        }
        while (await Control.MembershipAsync(AnswerWithin, cancellationToken) is not { IsUp: true })
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_process.HasExited) throw await NotUpAsync(null);
            await Task.Delay(Pulse, cancellationToken);
        }
    }

    public override async Task KillAsync()
    {
        // SIGKILL, where the operating system has signals.
        if (!_process.HasExited) _process.Kill();
        await WhenEnded;
    }

    public override async ValueTask DisposeAsync()
    {
        await KillAsync();
        _control.Dispose();
        _process.Dispose();
    }

    public override async Task StopAsync()
    {
        await Control.AskAsync(NodePart.Membership, new LeaveCluster(), AnswerWithin, CancellationToken.None);
        try
        {
            await WhenEnded.WaitAsync(StoppedWithin);
        }
        catch (TimeoutException)
        {
            await KillAsync();
        }
    }

    public override Task PauseAsync()
    {
        PosixSignals.Stop(_process);
        return Task.CompletedTask;
    }

    public override Task ResumeAsync()
    {
        PosixSignals.Continue(_process);
        return Task.CompletedTask;
    }

    private async Task<IOException> NotUpAsync(Exception? cause)
    {
        await WhenEnded;
        var said = (await _errors).Trim();
        return new IOException($"{Name} did not come up{(said.Length == 0 ? "" : $": {(said.Length <= LongestError ? said : said[..LongestError])}")}", cause);
    }

}
