using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Clusters;

/// <summary>
/// A model of what Akka.Cluster does for the deployment: who is a member, who has lost sight of whom, who is given up when. Its times are
/// those that the deployment sets (<see cref="FailoverSettings"/>); who goes on after a partition is <see cref="SurvivorRule"/>.
/// </summary>
internal sealed class VirtualCluster
{
    private readonly VirtualWorld _world;
    private readonly IClusterObserver _observer;
    private readonly SeededChance _chance;
    private readonly List<VirtualNode> _members = [];
    private readonly List<VirtualNode> _joining = [];
    private readonly List<Sight> _sights = [];
    private readonly PairsApart _apart;
    private readonly Dictionary<VirtualNode, ScheduledEvent> _cutOff = [];
    private readonly Dictionary<VirtualNode, long> _takenIn = [];
    private (VirtualNode Node, long Start)? _lease;

    public VirtualCluster(VirtualWorld world, IClusterObserver observer)
    {
        _world = world;
        _observer = observer;
        _chance = world.Chance("cluster");
        _apart = new PairsApart(world, world.Chance("pairs apart"), observer, GiveUp);
    }

    /// <summary>Its members, the oldest first; those that are lost stay until they are given up.</summary>
    public IReadOnlyList<VirtualNode> Members => _members;

    private int Size => _world.Nodes.Length;

    /// <summary>The oldest member with that persona that runs and is within reach of <paramref name="from"/>.</summary>
    public VirtualNode? Oldest(Persona persona, VirtualNode from) => _members.Find(member => member.Node.Has(persona) && Lives(member) && _world.Meet(from, member));

    /// <summary>Whether <paramref name="node"/> takes <paramref name="other"/> for reachable: as yet it has not noticed that it is not.</summary>
    public bool Sees(VirtualNode node, VirtualNode other) => _sights.Find(sight => sight.IsOutcast && sight.Members.Contains(node)) is { } outcast
        ? outcast.Members.Contains(other)
        : _members.Contains(node) && Lives(node) && _members.Contains(other) && !_sights.Exists(sight => sight.Detected && sight.Members.Contains(node) && sight.Lost.Contains(other));

    /// <summary>With which of its starts a node is a member; <c>null</c>: it is none.</summary>
    public long? MemberSince(VirtualNode node) => _members.Contains(node) ? _takenIn[node] : null;

    /// <summary>A node that runs becomes a member, as soon as those it meets can take it in.</summary>
    public void Join(VirtualNode node)
    {
        // The same address with another start: whoever hears of it knows that its predecessor is gone.
        if (_members.Contains(node) && HasReached(node)) Remove([node]);
        if (_cutOff.Remove(node, out var attempt)) attempt.Cancel();
        if (!_joining.Contains(node)) _joining.Add(node);
        if (TakeIn()) Reassess();
    }

    /// <summary>A member leaves in order.</summary>
    public void Leave(VirtualNode node)
    {
        _joining.Remove(node);
        if (!_members.Remove(node)) return;
        _observer.Left(node);
        Reassess();
    }

    /// <summary>Nodes have ended, are suspended, go on, or the ways between them are others.</summary>
    public void Reassess()
    {
        // Whom the others have given up hears of it as soon as they meet.
        foreach (var sight in _sights.Where(sight => sight.IsOutcast && sight.Members.Any(node => Lives(node) && HasReached(node))).ToList())
        {
            sight.Cancel();
            _sights.Remove(sight);
            GiveUp(sight);
        }
        var components = Components();
        var before = new List<Sight>();
        foreach (var sight in _sights.Where(sight => !sight.IsOutcast && (!components.Exists(component => sight.IsOf(component)) || !sight.Lost.Overlaps(_members))).ToList())
        {
            sight.Cancel();
            _sights.Remove(sight);
            before.Add(sight);
            if (sight.Detected) Regain(sight, components);
        }
        foreach (var component in components)
        {
            var lost = _members.Where(member => !component.Contains(member)).ToList();
            if (lost.Count > 0 && !_sights.Exists(sight => sight.IsOf(component) && sight.Lost.SetEquals(lost))) Lose(component, lost, before);
        }
        _apart.Reassess(components);
        // Whoever comes in may not hear everybody.
        if (TakeIn()) Reassess();
    }

    private bool TakeIn()
    {
        var any = false;
        // Nobody is left who could give the others up: whoever comes begins anew.
        if (_joining.Count > 0 && _members.Count > 0 && !_members.Exists(member => member.Runs && _takenIn[member] == member.Starts)) Forget();
        foreach (var node in _joining.ToList())
        {
            if (!_joining.Contains(node)) continue;
            if (!node.Runs) _joining.Remove(node);
            if (node.State != NodeState.Up || _sights.Exists(sight => sight is { Detected: true, IsOutcast: false }) || _apart.AnyNoticed) continue;
            if (_members.Count > 0 ? !HasAsked(node) : !MayBegin(node)) continue;
            if (_members.Contains(node))
            {
                // Those whom it has reached know now that its predecessor is gone, and take it in.
                Remove([node]);
                continue;
            }
            _joining.Remove(node);
            _members.Add(node);
            _takenIn[node] = node.Starts;
            any = true;
            _observer.Joined(node);
        }
        return any;
    }

    private void Forget()
    {
        foreach (var sight in _sights.Where(sight => !sight.IsOutcast)) sight.Cancel();
        _sights.RemoveAll(static sight => !sight.IsOutcast);
        _members.Clear();
    }

    // Whoever asks while the ways are cut has to give that up before it asks again, even if they are whole meanwhile.
    private bool HasAsked(VirtualNode node)
    {
        if (_cutOff.ContainsKey(node) || !_members.Exists(Lives)) return false;
        if (HasReached(node)) return true;
        _cutOff[node] = _world.Queue.After(FailoverSettings.JoinAttempt, new EventLabel(VirtualEventKind.Membership, node.Label, Detail: 8), () =>
        {
            _cutOff.Remove(node);
            if (TakeIn()) Reassess();
        });
        return false;
    }

    private bool HasReached(VirtualNode node) => _members.Exists(member => Lives(member) && _world.Meet(node, member));

    /// <summary>Whether a node runs, and has been taken in since it was started: whoever was started anew is not the one that became a member.</summary>
    public bool Lives(VirtualNode node) => node.State == NodeState.Up && _takenIn.TryGetValue(node, out var start) && start == node.Starts;

    // Where nobody is left, the first of the nodes that come back begins anew.
    private bool MayBegin(VirtualNode node) => _joining.TrueForAll(other => !other.Runs || other.Number >= node.Number || !_world.Meet(node, other));

    private List<HashSet<VirtualNode>> Components()
    {
        var awake = _members.Where(Lives).ToList();
        if (_world.Links.AreWhole) return awake.Count == 0 ? [] : [[.. awake]];
        var components = new List<HashSet<VirtualNode>>();
        var left = new HashSet<VirtualNode>(awake);
        foreach (var first in awake)
        {
            if (!left.Remove(first)) continue;
            HashSet<VirtualNode> component = [first];
            var ahead = new Queue<VirtualNode>(component);
            while (ahead.TryDequeue(out var node))
            {
                foreach (var next in left.Where(other => _world.Meet(node, other)).ToList())
                {
                    left.Remove(next);
                    component.Add(next);
                    ahead.Enqueue(next);
                }
            }
            components.Add(component);
        }
        return components;
    }

    private void Lose(HashSet<VirtualNode> component, List<VirtualNode> lost, List<Sight> ended)
    {
        var before = _sights.Find(sight => sight.IsOf(component)) ?? ended.Find(sight => sight.Members.IsSubsetOf(component) && sight.Lost.IsSupersetOf(lost));
        before?.Cancel();
        if (before is not null) _sights.Remove(before);
        var sight = new Sight(component, [.. lost]) { Told = before?.Told ?? [] };
        _sights.Add(sight);
        var failover = _world.Topology.Failover;
        // Of those who were silent before, some are back: the others have been silent all the while. That they are others begins the wait for no change anew.
        var known = before is not null && before.Lost.IsSupersetOf(lost);
        if (known && before!.Detected)
        {
            Detect();
            return;
        }
        sight.Due = known ? before!.Due : _world.Queue.Now + failover.SilenceOf(Size) + _world.Timing.Heartbeat.Draw(_chance);
        sight.Next = _world.Queue.At(sight.Due, new EventLabel(VirtualEventKind.Membership, component.Min(node => node.Label), Detail: 1), Detect);

        void Detect()
        {
            sight.Detected = true;
            foreach (var node in lost.Where(sight.Told.Add)) _observer.Lost(component, node);
            sight.Next = _world.Queue.After(failover.StableAfterOf(Size) + _world.Timing.Resolver.Draw(_chance), new EventLabel(VirtualEventKind.Membership, component.Min(node => node.Label), Detail: 2), () => Decide(sight));
        }
    }

    private void Regain(Sight sight, List<HashSet<VirtualNode>> components)
    {
        foreach (var node in sight.Told)
        {
            if (components.Find(component => component.Overlaps(sight.Members)) is { } now && now.Contains(node)) _observer.Regained(now, node);
        }
    }

    private void Decide(Sight sight)
    {
        _sights.Remove(sight);
        if (_world.Topology.Survivor == SurvivorRule.Lease) DecideByLease(sight);
        else if (GoesOn(sight)) Expel(sight.Lost);
        else GiveUp(sight);
    }

    private static bool GoesOn(Sight sight)
    {
        var (here, there) = (sight.Members.Count, sight.Lost.Count);
        return here != there ? here > there : sight.Members.Min(node => node.Number) < sight.Lost.Min(node => node.Number);
    }

    // The node with the lower address asks first; whoever comes second finds the lease taken, unless the other does not live. Who has it keeps it for as long as it lives.
    private void DecideByLease(Sight sight)
    {
        var lower = sight.Members.Min(node => node.Number) < sight.Lost.Min(node => node.Number);
        if (lower)
        {
            TakeLease(sight);
            return;
        }
        _sights.Add(sight);
        sight.Next = _world.Queue.After(FailoverSettings.LowerAddressFirst, new EventLabel(VirtualEventKind.Membership, sight.Members.Min(node => node.Label), Detail: 3), () =>
        {
            _sights.Remove(sight);
            if (sight.Lost.Any(Lives)) GiveUp(sight);
            else TakeLease(sight);
        });
    }

    private void TakeLease(Sight sight)
    {
        var isHeld = _lease is { } lease && lease.Node.State == NodeState.Up && lease.Node.Starts == lease.Start && !sight.Members.Contains(lease.Node);
        if (isHeld || sight.IsOutcast || _world.Storage.IsStopped)
        {
            GiveUp(sight);
            return;
        }
        var holder = sight.Members.First(Lives);
        _lease = (holder, holder.Starts);
        Expel(sight.Lost);
    }

    // Those who live do not know it yet: they come to a decision of their own.
    private void Expel(HashSet<VirtualNode> lost)
    {
        foreach (var sight in _sights.Where(sight => sight.Members.Overlaps(lost))) sight.IsOutcast = true;
        Remove(lost);
    }

    private void Remove(IEnumerable<VirtualNode> lost)
    {
        var gone = lost.Where(_members.Contains).OrderBy(node => node.Number).ToList();
        foreach (var node in gone) _members.Remove(node);
        foreach (var node in gone) _observer.GivenUp(node);
        Reassess();
    }

    private void GiveUp(Sight sight)
    {
        var ending = sight.Members.Where(Lives).OrderBy(node => node.Number).ToList();
        // Nobody is left who would give them up.
        var alone = !_members.Exists(member => Lives(member) && !sight.Members.Contains(member));
        foreach (var node in ending) _observer.GaveUp(node);
        if (alone)
        {
            foreach (var node in ending) _members.Remove(node);
            foreach (var node in sight.Lost) _members.Remove(node);
        }
        Reassess();
    }

    private void GiveUp(VirtualNode one, VirtualNode other)
    {
        foreach (var node in new[] { one, other }) _observer.GaveUp(node);
        Remove([one, other]);
    }
}
