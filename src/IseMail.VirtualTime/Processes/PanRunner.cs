using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Failover;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Processes;

/// <summary>The Administration persona of a node in virtual time.</summary>
/// <remarks>
/// Live, the primary says every half second that it is. In virtual time it is heard when that changes anything: when it becomes the
/// primary, when ways between nodes become whole, and just before somebody asks when it was heard last.
/// </remarks>
internal sealed class PanRunner : ProcessRunner<PanTimer>, IPanPort
{
    private readonly VirtualDeployment _deployment;
    private readonly Pan _process;
    private readonly SeededChance _chance;
    private DutyRunner? _duties;
    private bool _announcing;

    public PanRunner(VirtualDeployment deployment, VirtualNode node)
        : base(deployment.World, node, ProcessKind.Pan)
    {
        _deployment = deployment;
        _chance = deployment.World.Chance($"{node.Name}/pan");
        _process = new Pan(node.Name, deployment.World.Topology.Deployment, deployment.World.Topology.Failover, this);
    }

    /// <summary>What it is.</summary>
    public PanRole Role => _process.Role;

    /// <summary>The term of the primary as far as it knows.</summary>
    public long Epoch => _process.Epoch;

    /// <summary>The holder of PAN's duties, while it acts.</summary>
    public DutyRunner? Duties => _duties is { IsAlive: true } ? _duties : null;

    /// <summary>Its node has become a member of the cluster.</summary>
    public void Begin() => Hear(_process.Begin);

    /// <summary>Its holder of duties has begun to act.</summary>
    public void Held(DutyTerm term) => _process.Held(term);

    /// <summary>Somebody else's has.</summary>
    public void Lost(DutyTerm term) => _process.Lost(term);

    /// <summary>Its holder of duties has ended.</summary>
    public void DutiesEnded(DutyRunner duties)
    {
        if (ReferenceEquals(duties, _duties) && IsAlive) Tell(_process.StoodDown);
    }

    /// <summary>It is polled; answers the node that polls.</summary>
    public void Polled(HealthCheckRunner by) => Hear(() =>
    {
        var isPrimary = _process.Polled();
        World.Send(Node, by.Node, (int)MessageKind.Poll, () => by.Answered(Node.Name, isPrimary));
    });

    /// <summary>A health-check node asks that it become the primary.</summary>
    public void Asked(HealthCheckRunner by, NodeName failed, int failedPolls) => Hear(() =>
    {
        HearPrimary();
        if (_process.Asked(by.Node.Name, failed, failedPolls) is { Agreed: true }) World.Send(Node, by.Node, (int)MessageKind.Promotion, () => by.Agreed(Node.Name));
    });

    /// <summary>See <see cref="Pan.Promote"/>.</summary>
    public void Promote(Action<PromotionAnswer> answer) => Hear(() => _process.Promote(answer));

    /// <summary>Whatever primary it can hear says so now.</summary>
    public void HearPrimary()
    {
        foreach (var other in _deployment.Pans)
        {
            if (other != this && other._announcing && !other.Node.IsPaused && World.Meet(Node, other.Node)) _process.Heard(other.Node.Name, other._process.Epoch);
        }
    }

    /// <inheritdoc/>
    public void ReadTerms() => World.Queue.After(World.Timing.Recovery.Draw(_chance), Label(VirtualEventKind.Recovered, (int)MessageKind.Terms), () => Hear(() =>
    {
        if (World.Storage.IsStopped) _process.NotRead();
        else _process.Read(DutyRunner.ByJournal(World, Persona.Pan).Terms is [.., var last] ? last : null);
    }));

    /// <inheritdoc/>
    public void StartActing(long epoch) => _duties = new DutyRunner(_deployment, Node, Persona.Pan, this, epoch);

    /// <inheritdoc/>
    public void StopActing()
    {
        if (Duties is { } duties) duties.Tell(() => duties.StepDown(static () => { }));
        else _process.StoodDown();
    }

    /// <inheritdoc/>
    public void EndActing() => _duties?.End();

    /// <inheritdoc/>
    public void Announce(long epoch)
    {
        _announcing = true;
        Announce();
    }

    /// <inheritdoc/>
    public void StopAnnouncing() => _announcing = false;

    /// <inheritdoc/>
    public bool AskToRetire()
    {
        var others = _deployment.Pans.Where(pan => pan != this && _deployment.Cluster.Sees(Node, pan.Node)).ToList();
        foreach (var other in others)
        {
            World.Send(Node, other.Node, (int)MessageKind.Promotion, () => other.Hear(() => other._process.Retire(Node.Name,
                () => World.Send(other.Node, Node, (int)MessageKind.Promotion, () => Hear(_process.Retired)))));
        }
        return others.Count > 0;
    }

    /// <inheritdoc/>
    public void Raise(AlarmSignal signal) => _deployment.Noticed(Node, signal);

    /// <inheritdoc/>
    public void Say(string what, bool warning)
    {
    }

    /// <summary>Starts its holder of duties anew, which has failed.</summary>
    public void RestartDuties(DutyRunner failed, TimeSpan after)
    {
        if (!ReferenceEquals(failed, _duties)) return;
        World.Queue.After(after, Label(VirtualEventKind.Recovered), () => Hear(() =>
        {
            if (ReferenceEquals(failed, _duties) && Role == PanRole.Primary) StartActing(_process.Epoch);
        }));
    }

    /// <summary>Says, if it is the primary, that it is.</summary>
    public void Announce()
    {
        if (!_announcing) return;
        foreach (var other in _deployment.Pans)
        {
            if (other != this) World.Send(Node, other.Node, (int)MessageKind.Announce, () => other.Hear(other.HearPrimary));
        }
    }

    /// <inheritdoc/>
    protected override void Fire(PanTimer timer) => _process.Fire(timer);

    /// <inheritdoc/>
    protected override void Ended()
    {
        _announcing = false;
        _duties?.End();
    }
}
