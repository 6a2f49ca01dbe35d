using IseMail.Domain.Notices;

namespace IseMail.Domain.Outbox;

/// <summary>Mail that may be sent now: the most urgent class first, the oldest first within a class.</summary>
internal sealed class ReadyMail
{
    private readonly SortedDictionary<long, MailId>[] _byUrgency = [[], [], []];

    /// <summary>How much of each class.</summary>
    public OutboxOffer Offer => new(_byUrgency[0].Count, _byUrgency[1].Count, _byUrgency[2].Count);

    /// <summary>Adds a mail; adding it again changes nothing.</summary>
    public void Add(OutboxEntry entry) => Class(entry)[entry.Sequence] = entry.Id;

    /// <summary>Removes a mail if it is there.</summary>
    public void Remove(OutboxEntry entry) => Class(entry).Remove(entry.Sequence);

    /// <summary>Removes and gives the first mail, or <c>null</c>.</summary>
    public MailId? Take()
    {
        foreach (var mails in _byUrgency)
        {
            using var first = mails.GetEnumerator();
            if (!first.MoveNext()) continue;
            var (sequence, id) = first.Current;
            mails.Remove(sequence);
            return id;
        }
        return null;
    }

    private SortedDictionary<long, MailId> Class(OutboxEntry entry) => _byUrgency[(int)entry.Purpose.UrgencyOf()];
}
