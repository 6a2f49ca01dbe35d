using System.Collections.Concurrent;
using System.Collections.Immutable;
using IseMail.Cluster.Control;
using IseMail.Cluster.Links;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Topologies;
using Serilog.Core;

namespace IseMail.Scenarios.Tests.Live;

/// <summary>The nodes of a deployment without what runs on them: which can be asked, and what each is told of its links.</summary>
public sealed class LiveNodesTests
{
    private const string Medium = """
        name: test
        model: medium
        nodes:
          - { name: z-pan, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: "psn-{1..3}", personas: [psn] }
        tenant: embedded
        """;

    private static readonly NodeName Pan = new("z-pan");
    private static readonly NodeName[] Psns = [new("psn-1"), new("psn-2"), new("psn-3")];

    [Fact]
    public async Task Nodes_that_were_cut_off_and_start_anew_at_the_same_time_are_all_still_cut_off()
    {
        var isolation = new Bare();
        await using var nodes = await StartAsync(isolation);
        await nodes.ChangeLinksAsync(links => links.Partition([[Psns[1], Psns[2]], [Pan, Psns[0]]]), CancellationToken.None);
        isolation[Pan].CutFrom.ShouldBe([Psns[1].Value, Psns[2].Value]);

        await nodes.KillAsync(Psns[1]);
        await nodes.KillAsync(Psns[2]);
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        isolation.TakenIn = taken.Task;
        var starting = new[] { nodes.StartAsync(Psns[1], CancellationToken.None), nodes.StartAsync(Psns[2], CancellationToken.None) };
        // Both are about to join: what goes over their links goes now.
        await Task.WhenAll(isolation[Psns[1]].Joining, isolation[Psns[2]].Joining);
        foreach (var other in new[] { Pan, Psns[0] }) isolation[other].CutFrom.ShouldBe([Psns[1].Value, Psns[2].Value]);
        taken.SetResult();
        await Task.WhenAll(starting);
        foreach (var back in Psns[1..]) isolation[back].CutFrom.ShouldBe(["psn-1", "z-pan"]);

        await nodes.ChangeLinksAsync(links => links.Heal(), CancellationToken.None);
        foreach (var node in nodes.Running.Keys) isolation[node].CutFrom.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_that_cannot_be_paused_goes_on_and_is_asked_as_before()
    {
        await using var nodes = await StartAsync(new Bare());
        await Should.ThrowAsync<NotSupportedException>(() => nodes.PauseAsync(Psns[0]));
        nodes.Paused.ShouldBeEmpty();
        nodes.Answering.Select(node => node.Name).ShouldBe([Pan, .. Psns], "as the deployment lists them");
    }

    [Fact]
    public async Task A_node_that_dies_while_it_is_paused_is_asked_again_when_it_is_back()
    {
        var isolation = new Bare { CanPause = true };
        await using var nodes = await StartAsync(isolation);
        await nodes.PauseAsync(Psns[0]);
        nodes.Paused.ShouldBe([Psns[0]]);

        // Somebody else kills it: it ends without having been told to.
        var made = isolation.Made;
        await isolation[Psns[0]].StopAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (isolation.Made == made || !nodes.Running.ContainsKey(Psns[0])) await Task.Delay(10, patience.Token);
        nodes.Paused.ShouldBeEmpty();
        nodes.Answering.Select(node => node.Name).ShouldContain(Psns[0]);
    }

    [Fact]
    public async Task Nobody_waits_for_the_answer_of_a_node_that_has_ended()
    {
        await using var nodes = await StartAsync(new Bare());
        var node = nodes.Running[Psns[0]];
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var asking = node.AskAsync(static async (_, ending) =>
        {
            await Task.Delay(Timeout.Infinite, ending);
            return "an answer";
        }, patience.Token);
        asking.IsCompleted.ShouldBeFalse();
        await nodes.KillAsync(Psns[0]);
        (await asking).ShouldBeNull();

        // Whoever gives up by himself is told so.
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => nodes.Running[Pan].AskAsync(static (_, ending) => Task.FromCanceled<string?>(ending), patience.Token));
    }

    [Fact]
    public async Task A_node_that_ended_by_itself_and_is_killed_before_it_is_back_stays_dead_until_it_is_started_once()
    {
        var isolation = new Bare();
        await using var nodes = await StartAsync(isolation);
        var made = isolation.Made;
        await isolation[Psns[0]].StopAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (nodes.Running.ContainsKey(Psns[0])) await Task.Delay(10, patience.Token);

        await nodes.KillAsync(Psns[0]);
        isolation.Made.ShouldBe(made, "nobody starts it");
        await nodes.StartAsync(Psns[0], CancellationToken.None);
        isolation.Made.ShouldBe(made + 1);
        nodes.Running.Keys.ShouldContain(Psns[0]);

        // Whoever starts it while its supervisor does gets that one, and not a second.
        await isolation[Psns[0]].StopAsync();
        while (nodes.Running.ContainsKey(Psns[0])) await Task.Delay(10, patience.Token);
        await nodes.StartAsync(Psns[0], patience.Token);
        nodes.Running.Keys.ShouldContain(Psns[0]);
        isolation.Made.ShouldBe(made + 2);
    }

    private static async Task<LiveNodes> StartAsync(Bare isolation)
    {
        var nodes = new LiveNodes(TopologyFile.Parse(Medium, "test.yaml").Value!, isolation, Logger.None);
        using var ending = new CancellationTokenSource();
        await nodes.StartAllAsync(null, ending);
        return nodes;
    }

    /// <summary>Nodes that do nothing but note what they are told.</summary>
    private sealed class Bare : INodeIsolation
    {
        private readonly ConcurrentDictionary<NodeName, BareNode> _made = new();

        public IsolationKind Kind => IsolationKind.InProcess;

        private int _count;

        public bool CanPause { get; init; }

        public Task TakenIn { get; set; } = Task.CompletedTask;

        /// <summary>How many were made.</summary>
        public int Made => _count;

        public BareNode this[NodeName name] => _made[name];

        public Task<RunningNode> CreateAsync(IseNode node, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return Task.FromResult<RunningNode>(_made[node.Name] = new BareNode(node, this));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class BareNode(IseNode node, Bare isolation) : RunningNode
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _joining = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private ImmutableArray<LinkState> _links = [];

        public IEnumerable<string> CutFrom => _links.Where(link => link.Sends == LinkQuality.Cut && link.Receives == LinkQuality.Cut).Select(link => link.Peer.Host).Order(StringComparer.Ordinal);

        public Task Joining => _joining.Task;

        public override NodeControl Control { get; } = new BareControl(node);

        public override NodeAddress Address => new(node.Name.Value, 1);

        public override Task WhenEnded => _ended.Task;

        public override Task JoinAsync(ImmutableArray<NodeAddress> members, CancellationToken cancellationToken)
        {
            _joining.TrySetResult();
            return isolation.TakenIn;
        }

        public override Task<string?> SetLinksAsync(ImmutableArray<LinkState> links, TimeSpan within, CancellationToken cancellationToken)
        {
            _links = links;
            return Task.FromResult<string?>(null);
        }

        public override Task KillAsync() => StopAsync();

        public override Task StopAsync()
        {
            _ended.TrySetResult();
            return Task.CompletedTask;
        }

        public override Task PauseAsync() => isolation.CanPause ? Task.CompletedTask : throw new NotSupportedException("it cannot");

        public override Task ResumeAsync() => throw new NotSupportedException("it cannot");

        public override ValueTask DisposeAsync() => new(StopAsync());
    }

    private sealed class BareControl(IseNode node) : NodeControl
    {
        public override IseNode Node { get; } = node;

        public override Task<object?> AskAsync(NodePart part, object question, TimeSpan within, CancellationToken cancellationToken) => Task.FromResult<object?>(null);
    }
}
