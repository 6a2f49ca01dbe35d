using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Ledger;

/// <summary>
/// Mails that are over and were as they should be: accepted by one outbox, delivered once, from the node whose duty it was. Of a long run
/// only their numbers are kept, so that what is kept does not grow with its length.
/// </summary>
public sealed class SettledMails
{
    private readonly Dictionary<(MailPurpose Purpose, string Node), int> _counts = [];
    private readonly Dictionary<(Persona Persona, long Epoch), DateTimeOffset> _first = [];

    /// <summary>None.</summary>
    public static SettledMails None { get; } = new();

    /// <summary>How many of all purposes.</summary>
    public int Total { get; private set; }

    /// <summary>How many of a purpose.</summary>
    public int Count(MailPurpose purpose) => _counts.Where(entry => entry.Key.Purpose == purpose).Sum(entry => entry.Value);

    /// <summary>How many of a purpose each node sent.</summary>
    public IEnumerable<(string Node, int Count)> ByNode(MailPurpose purpose) => _counts.Where(entry => entry.Key.Purpose == purpose).Select(entry => (entry.Key.Node, entry.Value));

    /// <summary>When the first of them that a holder of duties took on in its term arrived; <c>null</c>: none of them is of that term.</summary>
    public DateTimeOffset? FirstOf(DutyTerm term) => _first.TryGetValue((term.Persona, term.Epoch), out var at) ? at : null;

    /// <summary>Whether a mail may be counted here: nothing about it is worth telling.</summary>
    /// <param name="mail">Its whole story.</param>
    /// <param name="roster">Who owned which duty when.</param>
    public static bool Fits(MailStory mail, DutyRoster roster) =>
        mail is { Standing: Outbox.MailState.Delivered, Vanished: false, Outboxes: [{ Entry.Doubts: 0 } only], Arrivals: [var arrival] }
        && arrival.Node == only.Node.Value && roster.Owned(mail.Purpose, only.Node, only.Entry.AcceptedAt, only.Entry.Term);

    /// <summary>Counts one.</summary>
    /// <param name="mail">It fits.</param>
    public void Add(MailStory mail)
    {
        var arrival = mail.Arrivals[0];
        var key = (mail.Purpose, arrival.Node!);
        _counts[key] = _counts.GetValueOrDefault(key) + 1;
        Total++;
        if (mail.Outboxes[0].Entry.Term is not { } epoch) return;
        var term = (Duty.Owner(mail.Purpose), epoch);
        if (!_first.TryGetValue(term, out var first) || arrival.At < first) _first[term] = arrival.At;
    }
}
