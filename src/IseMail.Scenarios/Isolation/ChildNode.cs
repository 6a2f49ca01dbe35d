using System.Collections.Immutable;
using System.Diagnostics;
using IseMail.Cluster.Control;
using IseMail.Cluster.Hosting;
using IseMail.Domain.Deployments;

namespace IseMail.Scenarios.Isolation;

/// <summary>
/// A node in a process of its own, wherever that is: orders, questions and answers go over the standard streams of a child
/// process of this one.
/// </summary>
internal abstract class ChildNode : RunningNode
{
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StoppedWithin = TimeSpan.FromSeconds(60);
    private const int LongestError = 2_000;

    private readonly ControlClient _control;
    private readonly Func<ImmutableArray<NodeAddress>, NodeOrders> _orders;
    private readonly Task<string> _errors;

    protected ChildNode(IseNode node, Process process, ClusterListener listener, ChildOrders orders)
    {
        Process = process;
        _orders = members => orders.To(listener, members);
        Address = new NodeAddress(listener.Host, listener.Port);
        _control = new ControlClient(node, process.StandardInput, process.StandardOutput);
        _errors = process.StandardError.ReadToEndAsync();
        WhenEnded = process.WaitForExitAsync();
    }

    public override NodeControl Control => _control;

    public override NodeAddress Address { get; }

    public override Task WhenEnded { get; }

    /// <summary>The child whose streams are the node's.</summary>
    protected Process Process { get; }

    public override async Task JoinAsync(ImmutableArray<NodeAddress> members, CancellationToken cancellationToken)
    {
        try
        {
            await Process.StandardInput.WriteLineAsync(_orders(members.IsEmpty ? [Address] : members).Write());
            await Process.StandardInput.FlushAsync(cancellationToken);
        }
        catch (IOException broken)
        {
            throw await NotUpAsync(broken);
        }
        while (await Control.MembershipAsync(AnswerWithin, cancellationToken) is not { IsUp: true })
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Process.HasExited) throw await NotUpAsync(null);
            await Task.Delay(Pulse, cancellationToken);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await KillAsync();
        _control.Dispose();
        Process.Dispose();
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

    private async Task<IOException> NotUpAsync(Exception? cause)
    {
        await WhenEnded;
        var said = (await _errors).Trim();
        return new IOException($"{Name} did not come up{(said.Length == 0 ? "" : $": {(said.Length <= LongestError ? said : said[..LongestError])}")}", cause);
    }
}
