using IseMail.Domain.Deployments;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Clusters;

/// <summary>
/// Something that the deployment has only once: it is on the oldest member with a persona, and elsewhere when that one leaves or is
/// given up. A model of Akka.Cluster.Tools' singleton and its proxy, which keeps what is told while nobody hears it.
/// </summary>
/// <typeparam name="TRunner">What there is only once.</typeparam>
/// <param name="world">Where.</param>
/// <param name="cluster">Its members.</param>
/// <param name="persona">The persona whose nodes may have it.</param>
/// <param name="start">Starts it on a node.</param>
internal sealed class VirtualSingleton<TRunner>(VirtualWorld world, VirtualCluster cluster, Persona persona, Func<VirtualNode, TRunner> start)
    where TRunner : class, ISingletonRunner
{
    private const int MostKept = 1_000;

    private readonly SeededChance _chance = world.Chance($"singleton of {typeof(TRunner).Name}");
    private readonly List<TRunner> _instances = [];
    private readonly Queue<(VirtualNode From, long Start, int Detail, UInt128 Subject, Action<TRunner> What)> _kept = new();
    private ScheduledEvent? _starting;
    private VirtualNode? _host;
    private long? _hostStart;
    private TRunner? _stopped;

    /// <summary>The one that was started last and lives; <c>null</c>: none does.</summary>
    public TRunner? Newest => _instances.FindLast(one => one.IsAlive);

    /// <summary>The node that has it, or is to have it.</summary>
    public VirtualNode? Host => _host;

    /// <summary>Tells it. What nobody is there to hear is kept until somebody is.</summary>
    public void Tell(VirtualNode from, int detail, Action<TRunner> what, UInt128 subject = default)
    {
        if (Heard(from) is { } runner)
        {
            world.Send(from, runner.Node, detail, () => runner.Hear(() => what(runner)), subject);
            return;
        }
        if (_kept.Count == MostKept) _kept.Dequeue();
        _kept.Enqueue((from, from.Starts, detail, subject, what));
    }

    /// <summary>The one that <paramref name="from"/> takes for it.</summary>
    public TRunner? Heard(VirtualNode from) => _instances.FindLast(one => one.IsAlive && world.Meet(from, one.Node) && cluster.Sees(from, one.Node));

    /// <summary>Somebody may hear it again, or has become a member: what was kept leaves, as far as it can.</summary>
    public void MayBeHeard() => Flush();

    /// <summary>The members are others: sees to it that one of them has it.</summary>
    public void Reconcile()
    {
        _instances.RemoveAll(static one => !one.IsAlive);
        if (_host is { } host && _hostStart is not null && cluster.MemberSince(host) == _hostStart) return;
        _starting?.Cancel();
        _stopped = null;
        Choose();
        if (_host is not { } next) return;
        _starting = world.Queue.After(world.Timing.Singleton.Draw(_chance), new EventLabel(VirtualEventKind.Membership, next.Label, Detail: 4), () => Start(next));
    }

    /// <summary>Starts it at once on the node that is to have it; for the beginning.</summary>
    public void Begin()
    {
        _starting?.Cancel();
        Choose();
        if (_host is { } host) Start(host);
    }

    /// <summary>Its node leaves: it ends in order, if it is there.</summary>
    /// <param name="leaving">The node.</param>
    /// <param name="done">Called when it has ended.</param>
    public void HandOver(VirtualNode leaving, Action done)
    {
        if (_instances.FindLast(one => one.IsAlive && one.Node == leaving) is { } runner) runner.Hear(() => runner.StepDown(done));
        else done();
    }

    /// <summary>One has ended of itself: it is started again on its node, after a while, unless it was stopped for good.</summary>
    public void Failed(TRunner runner, TimeSpan after)
    {
        var node = runner.Node;
        if (ReferenceEquals(runner, _stopped) || !IsHost(node)) return;
        world.Queue.After(after, new EventLabel(VirtualEventKind.Membership, node.Label, Detail: 5), () =>
        {
            if (IsHost(node) && !_instances.Exists(one => one.IsAlive && one.Node == node)) Start(node);
        });
    }

    /// <summary>It stops for good, where it is, until its node leaves or is lost.</summary>
    public void Stop()
    {
        if (Newest is not { } runner) return;
        _stopped = runner;
        runner.Hear(() => runner.StepDown(static () => { }));
    }

    private void Choose()
    {
        _host = cluster.Members.FirstOrDefault(member => member.Node.Has(persona));
        _hostStart = _host is { } host ? cluster.MemberSince(host) : null;
    }

    // Whoever was started anew since is not the one that is to have it.
    private bool IsHost(VirtualNode node) => _host == node && node.Runs && node.Starts == _hostStart;

    private void Start(VirtualNode node)
    {
        if (!IsHost(node)) return;
        _instances.Add(start(node));
        Flush();
    }

    private void Flush()
    {
        var kept = _kept.ToArray();
        _kept.Clear();
        foreach (var (from, begun, detail, subject, what) in kept)
        {
            // What a node kept has ended with it.
            if (from.Runs && from.Starts == begun) Tell(from, detail, what, subject);
        }
    }
}

/// <summary>Something that the deployment has only once, where it runs.</summary>
internal interface ISingletonRunner : IRunning
{
    /// <summary>Where.</summary>
    VirtualNode Node { get; }

    /// <summary>Whether it has not ended.</summary>
    bool IsAlive { get; }

    /// <summary>Something has come for it.</summary>
    void Hear(Action what);

    /// <summary>Ends in order.</summary>
    void StepDown(Action done);
}
