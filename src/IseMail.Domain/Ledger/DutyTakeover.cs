using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;

namespace IseMail.Domain.Ledger;

/// <summary>That a node took over a persona's cluster-wide duties, and what followed.</summary>
/// <param name="Persona">Whose duties.</param>
/// <param name="Node">Who holds them from then on.</param>
/// <param name="Epoch">The how many-th holder it is, from 1.</param>
/// <param name="At">When it began to act.</param>
/// <param name="FirstMailAt">When the first mail that it took on in this term arrived; <c>null</c>: none has.</param>
public sealed record DutyTakeover(Persona Persona, NodeName Node, long Epoch, DateTimeOffset At, DateTimeOffset? FirstMailAt)
{
    /// <summary>All that <paramref name="ledger"/> tells of, by persona and then in order; the first holders among them.</summary>
    public static ImmutableArray<DutyTakeover> In(DeliveryLedger ledger)
    {
        var terms = ledger.Terms.ToList();
        return [.. terms.Select(term =>
        {
            var until = terms.Where(other => other.Persona == term.Persona && other.Epoch > term.Epoch).Select(other => (DateTimeOffset?)other.From).Min() ?? DateTimeOffset.MaxValue;
            var arrived = ledger.Mails
                .Where(mail => Duty.IsClusterWide(mail.Purpose) && Duty.Owner(mail.Purpose) == term.Persona)
                .Where(mail => mail.Outboxes.Any(story => story.Node == term.Node && story.Entry.AcceptedAt >= term.From && story.Entry.AcceptedAt < until))
                .SelectMany(mail => mail.Arrivals.Where(arrival => arrival.Node == term.Node.Value));
            return new DutyTakeover(term.Persona, term.Node, term.Epoch, term.From, arrived.Select(arrival => (DateTimeOffset?)arrival.At).Append(ledger.Settled.FirstOf(term)).Min());
        })];
    }
}
