using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;

namespace IseMail.Domain.Ledger;

/// <summary>
/// Puts what the outboxes say beside what the receiving side holds: every mail's story, and what is wrong with it. The
/// receiving mailboxes are the judge; where they cannot be read, only the outboxes speak.
/// </summary>
public sealed class DeliveryLedger
{
    private readonly DutyRoster _roster;
    private readonly bool _judged;

    private DeliveryLedger(ImmutableArray<MailStory> mails, ImmutableArray<Arrival> strays, DutyRoster roster, bool judged, SettledMails settled)
    {
        Settled = settled;
        Mails = mails;
        Strays = strays;
        _roster = roster;
        _judged = judged;
    }

    /// <summary>Mails that are over and were as they should be, and that are only counted.</summary>
    public SettledMails Settled { get; }

    /// <summary>Every mail that is not <see cref="Settled"/>, by purpose and then by identity.</summary>
    public ImmutableArray<MailStory> Mails { get; }

    /// <summary>Copies that arrived and that no outbox knows of.</summary>
    public ImmutableArray<Arrival> Strays { get; }

    /// <summary>Who held which persona's cluster-wide duties when.</summary>
    public IEnumerable<DutyTerm> Terms => _roster.Terms;

    /// <summary>
    /// Mails that an outbox calls delivered and no mailbox holds, which is not known where the mailboxes cannot be read, and
    /// mails that somebody was told of as taken on and that nobody knows any more.
    /// </summary>
    public IEnumerable<MailStory> Lost => Mails.Where(mail => mail.Vanished || (_judged && mail.Standing == MailState.Delivered && mail.Arrivals.IsEmpty));

    /// <summary>Terms of duties that more than one node claims, and mails that were taken on in a term by another than its holder: signs of two owners at once.</summary>
    public (ImmutableArray<DutyTerm> Terms, ImmutableArray<MailStory> Mails) TwoOwners => (
        [.. _roster.ClaimedTwice],
        [.. Mails.Where(mail => mail.Outboxes.Any(story => story.Entry.Term is not null && !_roster.Owned(mail.Purpose, story.Node, story.Entry.AcceptedAt, story.Entry.Term)))]);

    /// <summary>Mails with more than one copy.</summary>
    public IEnumerable<MailStory> Duplicated => Mails.Where(mail => mail.SurplusCopies > 0);

    /// <summary>Mails of which some copy came from a node whose duty they were not when it took them on.</summary>
    public IEnumerable<MailStory> WrongOwner => Mails.Where(SentByAnother);

    /// <summary>A ledger of these.</summary>
    /// <param name="outboxes">All outboxes' entries.</param>
    /// <param name="promised">Causes that holders of duties have taken on and that may stand in no outbox yet.</param>
    /// <param name="arrivals">What the mailboxes hold; <c>null</c>: they cannot be read.</param>
    /// <param name="roster">Who owned which duty when.</param>
    /// <param name="taken">Mails of which somebody was told that they are taken on.</param>
    /// <param name="settled">Mails that are only counted, and of which nothing of all this tells any more; <c>null</c>: there are none.</param>
    public static DeliveryLedger Of(
        IEnumerable<OutboxStory> outboxes, IEnumerable<Cause> promised, IEnumerable<Arrival>? arrivals, DutyRoster roster, IEnumerable<TakenMail>? taken = null, SettledMails? settled = null)
    {
        var byMail = outboxes.GroupBy(story => story.Entry.Id).ToDictionary(group => group.Key, group => group.OrderBy(story => story.Entry.AcceptedAt).ToImmutableArray());
        var purposes = byMail.ToDictionary(pair => pair.Key, pair => pair.Value[0].Entry.Purpose);
        foreach (var cause in promised) purposes.TryAdd(CauseIdentity.Of(cause), CauseIdentity.Purpose(cause));
        var known = purposes.Keys.ToHashSet();
        foreach (var mail in taken ?? []) purposes.TryAdd(mail.Id, mail.Purpose);
        var copies = (arrivals ?? []).ToLookup(arrival => arrival.Id);
        var mails = purposes.Select(pair => Story(pair.Key, pair.Value, byMail.GetValueOrDefault(pair.Key, []), copies[pair.Key], known.Contains(pair.Key)))
            .OrderBy(mail => mail.Purpose).ThenBy(mail => mail.Id).ToImmutableArray();
        var strays = copies.Where(group => group.Key is not { } id || !purposes.ContainsKey(id)).SelectMany(group => group).OrderBy(arrival => arrival.At).ToImmutableArray();
        return new DeliveryLedger(mails, strays, roster, arrivals is not null, settled ?? SettledMails.None);
    }

    /// <summary>The sum of it.</summary>
    public DeliverySummary Summary()
    {
        var wrong = WrongOwner.Select(mail => mail.Id).ToHashSet();
        var lost = Lost.Select(mail => mail.Id).ToHashSet();
        var byPurpose = MailPurposes.All.ToImmutableDictionary(purpose => purpose, purpose =>
        {
            var mails = Mails.Where(mail => mail.Purpose == purpose).ToList();
            var settled = Settled.Count(purpose);
            return new PurposeSummary(
                mails.Count + settled,
                mails.Count(mail => mail.Standing == MailState.Delivered) + settled,
                mails.Count(mail => mail.Standing == MailState.Parked),
                mails.Count(mail => mail.Standing == MailState.InDoubt),
                mails.Count(mail => mail is { Standing: MailState.Queued, Vanished: false }),
                mails.Count(mail => lost.Contains(mail.Id)),
                mails.Sum(mail => mail.SurplusCopies),
                mails.Count(mail => wrong.Contains(mail.Id)),
                Settled.ByNode(purpose).Aggregate(Senders(mails), static (nodes, one) => nodes.SetItem(one.Node, nodes.GetValueOrDefault(one.Node) + one.Count)));
        });
        return new DeliverySummary(byPurpose, Strays.Length);
    }

    private bool SentByAnother(MailStory mail)
    {
        foreach (var story in mail.Outboxes)
        {
            // An outbox that took the mail on and never sent it has done nothing wrong.
            var sent = _judged ? mail.Arrivals.Any(arrival => arrival.Node == story.Node.Value) : story.Entry.State == MailState.Delivered;
            if (sent && !_roster.Owned(mail.Purpose, story.Node, story.Entry.AcceptedAt, story.Entry.Term)) return true;
        }
        // A node that lost its storage knows nothing of what it sent.
        return mail.Arrivals.Any(arrival => mail.Outboxes.All(story => story.Node.Value != arrival.Node)
            && !(NodeName.TryParse(arrival.Node, out var node) && _roster.EverOwned(mail.Purpose, node, arrival.At)));
    }

    private ImmutableSortedDictionary<string, int> Senders(IEnumerable<MailStory> mails) => mails
        .SelectMany(mail => _judged
            ? mail.Arrivals.Select(arrival => arrival.Node ?? "(unnamed)")
            : mail.Outboxes.Where(story => story.Entry.State == MailState.Delivered).Select(story => story.Node.Value).Take(1))
        .GroupBy(node => node, StringComparer.Ordinal)
        .ToImmutableSortedDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    // Whoever delivered it may have lost its memory since: the mailbox knows.
    private static MailStory Story(MailId id, MailPurpose purpose, ImmutableArray<OutboxStory> outboxes, IEnumerable<Arrival> copies, bool known)
    {
        ImmutableArray<Arrival> arrivals = [.. copies.OrderBy(copy => copy.At)];
        var standing = !known && !arrivals.IsEmpty ? MailState.Delivered : Standing(outboxes);
        return new MailStory(id, purpose, standing, outboxes, arrivals) { Vanished = !known && arrivals.IsEmpty };
    }

    private static MailState Standing(ImmutableArray<OutboxStory> outboxes)
    {
        foreach (var state in (ReadOnlySpan<MailState>)[MailState.Delivered, MailState.InDoubt, MailState.Queued, MailState.Parked])
        {
            if (outboxes.Any(story => story.Entry.State == state)) return state;
        }
        return MailState.Queued; // promised by the holder of its duty, on its way into an outbox
    }
}
