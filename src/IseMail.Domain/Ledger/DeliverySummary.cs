using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Ledger;

/// <summary>How many mails of one purpose, or of all, stand where, and what went wrong with them.</summary>
/// <param name="Accepted">Distinct mails taken on; always the sum of the next four and of those that vanished, which count as lost.</param>
/// <param name="Delivered">Delivered, as the outboxes say.</param>
/// <param name="Parked">Waiting for a person.</param>
/// <param name="InDoubt">Possibly delivered, waiting for a person.</param>
/// <param name="Queued">Still waiting for their turn.</param>
/// <param name="Lost">Called delivered, yet in no mailbox; or taken on and known to nobody any more.</param>
/// <param name="Duplicated">Copies beyond the first.</param>
/// <param name="WrongOwner">Mails sent by a node whose duty they were not.</param>
/// <param name="ByNode">Copies that arrived, by the node that sent them.</param>
public sealed record PurposeSummary(
    int Accepted, int Delivered, int Parked, int InDoubt, int Queued, int Lost, int Duplicated, int WrongOwner, ImmutableSortedDictionary<string, int> ByNode)
{
    /// <summary>Whether each mail arrived exactly once, from the node whose duty it was.</summary>
    public bool EachArrivedOnce => Delivered == Accepted && Lost == 0 && Duplicated == 0 && WrongOwner == 0;
}

/// <summary>The sum of a ledger.</summary>
/// <param name="ByPurpose">For every purpose.</param>
/// <param name="Strays">Messages in the mailboxes that no outbox knows of.</param>
public sealed record DeliverySummary(ImmutableDictionary<MailPurpose, PurposeSummary> ByPurpose, int Strays)
{
    /// <summary>Over all purposes.</summary>
    public PurposeSummary Total => ByPurpose.Values.Aggregate(
        new PurposeSummary(0, 0, 0, 0, 0, 0, 0, 0, ImmutableSortedDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal)),
        static (sum, one) => new PurposeSummary(
            sum.Accepted + one.Accepted, sum.Delivered + one.Delivered, sum.Parked + one.Parked, sum.InDoubt + one.InDoubt, sum.Queued + one.Queued,
            sum.Lost + one.Lost, sum.Duplicated + one.Duplicated, sum.WrongOwner + one.WrongOwner,
            one.ByNode.Aggregate(sum.ByNode, static (nodes, node) => nodes.SetItem(node.Key, nodes.GetValueOrDefault(node.Key) + node.Value))));

    /// <summary>Whether every mail arrived at least once, each copy from the node whose duty it was, and nothing else arrived.</summary>
    public bool EachArrived => Strays == 0 && ByPurpose.Values.All(static purpose => purpose with { Duplicated = 0 } is { EachArrivedOnce: true });

    /// <summary>Whether every mail arrived exactly once from the node whose duty it was, and nothing else arrived.</summary>
    public bool EachArrivedOnce => Strays == 0 && ByPurpose.Values.All(static purpose => purpose.EachArrivedOnce);
}
