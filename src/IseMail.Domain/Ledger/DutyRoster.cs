using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Ledger;

/// <summary>Who owned which duty when, by what the holders journalled.</summary>
/// <param name="deployment">Nodes and personas.</param>
/// <param name="terms">The terms of all personas' holders, in any order.</param>
public sealed class DutyRoster(Deployment deployment, IEnumerable<DutyTerm> terms)
{
    private readonly ImmutableArray<DutyTerm> _terms = [.. terms.OrderBy(term => term.Epoch)];

    /// <summary>All terms, by persona and then in order.</summary>
    public IEnumerable<DutyTerm> Terms => _terms.OrderBy(term => term.Persona).ThenBy(term => term.Epoch);

    /// <summary>Who held <paramref name="persona"/>'s cluster-wide duties at <paramref name="at"/>; <c>null</c>: nobody.</summary>
    public NodeName? Holder(Persona persona, DateTimeOffset at)
    {
        NodeName? holder = null;
        foreach (var term in _terms)
        {
            if (term.Persona == persona && term.From <= at) holder = term.Node;
        }
        return holder;
    }

    /// <summary>
    /// Whether it was <paramref name="node"/>'s duty at <paramref name="acceptedAt"/> to take on mail of
    /// <paramref name="purpose"/>. Portal mail is the duty of whichever PSN's portal was used, so of any PSN; PSNs that
    /// joined without standing in the file count as such.
    /// </summary>
    /// <param name="purpose">The purpose.</param>
    /// <param name="node">The node that took it on.</param>
    /// <param name="acceptedAt">When; counts where <paramref name="term"/> is not known, for clocks may differ.</param>
    /// <param name="term">The term in which its holder took it on.</param>
    public bool Owned(MailPurpose purpose, NodeName node, DateTimeOffset acceptedAt, long? term = null)
    {
        var owner = Duty.Owner(purpose);
        if (!Duty.IsClusterWide(purpose)) return deployment.Find(node)?.Has(owner) ?? true;
        return term is { } epoch ? _terms.Any(one => one.Persona == owner && one.Epoch == epoch && one.Node == node) : Holder(owner, acceptedAt) == node;
    }

    /// <summary>Whether <paramref name="purpose"/> was the duty of <paramref name="node"/> at any time until <paramref name="until"/>.</summary>
    public bool EverOwned(MailPurpose purpose, NodeName node, DateTimeOffset until)
    {
        var owner = Duty.Owner(purpose);
        return Duty.IsClusterWide(purpose) ? _terms.Any(term => term.Persona == owner && term.Node == node && term.From <= until) : deployment.Find(node)?.Has(owner) ?? true;
    }

    /// <summary>Terms that more than one node claims: there were two owners at once.</summary>
    public IEnumerable<DutyTerm> ClaimedTwice => _terms.GroupBy(term => (term.Persona, term.Epoch)).Where(claims => claims.Select(term => term.Node).Distinct().Count() > 1).SelectMany(claims => claims);
}
