using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;

namespace IseMail.VirtualTime.Promises;

/// <summary>
/// Sees to it, event by event, that what must always hold does. Each event can only break what it touches, so that is all that is
/// looked at; what nobody could have seen by then (<see cref="Promise.NothingLost"/> of mail that still waits) is the verdict's.
/// </summary>
/// <param name="now">The present.</param>
/// <param name="deployment">Its nodes.</param>
/// <param name="sharesSender">Whether one sender knows of every submission: only then are copies explained.</param>
internal sealed class PromiseWatch(Func<DateTimeOffset> now, Deployment deployment, bool sharesSender)
{
    private readonly Dictionary<MailId, int> _doubts = [];
    private readonly List<DutyTerm> _terms = [];
    private DutyRoster? _roster;

    /// <summary>Who has held which duties up to now, by what was recorded.</summary>
    public DutyRoster Roster => _roster ??= new DutyRoster(deployment, _terms.ToList());

    /// <summary>The first promise that was broken; <c>null</c>: none was.</summary>
    public BrokenPromise? Broken { get; private set; }

    /// <summary>An outbox is another than before.</summary>
    public void Changed(NodeName node, Outbox outbox)
    {
        var census = outbox.Census();
        if (census.Accepted != census.Delivered + census.Parked + census.InDoubt + census.Queued)
            Break(Promise.Census, $"the outbox of {node} has accepted {census.Accepted}, and {census.Delivered} delivered + {census.Parked} parked + {census.InDoubt} in doubt + {census.Queued} queued are not as many");
    }

    /// <summary>A submission was begun whose end nobody may ever learn: a second copy of that mail would be explained.</summary>
    public void Doubted(MailId id) => _doubts[id] = _doubts.GetValueOrDefault(id) + 1;

    /// <summary>How many submissions of a mail ended in doubt.</summary>
    public int DoubtsOf(MailId id) => _doubts.GetValueOrDefault(id);

    /// <summary>An outbox calls a mail delivered.</summary>
    /// <param name="node">Whose outbox.</param>
    /// <param name="id">Which mail.</param>
    /// <param name="arrivals">How many copies have arrived.</param>
    public void Delivered(NodeName node, MailId id, int arrivals)
    {
        if (arrivals == 0) Break(Promise.NothingLost, $"the outbox of {node} calls a mail delivered that is in no mailbox", id);
    }

    /// <summary>A copy of a mail has arrived.</summary>
    /// <param name="mail">Which.</param>
    /// <param name="node">From which node.</param>
    /// <param name="copies">How many there are now.</param>
    public void Arrived(Mail mail, NodeName node, int copies)
    {
        if (sharesSender && copies - 1 > _doubts.GetValueOrDefault(mail.Id)) Break(Promise.CopiesExplained, $"copy {copies} of a mail arrived from {node}, and {_doubts.GetValueOrDefault(mail.Id)} submissions of it ended in doubt", mail.Id);
        if (!Roster.Owned(mail.Purpose, node, mail.CausedAt, mail.Term)) Break(Promise.RightOwner, $"{node} sent a mail about {mail.Purpose.Title()} that was not its duty", mail.Id);
    }

    /// <summary>Nothing more is to be said of a mail.</summary>
    public void Forget(MailId id) => _doubts.Remove(id);

    /// <summary>A holder of duties begins to act.</summary>
    public void Held(DutyTerm term)
    {
        if (_terms.Find(other => other.Persona == term.Persona && other.Epoch == term.Epoch) is { } other && other.Node != term.Node)
            Break(Promise.OneOwner, $"{term.Node} acts as {term.Persona.Holder()} in term {term.Epoch}, which {other.Node} holds");
        _terms.Add(term);
        _roster = null;
    }

    private void Break(Promise promise, string what, MailId? mail = null) => Broken ??= new BrokenPromise(promise, now(), what, mail);
}
