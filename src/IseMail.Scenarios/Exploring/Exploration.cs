using System.Collections.Immutable;
using System.Diagnostics;
using IseMail.Scenarios.Reports.Sequences;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Promises;
using IseMail.VirtualTime.Tracing;

namespace IseMail.Scenarios.Exploring;

/// <summary>A story that broke a promise, and the smallest that still does.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Broken">What was broken first in the smallest.</param>
/// <param name="Found">As it was found.</param>
/// <param name="Smallest">As small as it could be made.</param>
/// <param name="Tried">How many stories were tried for that.</param>
public sealed record Discovery(long Seed, BrokenPromise Broken, Story Found, Story Smallest, int Tried);

/// <summary>What came of an exploration: of all seeds up to the lowest that breaks a promise, however many were played at the same time.</summary>
/// <param name="Seeds">How many seeds that are.</param>
/// <param name="Events">How many events there were in all.</param>
/// <param name="Mails">How many mails were accepted in all.</param>
/// <param name="Lasted">How much virtual time passed in all.</param>
/// <param name="Strikes">How often each kind of fault was in a story.</param>
/// <param name="Discovery">The broken promise of the lowest seed; <c>null</c>: none was broken.</param>
/// <param name="Took">How long it took to play them, without making the story smaller.</param>
public sealed record ExplorationResult(int Seeds, long Events, long Mails, TimeSpan Lasted, ImmutableSortedDictionary<string, int> Strikes, Discovery? Discovery, TimeSpan Took);

/// <summary>What an exploration tells while it goes on.</summary>
/// <param name="Played">How many seeds have been played.</param>
/// <param name="Seeds">Of how many, at the most.</param>
/// <param name="Tried">How many stories were tried to make one smaller that breaks a promise; 0: none was found yet.</param>
/// <param name="Took">How long that took.</param>
public sealed record ExplorationProgress(int Played, int Seeds, int Tried, TimeSpan Took);

/// <summary>How a story ended.</summary>
/// <param name="Broken">The first promise that was broken; <c>null</c>: none was.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="Mails">How many mails were accepted.</param>
/// <param name="Lasted">How much virtual time passed.</param>
public sealed record StoryEnd(BrokenPromise? Broken, long Events, int Mails, TimeSpan Lasted);

/// <summary>Plays a scenario with many seeds and other faults each time, and looks for one that breaks a promise.</summary>
/// <param name="scenario">What happens anyway.</param>
/// <param name="timing">How long things take.</param>
/// <param name="defect">What is wrong on purpose.</param>
public sealed class Exploration(Scenario scenario, TimingModel timing, PlantedDefect defect = PlantedDefect.None)
{
    /// <summary>Plays seeds until one breaks a promise, or all are played.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="seeds">How many.</param>
    /// <param name="parallel">How many at the same time.</param>
    /// <param name="progress">Told how far it is, on any thread; <c>null</c>: nobody looks on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ExplorationResult Run(long first, int seeds, int parallel, IProgress<ExplorationProgress>? progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var ends = new StoryEnd?[seeds];
        var (next, played, lowest) = (-1, 0, seeds);
        // In the order of seeds, so that all below the lowest that breaks a promise have been played when it is known.
        Parallel.For(0, parallel, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number < Volatile.Read(ref lowest))
            {
                var end = ends[number] = Play(Story.Of(scenario, first + number), cancellationToken);
                if (end.Broken is not null) Lower(ref lowest, number);
                progress?.Report(new ExplorationProgress(Interlocked.Increment(ref played), seeds, 0, watch.Elapsed));
            }
        });
        var counted = Math.Min(seeds, lowest + 1);
        var took = watch.Elapsed;
        var discovery = lowest == seeds
            ? null
            : Shrink(Story.Of(scenario, first + lowest), ends[lowest]!.Broken!, tried => progress?.Report(new ExplorationProgress(counted, seeds, tried, watch.Elapsed)), cancellationToken);
        var strikes = Enumerable.Range(0, counted).SelectMany(number => Story.Of(scenario, first + number).Strikes).GroupBy(strike => strike.Kind, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(kind => kind.Key, kind => kind.Count(), StringComparer.Ordinal);
        var all = ends.Take(counted).OfType<StoryEnd>().ToList();
        return new ExplorationResult(counted, all.Sum(end => end.Events), all.Sum(end => (long)end.Mails), TimeSpan.FromTicks(all.Sum(end => end.Lasted.Ticks)), strikes, discovery, took);
    }

    /// <summary>Plays one story.</summary>
    /// <param name="story">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="told">Told of everything that happens; <c>null</c>: nobody retells it.</param>
    public StoryEnd Play(Story story, CancellationToken cancellationToken, Action<VirtualStep>? told = null)
    {
        var ended = new VirtualRun(story.Told, story.Seed, timing, defect: defect, told: told).Run(cancellationToken);
        return new StoryEnd(ended.Broken, ended.Events, ended.Result.Summary.Total.Accepted, ended.Lasted);
    }

    /// <summary>Plays the smallest story of a discovery again, and tells of it as a sequence.</summary>
    /// <param name="discovery">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Sequence Retell(Discovery discovery, CancellationToken cancellationToken)
    {
        var retelling = new Retelling(discovery.Smallest.Told, discovery.Broken);
        Play(discovery.Smallest, cancellationToken, retelling.Hear);
        return retelling.Sequence();
    }

    private Discovery Shrink(Story story, BrokenPromise broken, Action<int> tried, CancellationToken cancellationToken)
    {
        var shrinking = new StoryShrinking(smaller => Play(smaller, cancellationToken).Broken?.Promise == broken.Promise, tried);
        var smallest = shrinking.Smallest(story);
        return new Discovery(story.Seed, Play(smallest, cancellationToken).Broken ?? broken, story, smallest, shrinking.Tried);
    }

    private static void Lower(ref int lowest, int number)
    {
        for (var seen = Volatile.Read(ref lowest); number < seen;)
        {
            var before = Interlocked.CompareExchange(ref lowest, number, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
