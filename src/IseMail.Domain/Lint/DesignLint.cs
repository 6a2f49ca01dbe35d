using System.Collections.Immutable;

namespace IseMail.Domain.Lint;

/// <summary>What is allowed in a deployment and yet unwise: every rule, and what they find in a design.</summary>
public static class DesignLint
{
    /// <summary>All rules, by their ids.</summary>
    public static ImmutableArray<LintRule> Rules { get; } =
    [
        .. new[] { RedundancyRules.All, FailoverRules.All, SendingRules.All, SecretRules.All, TenantRules.All, NoticeRules.All, NetworkRules.All, ClusterRules.All }
            .SelectMany(rules => rules).OrderBy(rule => rule.Id, StringComparer.Ordinal),
    ];

    /// <summary>What two nodes survive and what they do not; nobody should find that out from a crash.</summary>
    public static LintRule TwoNodes => RedundancyRules.TwoNodes;

    /// <summary>Everything that the rules find, by rule.</summary>
    public static IEnumerable<LintFinding> Check(Design design) =>
        Rules.SelectMany(rule => rule.Look(design).Select(found => new LintFinding(rule, found.Path, found.What)));
}
