using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Tests.Sending;

/// <summary>
/// Outboxes, the shared sender, its journal and a mailbox, played through in virtual time with faults at any point:
/// replies lost, connections refused, senders lost in the middle of anything. Only what was journalled survives.
/// </summary>
internal sealed class SendingRehearsal
{
    private readonly SenderSettings _settings;
    private readonly bool _asksAhead;
    private readonly Dictionary<NodeName, Domain.Outbox.Outbox> _outboxes = [];
    private readonly List<SenderEvent> _journal = [];
    private readonly List<(int Slot, NodeName Node, MailId Id)> _underWay = [];
    private readonly Dictionary<MailId, NodeName> _held = [];
    private readonly Queue<int> _chances;
    private readonly Dictionary<MailId, int> _copies = [];
    private SharedSender _sender;
    private SenderMemory _memory;
    private DateTimeOffset _now = Mails.Start;

    public SendingRehearsal(int nodes, int mailsPerNode, int[] chances, bool asksAhead = false)
    {
        _asksAhead = asksAhead;
        _settings = asksAhead ? SenderSettings.Default with { Budget = SendingBudget.Unlimited } : SenderSettings.Default;
        _chances = new Queue<int>(chances);
        for (var node = 0; node < nodes; node++)
        {
            var outbox = new Domain.Outbox.Outbox(RetryPolicy.Default, InDoubtPolicy.Resend, TimeSpan.FromDays(7));
            outbox.Apply(outbox.Accept(Mails.Many(MailPurposes.All[node % 5], mailsPerNode, 1000 * node), _now)!);
            _outboxes.Add(new NodeName($"node-{node}"), outbox);
        }
        (_sender, _memory) = NewSender();
    }

    public int SendersLost { get; private set; }

    public int RepliesLost { get; private set; }

    public int HeldAhead { get; private set; }

    public IReadOnlyDictionary<MailId, int> Copies => _copies;

    public IEnumerable<MailId> Undelivered => _outboxes.Values
        .SelectMany(outbox => outbox.Entries)
        .Where(entry => entry.State != MailState.Delivered || !_copies.ContainsKey(entry.Id))
        .Select(entry => entry.Id);

    public int Doubts(MailId id) => _outboxes.Values.Max(outbox => outbox.Find(id)?.Doubts ?? 0);

    public void Run()
    {
        for (var steps = 0; steps < 200_000 && _outboxes.Values.Any(outbox => outbox.Census().Queued > 0); steps++)
        {
            foreach (var (node, outbox) in _outboxes) _sender.Offered(node, outbox.Offer(_now));
            var actions = _sender.Next(_now);
            foreach (var action in actions) Do(action);
            if (_underWay.Count > 0) EndOne();
            else if (actions.IsEmpty) Wait();
        }
    }

    private void Do(SenderAction action)
    {
        switch (action)
        {
            case SenderAction.Open open when Chance() < 10:
                _sender.OpenFailed(open.Slot, new ConnectionFailure(ConnectionStage.Tcp, ConnectionFailureKind.Transient, "refused"), _now, 0.5);
                break;
            case SenderAction.Open open:
                _sender.Opened(open.Slot, _now);
                break;
            case SenderAction.Close close:
                _sender.Closed(close.Slot, _now);
                break;
            case SenderAction.Ask ask:
                Answer(ask);
                break;
            case SenderAction.Begin begin:
                _held.Remove(begin.Begun.Id).ShouldBeTrue("only a mail that is held is begun so");
                Record(new SenderEvent.SenderTurn([], [begin.Begun]));
                _underWay.Add((begin.Slot, begin.Begun.Node, begin.Begun.Id));
                break;
            case SenderAction.GiveBack back:
                _held.Remove(back.Id).ShouldBeTrue("only a mail that is held is given back");
                _outboxes[back.Node].Return(back.Id);
                break;
        }
    }

    private void Answer(SenderAction.Ask ask)
    {
        var outbox = _outboxes[ask.Node];
        if (outbox.Take(_now) is not { } mail)
        {
            _sender.Declined(ask.Grant, _now);
            return;
        }
        switch (_sender.Submitted(ask.Grant, ask.Node, mail.Id, outbox.Find(mail.Id)!.Doubts, _now))
        {
            case SenderAnswer.Begin begin:
                Record(new SenderEvent.SenderTurn([], [begin.Begun]));
                _underWay.Add((begin.Slot, ask.Node, mail.Id));
                break;
            case SenderAnswer.Hold:
                _held[mail.Id] = ask.Node;
                HeldAhead++;
                if (Chance() < 3) ForgetOutbox(ask.Node);
                break;
            case SenderAnswer.Known known:
                Settle(ask.Node, mail.Id, known.Outcome);
                break;
            default:
                outbox.Return(mail.Id);
                break;
        }
    }

    private void EndOne()
    {
        _now += TimeSpan.FromMilliseconds(30);
        var chance = Chance();
        var (slot, node, id) = _underWay[0];
        _underWay.RemoveAt(0);
        if (chance >= 25 || chance is >= 10 and < 18) _copies[id] = _copies.GetValueOrDefault(id) + 1;
        if (chance < 5)
        {
            // The sender is lost: the tenant may have taken this mail and others that were under way.
            if (chance < 3) foreach (var other in _underWay) _copies[other.Id] = _copies.GetValueOrDefault(other.Id) + 1;
            LoseSender();
            return;
        }
        SubmissionOutcome outcome = chance switch
        {
            < 10 => new SubmissionOutcome.InDoubt("reply lost; not taken"),
            < 18 => new SubmissionOutcome.InDoubt("reply lost; taken"),
            < 25 => new SubmissionOutcome.Deferred("451"),
            _ => new SubmissionOutcome.Delivered("250"),
        };
        if (outcome is SubmissionOutcome.InDoubt) RepliesLost++;
        var settled = _sender.Finished(slot, id, new SubmissionResult(outcome, Usable: outcome is not SubmissionOutcome.InDoubt), _now);
        if (Chance() < 3)
        {
            LoseSender();
            return;
        }
        Record(new SenderEvent.SenderTurn([settled], []));
        if (Chance() < 5)
        {
            // The word of it is lost on its way; the outbox still believes the mail to be out until it asks.
            _outboxes[node].Return(id);
            return;
        }
        Settle(node, id, outcome);
    }

    /// <summary>An outbox starts anew from its journal: it no longer knows which mails it gave away.</summary>
    private void ForgetOutbox(NodeName node)
    {
        foreach (var id in _outboxes[node].Out.Where(id => !_underWay.Any(mail => mail.Id == id)).ToList()) _outboxes[node].Return(id);
        _sender.Forget(node);
        foreach (var (id, _) in _held.Where(entry => entry.Value == node).ToList()) _held.Remove(id);
    }

    private void LoseSender()
    {
        SendersLost++;
        _underWay.Clear();
        _held.Clear();
        (_sender, _memory) = NewSender();
        foreach (var outbox in _outboxes.Values)
        {
            foreach (var id in outbox.Out.ToList()) outbox.Return(id);
        }
    }

    private (SharedSender Sender, SenderMemory Memory) NewSender()
    {
        _memory = new SenderMemory(_settings.Remember);
        foreach (var happened in _journal) _memory.Apply(happened);
        Record(_memory.Start(_now));
        return (new SharedSender(_settings, _memory, new SendingPace(_settings.Budget), _asksAhead), _memory);
    }

    private void Record(SenderEvent happened)
    {
        _journal.Add(happened);
        _memory.Apply(happened);
    }

    private void Settle(NodeName node, MailId id, SubmissionOutcome outcome)
    {
        if (_outboxes[node].Settle(id, outcome, _now, 0.5) is { } happened) _outboxes[node].Apply(happened);
    }

    private void Wait()
    {
        var wakes = _outboxes.Values.Select(outbox => outbox.NextWake()).Append(_sender.NextWake(_now)).OfType<DateTimeOffset>().Where(at => at > _now);
        _now = wakes.DefaultIfEmpty(_now + TimeSpan.FromSeconds(1)).Min();
    }

    private int Chance() => _chances.TryDequeue(out var chance) ? chance : 99;
}
