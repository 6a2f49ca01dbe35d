using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using IseMail.Cluster.Outbox;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Workloads;

namespace IseMail.Cluster.Nodes;

/// <summary>
/// The guest and sponsor portals of one PSN: makes the mail of what happens at them and hands it to the node's own
/// outbox, in which it is accepted. It keeps nothing itself: whoever stands at a portal is told when it did not work.
/// </summary>
public sealed class PortalActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private readonly PortalOptions _options;
    private readonly IActorRef _outbox;
    private long? _lastSlot;

    /// <summary>See <see cref="Props"/>.</summary>
    public PortalActor(PortalOptions options, IActorRef outbox)
    {
        _options = options;
        _outbox = outbox;
        Receive<RaiseCauses>(Raise);
        Receive<Tick>(_ => Work());
        Receive<WorkloadEnded>(_ => Timers.Cancel(nameof(Tick)));
        Receive<CausesRaised>(_ => { });
        Receive<CausesNotRaised>(refused => Context.GetLogger().Warning("the portals of {0} could not tell a guest: {1}", _options.Node, refused.Why));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Portals that hand their mail to <paramref name="outbox"/>.</summary>
    public static Props Props(PortalOptions options, IActorRef outbox) => Akka.Actor.Props.Create(() => new PortalActor(options, outbox));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(WorkloadEnded));
        if (_options.Workload is not null) Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private void Raise(RaiseCauses raise)
    {
        if (raise.Causes.FirstOrDefault(cause => Duty.Owner(CauseIdentity.Purpose(cause)) != Persona.Psn) is { } other)
        {
            Sender.Tell(new CausesNotRaised($"{CauseIdentity.Purpose(other).Title()} is not a duty of psn"));
            return;
        }
        var now = _options.Clock.GetUtcNow();
        ImmutableArray<Mail> mails = [.. raise.Causes.Select(cause => NoticeComposer.Compose(cause, _options.Mail, _options.Seal, now))];
        _ = _outbox.Ask<object>(new TakeMails(mails), AnswerWithin).PipeTo(
            Sender,
            success: static answer => answer is MailsTaken taken ? new CausesRaised(taken.Ids) : new CausesNotRaised((answer as MailsNotTaken)?.Why ?? "the outbox is not there"),
            failure: static _ => new CausesNotRaised("the outbox does not answer"));
    }

    private void Work()
    {
        if (_options.Workload is not { } workload) return;
        foreach (var slot in workload.Due(_lastSlot, _options.Clock.GetUtcNow()))
        {
            _lastSlot = slot;
            Self.Tell(new RaiseCauses(workload.OfPortals(slot, _options.Node, _options.Random)));
        }
    }

    private sealed class Tick
    {
        public static Tick Instance { get; } = new();
    }
}

/// <summary>What a PSN's portals are made of.</summary>
/// <param name="Node">Which PSN.</param>
/// <param name="Mail">Sender addresses.</param>
/// <param name="Seal">Seals mail texts.</param>
/// <param name="Workload">What arises by itself; <c>null</c>: nothing.</param>
/// <param name="Clock">The time.</param>
/// <param name="Random">For the workload; used by these portals alone.</param>
public sealed record PortalOptions(NodeName Node, MailSettings Mail, ITextSeal Seal, RecurringWorkload? Workload, TimeProvider Clock, Random Random);
