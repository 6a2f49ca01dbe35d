using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
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
    private readonly IActorRef _accounts;
    private long? _lastSlot;

    /// <summary>See <see cref="Props"/>.</summary>
    public PortalActor(PortalOptions options, IActorRef outbox, IActorRef accounts)
    {
        _options = options;
        _outbox = outbox;
        _accounts = accounts;
        Receive<RaiseCauses>(Raise);
        Receive<AskPortal>(Ask);
        Receive<PortalAnswered>(Tell);
        Receive<Tick>(_ => Work());
        Receive<WorkloadEnded>(_ => Timers.Cancel(nameof(Tick)));
        Receive<CausesRaised>(_ => { });
        Receive<CausesNotRaised>(refused => Context.GetLogger().Warning("the portals of {0} could not tell a guest: {1}", _options.Node, refused.Why));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Portals that hand their mail to <paramref name="outbox"/> and have accounts written by <paramref name="accounts"/>, the way to the primary PAN.</summary>
    public static Props Props(PortalOptions options, IActorRef outbox, IActorRef accounts) => Akka.Actor.Props.Create(() => new PortalActor(options, outbox, accounts));

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
        Mail(raise.Causes, Sender, static mails => new CausesRaised(mails));
    }

    /// <summary>Asks the primary PAN to write: the portal runs here, the accounts are kept there (Cisco ISE 1.4.1 administrator guide).</summary>
    private void Ask(AskPortal ask)
    {
        var asker = Sender;
        var write = new WriteGuests(ask.Request, _options.Clock.GetUtcNow() + AnswerWithin);
        _ = _accounts.Ask<object>(write, AnswerWithin).PipeTo(
            Self,
            success: answer => new PortalAnswered(ask.Request, answer, asker),
            failure: _ => new PortalAnswered(ask.Request, new GuestsRefused("the primary PAN does not answer; nothing was written"), asker));
    }

    private void Tell(PortalAnswered answered)
    {
        switch (answered.Answer)
        {
            case GuestsAnswered written:
                Mail(
                    [.. GuestMail.Of(answered.Request, written.Guests, _options.Guests, _options.Seal)], answered.Asker,
                    mails => new PortalServed(mails, [.. written.Guests.Select(guest => guest.UserName)]));
                break;
            case GuestsRefused refused:
                answered.Asker.Tell(new CausesNotRaised(refused.Why));
                break;
            default:
                answered.Asker.Tell(new CausesNotRaised((answered.Answer as CausesNotRaised)?.Why ?? "the primary PAN gave no answer"));
                break;
        }
    }

    private void Mail(ImmutableArray<Cause> causes, IActorRef asker, Func<ImmutableArray<MailId>, object> done)
    {
        if (causes.IsEmpty)
        {
            asker.Tell(done([]));
            return;
        }
        var now = _options.Clock.GetUtcNow();
        ImmutableArray<Mail> mails = [.. causes.Select(cause => MailTraces.Caused(_options.Composer.Compose(cause, now), _options.Node, now))];
        _ = _outbox.Ask<object>(new TakeMails(mails), AnswerWithin).PipeTo(
            asker,
            success: answer => answer is MailsTaken taken ? done(taken.Ids) : new CausesNotRaised((answer as MailsNotTaken)?.Why ?? "the outbox is not there"),
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

    private sealed record PortalAnswered(GuestRequest Request, object Answer, IActorRef Asker) : INoSerializationVerificationNeeded;

    private sealed class Tick
    {
        public static Tick Instance { get; } = new();
    }
}

/// <summary>
/// To a node's portals: somebody there wants this. Answered with <see cref="PortalServed"/> once it is carried out and each
/// mail that arises from it is accepted, or with <see cref="CausesNotRaised"/>, which is what that person is told.
/// </summary>
public sealed record AskPortal(GuestRequest Request) : INoSerializationVerificationNeeded;

/// <summary>What somebody wanted at a portal is carried out.</summary>
/// <param name="Mails">The mails that arise from it, all accepted.</param>
/// <param name="UserNames">Login names of the accounts it is about.</param>
public sealed record PortalServed(ImmutableArray<MailId> Mails, ImmutableArray<string> UserNames) : INoSerializationVerificationNeeded;

/// <summary>What a PSN's portals are made of.</summary>
/// <param name="Node">Which PSN.</param>
/// <param name="Guests">Guest settings.</param>
/// <param name="Composer">Makes mails.</param>
/// <param name="Seal">Opens guests' passwords.</param>
/// <param name="Workload">What arises by itself; <c>null</c>: nothing.</param>
/// <param name="Clock">The time.</param>
/// <param name="Random">For the workload; used by these portals alone.</param>
public sealed record PortalOptions(
    NodeName Node, GuestSettings Guests, NoticeComposer Composer, ITextSeal Seal, RecurringWorkload? Workload, TimeProvider Clock, Random Random);
