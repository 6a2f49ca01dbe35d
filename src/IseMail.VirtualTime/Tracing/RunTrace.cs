using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Processes;

namespace IseMail.VirtualTime.Tracing;

/// <summary>Tells somebody what happens, in words. The log of events knows nothing of it: a run that is traced is the same run.</summary>
/// <param name="queue">The time.</param>
/// <param name="log">How many events there were.</param>
/// <param name="told">Who is told.</param>
internal sealed class RunTrace(EventQueue queue, EventLog log, Action<VirtualStep> told)
{
    /// <summary>A message about a mail has arrived.</summary>
    public void Message(VirtualNode from, VirtualNode to, MessageKind kind, UInt128 subject)
    {
        if (subject == default) return;
        var (sender, receiver) = kind switch
        {
            MessageKind.Submit => (VirtualParty.Of(from.Name), VirtualParty.Sender(to.Name)),
            MessageKind.Settle or MessageKind.Return => (VirtualParty.Sender(from.Name), VirtualParty.Of(to.Name)),
            _ => (VirtualParty.Of(from.Name), VirtualParty.Of(to.Name)),
        };
        var what = kind switch
        {
            MessageKind.Submit => "gives it to the sender",
            MessageKind.Settle => "tells the outbox how the submission ended",
            MessageKind.Return => "gives it back",
            _ => kind.ToString().ToLowerInvariant(),
        };
        Tell(VirtualStepKind.Said, sender, receiver, [new MailId(subject)], what);
    }

    /// <summary>Whoever asked at a node hears that mails are taken on.</summary>
    public void Taken(VirtualNode node, ImmutableArray<MailId> mails)
    {
        if (!mails.IsEmpty) Tell(VirtualStepKind.Said, VirtualParty.Of(node.Name), VirtualParty.Outside, mails, "whoever asked hears that it is taken on");
    }

    /// <summary>A record of an outbox is durable.</summary>
    public void Recorded(VirtualNode node, OutboxEvent happened)
    {
        switch (happened)
        {
            case OutboxEvent.MailsAccepted accepted:
                Record(node, [.. accepted.Mails.Select(mail => mail.Id)], "outbox journals: accepted");
                break;
            case OutboxEvent.MailsDelivered delivered:
                Record(node, [.. delivered.Mails.Select(mail => mail.Id)], "outbox journals: delivered");
                break;
            case OutboxEvent.MailDeferred deferred:
                Record(node, [deferred.Id], $"outbox journals: {(deferred.Doubtful ? "in doubt, to be sent again" : "to be tried again")}: {deferred.Reason}");
                break;
            case OutboxEvent.MailParked parked:
                Record(node, [parked.Id], $"outbox journals: parked: {parked.Reason}");
                break;
            case OutboxEvent.MailHeldInDoubt held:
                Record(node, [held.Id], $"outbox journals: held in doubt: {held.Reason}");
                break;
        }
    }

    /// <summary>A record of a holder of duties is durable.</summary>
    public void Recorded(VirtualNode node, DutyEvent happened)
    {
        switch (happened)
        {
            case DutyEvent.DutyHeld held:
                Tell(VirtualStepKind.Became, VirtualParty.Of(node.Name), [], string.Create(CultureInfo.InvariantCulture, $"acts as {held.Term.Persona.Holder()}, term {held.Term.Epoch}"));
                break;
            case DutyEvent.CausesTaken taken:
                Record(node, [.. taken.Causes.Select(CauseIdentity.Of)], "duties journal: taken on");
                break;
            case DutyEvent.AlarmMailed mailed:
                Record(node, [.. mailed.Causes.Select(CauseIdentity.Of)], "duties journal: the alarm is taken on");
                break;
            case DutyEvent.CausesClosed closed:
                Record(node, closed.Mails, "duties journal: done");
                break;
        }
    }

    /// <summary>A record of a sender is durable.</summary>
    public void Recorded(VirtualNode node, SenderEvent happened)
    {
        var sender = VirtualParty.Sender(node.Name);
        switch (happened)
        {
            case SenderEvent.SenderStarted started:
                Tell(VirtualStepKind.Became, sender, [], string.Create(CultureInfo.InvariantCulture, $"the sender begins on {node.Name}, term {started.Epoch}"));
                break;
            case SenderEvent.SenderTurn turn:
                foreach (var ended in turn.Settled) Tell(VirtualStepKind.Recorded, sender, [ended.Id], $"journals: {Word(ended.Ending)}");
                if (!turn.Begun.IsEmpty) Tell(VirtualStepKind.Recorded, sender, [.. turn.Begun.Select(begun => begun.Id)], "journals: begun");
                break;
        }
    }

    /// <summary>An outbox has read its journal.</summary>
    public void Recovered(VirtualNode node, IEnumerable<MailId> known) => Tell(VirtualStepKind.Recovered, VirtualParty.Of(node.Name), [.. known], "outbox has read its journal");

    /// <summary>A sender begins to submit a mail.</summary>
    public void Submits(VirtualNode node, MailId mail) => Tell(VirtualStepKind.Said, VirtualParty.Sender(node.Name), VirtualParty.Tenant, [mail], "submits it");

    /// <summary>A submission has ended.</summary>
    public void Ended(VirtualNode node, MailId mail, SubmissionOutcome outcome) => Tell(VirtualStepKind.Answered, VirtualParty.Tenant, VirtualParty.Sender(node.Name), [mail], outcome.Reason);

    /// <summary>A copy of a mail has come to its mailbox.</summary>
    public void Arrived(MailId mail, string node, int copies) =>
        Tell(VirtualStepKind.Arrived, VirtualParty.Tenant, [mail], copies == 1 ? $"arrives in the mailbox, from {node}" : string.Create(CultureInfo.InvariantCulture, $"copy {copies} arrives in the mailbox, from {node}"));

    /// <summary>A node stands otherwise than before.</summary>
    public void Became(VirtualNode node, string what) => Tell(VirtualStepKind.Became, VirtualParty.Of(node.Name), [], what);

    /// <summary>Something was done from outside.</summary>
    /// <param name="whom">To whom; <see cref="VirtualParty.Outside"/>: to the whole deployment.</param>
    /// <param name="what">What.</param>
    public void Befell(VirtualParty whom, string what) => Tell(VirtualStepKind.Befell, whom, [], what);

    private static string Word(SubmissionEnding ending) => ending switch
    {
        SubmissionEnding.Delivered => "delivered",
        SubmissionEnding.InDoubt => "in doubt",
        _ => "not delivered",
    };

    private void Record(VirtualNode node, ImmutableArray<MailId> mails, string what) => Tell(VirtualStepKind.Recorded, VirtualParty.Of(node.Name), mails, what);

    private void Tell(VirtualStepKind kind, VirtualParty who, ImmutableArray<MailId> mails, string what) => Tell(kind, who, who, mails, what);

    private void Tell(VirtualStepKind kind, VirtualParty from, VirtualParty to, ImmutableArray<MailId> mails, string what) =>
        told(new VirtualStep(queue.Now, log.Count, kind, from, to, mails, what));
}
