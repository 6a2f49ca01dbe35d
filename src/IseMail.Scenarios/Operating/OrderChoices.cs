using System.Collections.Immutable;
using IseMail.Domain.Faults;
using IseMail.Domain.Tenants;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.ScenarioFiles;

namespace IseMail.Scenarios.Operating;

/// <summary>The words that orders are made of.</summary>
/// <param name="Deeds">What is done to nodes.</param>
/// <param name="Points">Where a fault strikes.</param>
/// <param name="Effects">What it does there, of which a word says all.</param>
/// <param name="Measures">What it does there, of which a value says how.</param>
/// <param name="Replies">Replies of the submission server, by name.</param>
/// <param name="Causes">What causes mail.</param>
public sealed record OrderChoices(ImmutableArray<string> Deeds, ImmutableArray<string> Points, ImmutableArray<string> Effects, ImmutableArray<string> Measures, ImmutableArray<string> Replies, ImmutableArray<string> Causes)
{
    /// <summary>All of them.</summary>
    public static OrderChoices All { get; } = new(
        [.. Enum.GetValues<NodeDeed>().Select(deed => deed.Key())], [.. FaultPoints.Words.Select(one => one.Word)], [.. FaultText.Effects.Select(one => one.Word)], [.. FaultText.EffectKeys.Where(key => key != "what")],
        [.. ExchangeReplies.All.Select(reply => reply.Name)], WorkloadSection.Words);
}
