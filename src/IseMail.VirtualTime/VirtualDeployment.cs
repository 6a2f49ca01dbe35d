using System.Collections.Immutable;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.VirtualTime.Clusters;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Mails;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Processes;
using IseMail.VirtualTime.Tenants;

namespace IseMail.VirtualTime;

/// <summary>
/// A deployment in virtual time: nodes with the same processes as live, a model of their cluster, the tenant's rules. It decides
/// nothing itself; who runs where and who hears whom is all it knows.
/// </summary>
internal sealed class VirtualDeployment : IClusterObserver
{
    private readonly VirtualSingleton<SenderRunner>? _sender;
    private readonly VirtualSingleton<DutyRunner> _monitoring;
    private readonly Dictionary<NodeName, NodeProcesses> _processes = [];
    private readonly Dictionary<NodeName, NodesInSight> _inSight = [];
    private readonly AdoptedOutboxes _adopted;
    private readonly ProcessRestarts _restarts;
    private readonly Dictionary<VirtualNode, Action> _started = [];
    private readonly SeededChance _chance;

    public VirtualDeployment(VirtualWorld world, MailBook book)
    {
        Book = book;
        World = world;
        _chance = world.Chance("deployment");
        _restarts = new ProcessRestarts(world, _chance);
        _adopted = new AdoptedOutboxes(this);
        var tenant = world.Topology.EmbeddedTenant!;
        Tenant = new VirtualTenant(world, tenant, new VirtualSecrets(tenant), book);
        Settings = new VirtualSettings(this);
        Cluster = new VirtualCluster(world, this);
        var sender = world.Topology.Mail.Sender;
        if (sender.Placement == SenderPlacement.Shared) _sender = new VirtualSingleton<SenderRunner>(world, Cluster, sender.Host, node => new SenderRunner(this, node, "sender", null));
        _monitoring = new VirtualSingleton<DutyRunner>(world, Cluster, Persona.Mnt, node => new DutyRunner(this, node, Persona.Mnt));
    }

    public VirtualWorld World { get; }

    public VirtualTenant Tenant { get; }

    /// <summary>Every mail.</summary>
    public MailBook Book { get; }

    public VirtualCluster Cluster { get; }

    /// <summary>The settings that every node has.</summary>
    public VirtualSettings Settings { get; }

    /// <summary>The Administration personas that run.</summary>
    public IEnumerable<PanRunner> Pans => World.Nodes.Select(node => _processes.GetValueOrDefault(node.Name)?.Pan).OfType<PanRunner>().Where(pan => pan.IsAlive);

    /// <summary>Every sender that runs.</summary>
    public IEnumerable<SenderRunner> Senders => _sender is { } shared ? new[] { shared.Newest }.OfType<SenderRunner>() : _processes.Values.Select(one => one.Sender).OfType<SenderRunner>().Where(one => one.IsAlive);

    /// <summary>The holder of MnT's duties; <c>null</c>: none acts.</summary>
    public DutyRunner? Monitoring => _monitoring.Newest;

    /// <summary>The processes of a node that runs.</summary>
    public NodeProcesses? Of(VirtualNode node) => _processes.GetValueOrDefault(node.Name);

    /// <summary>Whether a node that runs has been taken into the cluster since it started, and so can be asked from outside.</summary>
    public bool Answers(VirtualNode node) => Cluster.Lives(node);

    /// <summary>Everything is up: as at the end of an orderly start.</summary>
    public void Begin()
    {
        var founders = World.Topology.Deployment.Founders(World.Topology.Mail.Sender.Host);
        foreach (var name in World.Topology.Deployment.InStartOrder().Select(node => node.Name))
        {
            var node = World.Node(name);
            if (founders.Any(founder => founder.Name == name)) Begin(node);
            else World.Queue.After(World.Timing.Apart.Draw(_chance), new EventLabel(VirtualEventKind.Membership, node.Label, Detail: 7), () => Begin(node));
        }
        _sender?.Begin();
        _monitoring.Begin();
    }

    private void Begin(VirtualNode node)
    {
        node.Start();
        Cluster.Join(node);
    }

    /// <summary>What a holder of duties is charged with.</summary>
    public DutyCharge Charge(Persona persona, VirtualNode node, long? succeeds) => new(
        persona, node.Name, World.Topology.Notices, Composer, Seal, null, World.Chance($"{node.Name}/charge-{persona.Role()}"), succeeds);

    /// <summary>What a PSN's portals are made of.</summary>
    public PortalCharge PortalCharge(VirtualNode node) => new(node.Name, World.Topology.Notices.Guests, Composer, Seal, null, World.Chance($"{node.Name}/portals"));

    private VirtualSeal Seal { get; } = new();

    private NoticeComposer Composer => field ??= new NoticeComposer(World.Topology.Senders, new VirtualTexts(), Seal);

    /// <summary>Where that node's outbox is at work; <c>null</c>: nowhere.</summary>
    public OutboxRunner? OutboxOf(NodeName node) => _processes.GetValueOrDefault(node)?.Outbox is { IsAlive: true } own ? own : _adopted.Of(node);

    /// <summary>A node's own outbox, on it.</summary>
    public OutboxRunner? OutboxOn(VirtualNode node) => _processes.GetValueOrDefault(node.Name)?.Outbox is { IsAlive: true } own ? own : null;

    /// <summary>Tells the sender that a node's outbox offers to.</summary>
    public void TellSender(VirtualNode from, int detail, Action<SenderRunner> what)
    {
        if (_sender is { } shared) shared.Tell(from, detail, what);
        else if (Of(from)?.Sender is { IsAlive: true } own) own.Tell(() => what(own));
    }

    /// <summary>Tells the active MnT.</summary>
    public void TellMonitoring(VirtualNode from, int detail, Action<DutyRunner> what) => _monitoring.Tell(from, detail, what);

    /// <summary>Something that raises an alarm was noticed on a node.</summary>
    public void Noticed(VirtualNode node, AlarmSignal signal) => Of(node)?.Alarms.Noticed(signal);

    /// <summary>Mails have left a node's outbox.</summary>
    public void Left(VirtualNode node, ImmutableArray<MailId> mails)
    {
        if (Of(node) is not { } processes) return;
        if (processes.Pan?.Duties is { } pan) pan.Tell(() => pan.Left(mails));
        if (_monitoring.Newest is { } monitoring && monitoring.Node == node) monitoring.Tell(() => monitoring.Left(mails));
    }

    /// <summary>A node's outbox has failed; it is started anew.</summary>
    public void Failed(OutboxRunner outbox)
    {
        var node = outbox.Node;
        Noticed(node, Conditions.ProcessFailed(outbox.Owner.Name, "outbox", outbox.Now));
        if (outbox.Owner != node)
        {
            _restarts.Again(outbox.Owner.Name, node, _adopted.Adopt);
            return;
        }
        _restarts.Again(outbox.Node.Name, node, () =>
        {
            if (Of(node) is { } processes && !processes.Outbox.IsAlive) processes.Outbox = new OutboxRunner(this, node, node);
        });
    }

    /// <summary>A sender has failed.</summary>
    public void Failed(SenderRunner sender)
    {
        var node = sender.Node;
        if (_sender is { } shared) shared.Failed(sender, _restarts.Delay("sender"));
        else
        {
            _restarts.Again($"sender of {node.Name}", node, () =>
            {
                if (Of(node) is { } processes) processes.Sender = new SenderRunner(this, node, $"sender-{node.Name}", node.Name);
            });
        }
    }

    /// <summary>A holder of duties has failed.</summary>
    public void Failed(DutyRunner duties)
    {
        Noticed(duties.Node, Conditions.ProcessFailed(duties.Node.Name, $"duties-{duties.Persona.Role()}", duties.Now));
        if (duties.Persona == Persona.Mnt) _monitoring.Failed(duties, _restarts.Delay("duties-mnt"));
        else Of(duties.Node)?.Pan?.RestartDuties(duties, _restarts.Delay("duties-pan"));
    }

    /// <summary>A node loses its power.</summary>
    public void Kill(VirtualNode node)
    {
        if (World.Defect == PlantedDefect.AcknowledgesUnrecorded) World.Storage.LoseSince(node.Name, World.Queue.Now - PlantedDefects.LyingDisk);
        End(node);
        Cluster.Reassess();
    }

    /// <summary>A node shuts down in order: it hands over what the deployment has only once, and leaves.</summary>
    /// <param name="node">Which.</param>
    /// <param name="done">Called when it has ended.</param>
    public void Stop(VirtualNode node, Action done)
    {
        var start = node.Starts;
        World.Queue.After(World.Timing.Leave.Draw(_chance), new EventLabel(VirtualEventKind.Membership, node.Label, Detail: 6), () =>
        {
            var left = 2;
            if (HasEnded())
            {
                done();
                return;
            }
            if (_sender is { } shared) shared.HandOver(node, Step);
            else Step();
            _monitoring.HandOver(node, Step);

            void Step()
            {
                if (--left > 0) return;
                if (!HasEnded())
                {
                    End(node);
                    Cluster.Leave(node);
                }
                done();
            }
        });

        bool HasEnded() => node.Starts != start || !node.Runs;
    }

    /// <summary>A node that was killed or stopped comes back with what its disk has kept.</summary>
    public void Start(VirtualNode node, Action done)
    {
        node.Start();
        var start = node.Starts;
        // Whoever has to begin anew before it was taken in owes an answer to all who asked.
        _started[node] = _started.GetValueOrDefault(node) + done;
        World.Queue.After(World.Timing.Start.Draw(_chance), new EventLabel(VirtualEventKind.Membership, node.Label, Detail: 7), () =>
        {
            if (!node.Runs || node.Starts != start) return;
            // What runs on it has begun, whether or not others take it in.
            if (!_processes.ContainsKey(node.Name)) _processes[node.Name] = new NodeProcesses(this, node);
            Cluster.Join(node);
        });
    }

    /// <summary>A node is suspended.</summary>
    public void Pause(VirtualNode node)
    {
        node.Pause();
        Cluster.Reassess();
    }

    /// <summary>A node that was suspended goes on. If the others have given it up meanwhile it starts anew.</summary>
    public void Resume(VirtualNode node)
    {
        var member = Cluster.Members.Contains(node);
        node.Resume();
        if (member || !Answers(node)) Cluster.Reassess();
        else GaveUp(node);
        MayBeHeard();
    }

    /// <summary>The ways between nodes are others.</summary>
    public void LinksChanged()
    {
        Cluster.Reassess();
        foreach (var pan in Pans.ToList()) pan.Announce();
        MayBeHeard();
    }

    private void MayBeHeard()
    {
        _sender?.MayBeHeard();
        _monitoring.MayBeHeard();
    }

    /// <summary>The shared sender stops for good.</summary>
    public void StopSender() => _sender?.Stop();

    /// <summary>The node that has the shared sender; <c>null</c>: none.</summary>
    public VirtualNode? SenderHost => _sender?.Host;

    /// <inheritdoc/>
    public void Joined(VirtualNode node)
    {
        World.Trace?.Became(node, "is up, in the others' cluster");
        _adopted.Returned(node.Name);
        if (!_processes.ContainsKey(node.Name)) _processes[node.Name] = new NodeProcesses(this, node);
        _processes[node.Name].Pan?.Begin();
        if (node.Node.Has(Persona.Mnt)) _inSight.TryAdd(node.Name, new NodesInSight());
        foreach (var monitoring in World.Nodes.Where(one => one.State == NodeState.Up && one != node)) Tell(monitoring, inSight => inSight.Seen(node.Name, World.Queue.Now));
        Reconcile();
        MayBeHeard();
        foreach (var pan in Pans.ToList()) pan.Announce();
        if (_started.Remove(node, out var done)) done();
    }

    /// <inheritdoc/>
    public void Left(VirtualNode node)
    {
        // Nobody answers there, whatever the reason is; live, too, its end is noticed before its leave-taking is through.
        Lost([.. World.Nodes.Where(one => one.State == NodeState.Up && one != node)], node);
        Gone(node);
        Reconcile();
    }

    /// <inheritdoc/>
    public void Lost(IReadOnlyCollection<VirtualNode> by, VirtualNode node)
    {
        foreach (var one in by.Where(one => one != node).OrderBy(one => one.Number)) Tell(one, inSight => inSight.Lost(node.Name, (node.Number * 1_000_000L) + node.Starts, World.Queue.Now));
    }

    /// <inheritdoc/>
    public void Regained(IReadOnlyCollection<VirtualNode> by, VirtualNode node)
    {
        foreach (var one in by.Where(one => one != node).OrderBy(one => one.Number)) Tell(one, inSight => inSight.Seen(node.Name, World.Queue.Now));
        MayBeHeard();
    }

    /// <inheritdoc/>
    public void GivenUp(VirtualNode node)
    {
        World.Trace?.Became(node, "is given up by the others");
        Gone(node);
        if (node.Node.Has(Persona.Psn)) _adopted.Died(node.Name);
        Reconcile();
    }

    /// <inheritdoc/>
    public void GaveUp(VirtualNode node)
    {
        World.Trace?.Became(node, "gives itself up, and starts anew");
        End(node);
        Start(node, static () => { });
    }

    private void End(VirtualNode node)
    {
        node.End();
        _processes.Remove(node.Name);
        _inSight.Remove(node.Name);
    }

    private void Gone(VirtualNode node)
    {
        foreach (var sender in Senders.ToList()) sender.Hear(() => sender.Gone(node.Name));
    }

    private void Reconcile()
    {
        _sender?.Reconcile();
        _monitoring.Reconcile();
        _adopted.Adopt();
    }

    private void Tell(VirtualNode monitoring, Func<NodesInSight, AlarmSignal?> look)
    {
        if (_inSight.GetValueOrDefault(monitoring.Name) is { } inSight && look(inSight) is { } signal) Noticed(monitoring, signal);
    }

    /// <summary>Other settings, or another clock, are a node's from here on.</summary>
    public void TellSettings(VirtualNode node)
    {
        if (Of(node) is not { } processes) return;
        processes.Outbox.Tell(processes.Outbox.TryAgain);
        processes.Expiry?.Look();
        if (processes.Pan?.Duties is { } pan) pan.Tell(pan.Look);
        if (_monitoring.Newest is { } monitoring && monitoring.Node == node) monitoring.Tell(monitoring.Look);
        foreach (var sender in Senders.Where(sender => sender.Node == node).ToList()) sender.Tell(sender.Renew);
    }
}
