using System.Collections.Immutable;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.ScenarioFiles;

namespace IseMail.Scenarios.Exploring;

/// <summary>
/// Makes a story that breaks a promise as small as it can be and still break it: fewer faults first and fewer nodes that they befall, then fewer
/// of the scenario's own, then fewer mails. Over and over, for with fewer mails a fault may turn out not to be needed.
/// </summary>
/// <param name="breaks">Whether a story still breaks that promise.</param>
/// <param name="tried">Told how many stories were tried, after each.</param>
internal sealed class StoryShrinking(Func<Story, bool> breaks, Action<int> tried)
{
    // Of very many causes not each by itself: a story of that many takes its time.
    private const int Finest = 64;

    /// <summary>How many stories were tried.</summary>
    public int Tried { get; private set; }

    /// <summary>The smallest story found.</summary>
    /// <param name="story">One that breaks the promise.</param>
    public Story Smallest(Story story)
    {
        for (var before = story; ; before = story)
        {
            story = WithFewerStrikes(story);
            story = WithFewerNodes(story);
            story = WithLessOfItsOwn(story);
            story = WithFewerMails(story);
            if (story == before) return story;
        }
    }

    private Story WithFewerStrikes(Story story)
    {
        for (var i = story.Strikes.Length - 1; i >= 0; i--) story = Try(story with { Strikes = story.Strikes.RemoveAt(i) }) ?? story;
        return story;
    }

    private Story WithFewerNodes(Story story)
    {
        for (var i = 0; i < story.Strikes.Length; i++)
        {
            var nodes = story.Strikes[i].Actions.Select(one => one.Action).OfType<ScenarioAction.ToNodes>().SelectMany(one => one.Nodes).Distinct().ToList();
            foreach (var node in nodes)
            {
                var strike = story.Strikes[i];
                var fewer = strike.Actions.Select(one => one.Action is ScenarioAction.ToNodes { Nodes.Length: > 1 } deed ? one with { Action = deed with { Nodes = deed.Nodes.Remove(node) } } : one).ToImmutableArray();
                if (fewer.SequenceEqual(strike.Actions)) continue;
                story = Try(story with { Strikes = story.Strikes.SetItem(i, strike with { Actions = fewer }) }) ?? story;
            }
        }
        return story;
    }

    private Story WithLessOfItsOwn(Story story)
    {
        for (var i = story.Scenario.Actions.Length - 1; i >= 0; i--) story = Try(story with { Scenario = story.Scenario with { Actions = story.Scenario.Actions.RemoveAt(i) } }) ?? story;
        for (var i = story.Scenario.Faults.Length - 1; i >= 0; i--) story = Try(story with { Scenario = story.Scenario with { Faults = story.Scenario.Faults.RemoveAt(i) } }) ?? story;
        return story;
    }

    private Story WithFewerMails(Story story)
    {
        for (var i = story.Scenario.Workload.Length - 1; i >= 0; i--)
        {
            if (story.Scenario.Workload.Length > 1 && Try(With(story, i, [])) is { } without)
            {
                story = without;
                continue;
            }
            // Ever smaller parts of them, the last first.
            var count = story.Scenario.Workload[i].Count;
            for (var part = count / 2; part > 0 && part >= count / Finest; part /= 2)
            {
                for (var from = story.Scenario.Workload[i].Count - part; from >= 0 && part < story.Scenario.Workload[i].Count; from -= part)
                    story = Try(With(story, i, Without(story.Scenario.Workload[i], from, part))) ?? story;
            }
        }
        return story;
    }

    // What is left happens when it would have.
    private static ImmutableArray<ScheduledCauses> Without(ScheduledCauses all, int from, int count)
    {
        return [.. Part(0, from), .. Part(from + count, all.Count - from - count)];

        ImmutableArray<ScheduledCauses> Part(int first, int left) => left == 0 ? [] : [all with { Count = left, At = all.At + Share(first), Over = Share(left) }];

        // As files write times.
        TimeSpan Share(int some) => TimeSpan.FromMilliseconds(Math.Floor(all.Over.TotalMilliseconds * some / all.Count));
    }

    private static Story With(Story story, int at, ImmutableArray<ScheduledCauses> instead) =>
        story with { Scenario = story.Scenario with { Workload = [.. story.Scenario.Workload[..at], .. instead, .. story.Scenario.Workload[(at + 1)..]] } };

    private Story? Try(Story story)
    {
        tried(++Tried);
        return breaks(story) ? story : null;
    }
}
