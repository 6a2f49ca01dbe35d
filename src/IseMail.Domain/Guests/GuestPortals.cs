using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using IseMail.Domain.Processes;
using IseMail.Domain.Settings;
using IseMail.Domain.Workloads;

namespace IseMail.Domain.Guests;

/// <summary>
/// The guest and sponsor portals of one PSN: makes the mail of what happens at them and hands it to the node's own
/// outbox, in which it is accepted. It keeps nothing itself: whoever stands at a portal is told when it did not work.
/// </summary>
/// <param name="charge">What they are made of.</param>
/// <param name="port">Whoever runs them.</param>
public sealed class GuestPortals(PortalCharge charge, IPortalPort port)
{
    /// <summary>How long somebody at a portal waits for each answer.</summary>
    public static TimeSpan AnswerWithin { get; } = TimeSpan.FromSeconds(10);

    private GuestSettings _guests = charge.Guests;
    private NoticeComposer _composer = charge.Composer;
    private long? _lastSlot;
    private bool _working = charge.Workload is not null;

    /// <summary>Begins.</summary>
    public void Begin() => Work();

    /// <summary>Other settings are in use on its node: what happens at the portals from now on is mailed as they say.</summary>
    public void Use(SystemSettings settings)
    {
        _guests = settings.Notices.On(charge.Guests);
        _composer = charge.Composer.From(settings.Notices.On(charge.Composer.Senders));
    }

    /// <summary>Causes arose.</summary>
    /// <param name="causes">Of a PSN's duties.</param>
    /// <param name="raised">Called once the mail of each is accepted.</param>
    /// <param name="refused">Called if nothing was taken on, with why.</param>
    public void Raise(ImmutableArray<Cause> causes, Action<ImmutableArray<MailId>> raised, Action<string> refused)
    {
        if (causes.FirstOrDefault(cause => Duty.Owner(CauseIdentity.Purpose(cause)) != Persona.Psn) is { } other) refused($"{CauseIdentity.Purpose(other).Title()} is not a duty of psn");
        else Mail(causes, raised, refused);
    }

    /// <summary>Somebody wants something: the portal runs here, the accounts are kept on the primary PAN (Cisco ISE 1.4.1 administrator guide).</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="served">Called once it is carried out and each mail that arises from it is accepted: with these, and with the login names it is about.</param>
    /// <param name="refused">Called with what that person is told otherwise.</param>
    public void Ask(GuestRequest request, Action<ImmutableArray<MailId>, ImmutableArray<string>> served, Action<string> refused) =>
        port.WriteGuests(request, port.Now + AnswerWithin, answer =>
        {
            if (answer is null) refused("the primary PAN does not answer; nothing was written");
            else if (answer.Refused is { } why) refused(why);
            else Mail([.. GuestMail.Of(request, answer.Guests, _guests, charge.Seal)], mails => served(mails, [.. answer.Guests.Select(guest => guest.UserName)]), refused);
        });

    /// <summary>Nothing arises by itself any more.</summary>
    public void EndWorkload()
    {
        _working = false;
        port.Cancel(PortalTimer.Work);
    }

    /// <summary>A timer is due.</summary>
    public void Fire() => Work();

    private void Mail(ImmutableArray<Cause> causes, Action<ImmutableArray<MailId>> done, Action<string> refused)
    {
        if (causes.IsEmpty)
        {
            done([]);
            return;
        }
        var now = port.Now;
        port.HandOver([.. causes.Select(cause => _composer.Compose(cause, now))], done, refused);
    }

    private void Work()
    {
        if (!_working || charge.Workload is not { } workload) return;
        foreach (var slot in workload.Due(_lastSlot, port.Now))
        {
            _lastSlot = slot;
            Raise(workload.OfPortals(slot, charge.Node, charge.Random), static _ => { }, why => port.Say($"the portals of {charge.Node} could not tell a guest: {why}"));
        }
        port.Set(PortalTimer.Work, workload.Begins((_lastSlot ?? workload.Slot(port.Now)) + 1) - port.Now);
    }
}

/// <summary>What a PSN's portals are made of.</summary>
/// <param name="Node">Which PSN.</param>
/// <param name="Guests">Guest settings.</param>
/// <param name="Composer">Makes mails.</param>
/// <param name="Seal">Opens guests' passwords.</param>
/// <param name="Workload">What arises by itself; <c>null</c>: nothing.</param>
/// <param name="Random">For the workload; used by these portals alone.</param>
public sealed record PortalCharge(NodeName Node, GuestSettings Guests, NoticeComposer Composer, ITextSeal Seal, RecurringWorkload? Workload, Random Random);

/// <summary>What portals ask of whoever runs them.</summary>
public interface IPortalPort : IProcessPort<PortalTimer>
{
    /// <summary>Asks the primary PAN to write accounts.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="notAfter">When this is given up.</param>
    /// <param name="answer">Called with the answer; with <c>null</c>: there was none in time.</param>
    void WriteGuests(GuestRequest request, DateTimeOffset notAfter, Action<GuestAnswer?> answer);

    /// <summary>Hands mails to the node's outbox.</summary>
    /// <param name="mails">Which.</param>
    /// <param name="taken">Called once they are accepted.</param>
    /// <param name="refused">Called if they are not, with why.</param>
    void HandOver(ImmutableArray<Mail> mails, Action<ImmutableArray<MailId>> taken, Action<string> refused);

    /// <summary>Something a person who reads the log may want to know.</summary>
    void Say(string what);
}

/// <summary>What portals set timers for.</summary>
public enum PortalTimer
{
    /// <summary>Something arises by itself.</summary>
    Work,
}
