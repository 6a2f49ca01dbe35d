using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.VirtualTime.Promises;
using IseMail.VirtualTime.Tracing;

namespace IseMail.VirtualTime.Mails;

/// <summary>
/// Every mail of a run that is not over: which outboxes took it on, which copies arrived. One that is over and was as it should be
/// is only counted, so that the book does not grow with the length of the run.
/// </summary>
/// <param name="isPlain">Whether nothing about a mail that arrived once is worth telling.</param>
/// <param name="settled">Told of each mail that is only counted from then on.</param>
/// <param name="watch">Sees to it that what must always hold does.</param>
/// <param name="trace">Is told of what arrives; <c>null</c>: nobody retells it.</param>
internal sealed class MailBook(Func<MailStory, bool> isPlain, Action<MailId> settled, PromiseWatch watch, RunTrace? trace)
{
    private readonly Dictionary<MailId, OpenMail> _open = [];

    /// <summary>Mails that are only counted.</summary>
    public SettledMails Settled { get; } = new();

    /// <summary>Mails that an outbox has taken on; one that another outbox took on as well counts once.</summary>
    public int Accepted { get; private set; }

    /// <summary>Messages that have arrived.</summary>
    public int Arrived { get; private set; }

    /// <summary>Copies of mails that are not only counted.</summary>
    public IEnumerable<Arrival> Arrivals => _open.Values.SelectMany(mail => mail.Arrivals);

    /// <summary>What outboxes that have forgotten a mail told of it.</summary>
    public IEnumerable<OutboxStory> Forgotten => _open.Values.SelectMany(mail => mail.Forgotten);

    /// <summary>The subject of each mail that arrived and is not only counted.</summary>
    public IEnumerable<(MailId Id, string Subject)> Subjects => _open.Where(entry => entry.Value.Subject is not null).Select(entry => (entry.Key, entry.Value.Subject!));

    /// <summary>An outbox has taken mails on.</summary>
    public void Accept(OutboxEvent.MailsAccepted accepted)
    {
        foreach (var mail in accepted.Mails)
        {
            if (Open(mail.Id).Holders++ == 0) Accepted++;
        }
    }

    /// <summary>A message has come to its mailbox.</summary>
    public void Arrive(Mail mail, string node, DateTimeOffset at)
    {
        Arrived++;
        var open = Open(mail.Id);
        open.Arrivals.Add(new Arrival(mail.Id, mail.Id.MessageId(mail.From.Domain), node, at));
        open.Subject = mail.Subject;
        trace?.Arrived(mail.Id, node, open.Arrivals.Count);
        watch.Arrived(mail, new NodeName(node), open.Arrivals.Count);
    }

    /// <summary>An outbox does not know a mail any more, which it has delivered.</summary>
    public void Forget(NodeName node, OutboxEntry entry)
    {
        var open = Open(entry.Id);
        open.Forgotten.Add(new OutboxStory(node, entry));
        if (open.Forgotten.Count < open.Holders) return;
        var story = new MailStory(entry.Id, entry.Purpose, MailState.Delivered, [.. open.Forgotten], [.. open.Arrivals]);
        if (!SettledMails.Fits(story, watch.Roster) || !isPlain(story)) return;
        Settled.Add(story);
        _open.Remove(entry.Id);
        watch.Forget(entry.Id);
        settled(entry.Id);
    }

    /// <summary>An outbox is another than before.</summary>
    public void Changed(NodeName node, Outbox outbox, OutboxEvent happened)
    {
        watch.Changed(node, outbox);
        if (happened is not OutboxEvent.MailsDelivered delivered) return;
        foreach (var mail in delivered.Mails) watch.Delivered(node, mail.Id, _open.TryGetValue(mail.Id, out var open) ? open.Arrivals.Count : 0);
    }

    /// <summary>A submission of a mail ended with nobody knowing whether it was delivered.</summary>
    public void Doubt(MailId id) => watch.Doubted(id);

    /// <summary>A holder of duties begins to act.</summary>
    public void Held(DutyTerm term) => watch.Held(term);

    private OpenMail Open(MailId id)
    {
        if (!_open.TryGetValue(id, out var open)) _open.Add(id, open = new OpenMail());
        return open;
    }

    private sealed class OpenMail
    {
        public int Holders { get; set; }

        public string? Subject { get; set; }

        public List<Arrival> Arrivals { get; } = new(1);

        public List<OutboxStory> Forgotten { get; } = [];
    }
}
