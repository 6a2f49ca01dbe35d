using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Processes;
using IseMail.Cluster.Settings;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Nodes;

/// <summary>The guest and sponsor portals of one PSN, live: runs <see cref="GuestPortals"/>, which decides everything.</summary>
public sealed class PortalActor : ReceiveActor, IWithTimers, IPortalPort
{
    private readonly PortalCharge _charge;
    private readonly Func<SystemSettings> _inUse;
    private readonly TimeProvider _clock;
    private readonly IActorRef _outbox;
    private readonly IActorRef _accounts;
    private readonly GuestPortals _process;

    /// <summary>See <see cref="Props"/>.</summary>
    public PortalActor(PortalCharge charge, Func<SystemSettings> inUse, TimeProvider clock, IActorRef outbox, IActorRef accounts)
    {
        _charge = charge;
        _inUse = inUse;
        _clock = clock;
        _outbox = outbox;
        _accounts = accounts;
        _process = new GuestPortals(charge, this);
        Receive<RaiseCauses>(raise =>
        {
            var asker = Sender;
            _process.Raise(raise.Causes, mails => asker.Tell(new CausesRaised(mails)), why => asker.Tell(new CausesNotRaised(why)));
        });
        Receive<AskPortal>(ask =>
        {
            var asker = Sender;
            _process.Ask(ask.Request, (mails, userNames) => asker.Tell(new PortalServed(mails, userNames)), why => asker.Tell(new CausesNotRaised(why)));
        });
        Receive<Answered>(answered => answered.Then());
        Receive<TimerDue<PortalTimer>>(_ => _process.Fire());
        Receive<SettingsInUse>(inUse => _process.Use(inUse.Version.Settings));
        Receive<WorkloadEnded>(_ => _process.EndWorkload());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Portals that hand their mail to <paramref name="outbox"/> and have accounts written by <paramref name="accounts"/>, the way to the primary PAN.</summary>
    /// <param name="charge">What they are made of.</param>
    /// <param name="inUse">The settings that their node goes by at the moment.</param>
    /// <param name="clock">The time.</param>
    /// <param name="outbox">Their node's.</param>
    /// <param name="accounts">The way to the primary PAN.</param>
    public static Props Props(PortalCharge charge, Func<SystemSettings> inUse, TimeProvider clock, IActorRef outbox, IActorRef accounts) =>
        Akka.Actor.Props.Create(() => new PortalActor(charge, inUse, clock, outbox, accounts));

    /// <inheritdoc/>
    public void Set(PortalTimer timer, TimeSpan after) => TimerDue<PortalTimer>.Set(Timers, Self, timer, after);

    /// <inheritdoc/>
    public void Cancel(PortalTimer timer) => TimerDue<PortalTimer>.Cancel(Timers, timer);

    /// <inheritdoc/>
    public void WriteGuests(GuestRequest request, DateTimeOffset notAfter, Action<GuestAnswer?> answer) =>
        _ = _accounts.Ask<object>(new WriteGuests(request, notAfter), GuestPortals.AnswerWithin).PipeTo(
            Self,
            success: said => new Answered(() => answer(said switch
            {
                GuestsAnswered written => new GuestAnswer(written.Guests, null),
                GuestsRefused refused => new GuestAnswer([], refused.Why),
                CausesNotRaised refused => new GuestAnswer([], refused.Why),
                _ => new GuestAnswer([], "the primary PAN gave no answer"),
            })),
            failure: _ => new Answered(() => answer(null)));

    /// <inheritdoc/>
    public void HandOver(ImmutableArray<Mail> mails, Action<ImmutableArray<MailId>> taken, Action<string> refused)
    {
        var take = new TakeMails([.. mails.Select(mail => MailTraces.Caused(mail, _charge.Node, Now))]);
        _ = _outbox.Ask<object>(take, GuestPortals.AnswerWithin).PipeTo(
            Self,
            success: said => new Answered(() =>
            {
                if (said is MailsTaken all) taken(all.Ids);
                else refused((said as MailsNotTaken)?.Why ?? "the outbox is not there");
            }),
            failure: _ => new Answered(() => refused("the outbox does not answer")));
    }

    /// <inheritdoc/>
    public void Say(string what) => Context.GetLogger().Warning("{0}", what);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(WorkloadEnded));
        Context.System.EventStream.Subscribe(Self, typeof(SettingsInUse));
        _process.Use(_inUse());
        _process.Begin();
    }

    /// <summary>To itself: somebody has answered, or not in time.</summary>
    private sealed record Answered(Action Then) : INoSerializationVerificationNeeded;
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
