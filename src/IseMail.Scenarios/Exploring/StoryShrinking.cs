using System.Collections.Immutable;

namespace IseMail.Scenarios.Exploring;

/// <summary>Makes a story that breaks a promise as small as it can be and still break it: fewer faults first, then fewer mails.</summary>
/// <param name="breaks">Whether a story still breaks that promise.</param>
internal sealed class StoryShrinking(Func<Story, bool> breaks)
{
    /// <summary>How many stories were tried.</summary>
    public int Tried { get; private set; }

    /// <summary>The smallest story found.</summary>
    /// <param name="story">One that breaks the promise.</param>
    public Story Smallest(Story story)
    {
        for (var before = story; ; before = story)
        {
            story = WithFewerStrikes(story);
            story = WithFewerMails(story);
            if (story == before) return story;
        }
    }

    private Story WithFewerStrikes(Story story)
    {
        for (var i = story.Strikes.Length - 1; i >= 0; i--)
        {
            if (Try(story with { Strikes = story.Strikes.RemoveAt(i) }) is { } less) story = less;
        }
        return story;
    }

    private Story WithFewerMails(Story story)
    {
        for (var i = story.Scenario.Workload.Length - 1; i >= 0; i--)
        {
            var workload = story.Scenario.Workload;
            if (workload.Length > 1 && Try(With(story, workload.RemoveAt(i))) is { } without)
            {
                story = without;
                continue;
            }
            while (workload[i].Count > 1 && Try(With(story, workload.SetItem(i, workload[i] with { Count = workload[i].Count / 2 }))) is { } fewer)
            {
                story = fewer;
                workload = story.Scenario.Workload;
            }
        }
        return story;
    }

    private static Story With(Story story, ImmutableArray<ScenarioFiles.ScheduledCauses> workload) => story with { Scenario = story.Scenario with { Workload = workload } };

    private Story? Try(Story story)
    {
        Tried++;
        return breaks(story) ? story : null;
    }
}
