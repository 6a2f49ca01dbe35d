using Akka.Actor;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;

namespace IseMail.Cluster.Nodes;

/// <summary>On a node's event stream: an attempt to open a connection looked names up.</summary>
/// <param name="Unknown">The name that has no address; <c>null</c>: all had.</param>
internal sealed record NamesLookedUp(string? Unknown) : INoSerializationVerificationNeeded;

/// <summary>
/// Watches on each node whether the names that its mail needs have addresses. When one has had none for too long, that is
/// put on the event stream, once for as long as it lasts; the active MnT decides what becomes of it.
/// </summary>
internal sealed class NameWatch : ReceiveActor, IWithTimers
{
    private readonly NodeName _node;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _clock;
    private UnresolvedName _unresolved = UnresolvedName.None;

    /// <summary>See <see cref="Props"/>.</summary>
    public NameWatch(NodeName node, TimeSpan patience, TimeProvider clock)
    {
        _node = node;
        _patience = patience;
        _clock = clock;
        Receive<NamesLookedUp>(lookedUp =>
        {
            var before = _unresolved;
            _unresolved = before.After(lookedUp.Unknown, _clock.GetUtcNow());
            if (_unresolved == before) return;
            if (_unresolved.Name is null) Timers.Cancel(nameof(PatienceEnded));
            else Timers.StartSingleTimer(nameof(PatienceEnded), PatienceEnded.Instance, _patience);
        });
        Receive<PatienceEnded>(_ => Tell());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A watch.</summary>
    /// <param name="node">Where it runs.</param>
    /// <param name="patience">How long a name may have no address.</param>
    /// <param name="clock">The time.</param>
    public static Props Props(NodeName node, TimeSpan patience, TimeProvider clock) => Akka.Actor.Props.Create(() => new NameWatch(node, patience, clock));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(NamesLookedUp));

    private void Tell()
    {
        var now = _clock.GetUtcNow();
        if (_unresolved.Due(_node, _patience, now) is { } signal) Context.System.EventStream.Publish(signal);
        // A timer may be early by the node's clock.
        else if (_unresolved.Name is not null) Timers.StartSingleTimer(nameof(PatienceEnded), PatienceEnded.Instance, _unresolved.Since + _patience - now);
    }

    private sealed class PatienceEnded : INoSerializationVerificationNeeded
    {
        public static PatienceEnded Instance { get; } = new();
    }
}
