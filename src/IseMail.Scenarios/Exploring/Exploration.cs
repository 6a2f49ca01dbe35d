using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.ScenarioFiles;
using IseMail.Scenarios.Virtual;
using IseMail.VirtualTime;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Promises;

namespace IseMail.Scenarios.Exploring;

/// <summary>A story that broke a promise, and the smallest that still does.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Broken">What was broken first in the smallest.</param>
/// <param name="Found">As it was found.</param>
/// <param name="Smallest">As small as it could be made.</param>
/// <param name="Tried">How many stories were tried for that.</param>
public sealed record Discovery(long Seed, BrokenPromise Broken, Story Found, Story Smallest, int Tried);

/// <summary>What came of an exploration.</summary>
/// <param name="Seeds">How many seeds were played.</param>
/// <param name="Events">How many events there were in all.</param>
/// <param name="Mails">How many mails were accepted in all.</param>
/// <param name="Strikes">How often each kind of fault was in a story.</param>
/// <param name="Discovery">The broken promise of the lowest seed; <c>null</c>: none was broken.</param>
/// <param name="Took">How long it took.</param>
public sealed record ExplorationResult(int Seeds, long Events, long Mails, ImmutableSortedDictionary<string, int> Strikes, Discovery? Discovery, TimeSpan Took);

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
    /// <param name="progress">Told how many are played; <c>null</c>: nobody looks on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ExplorationResult Run(long first, int seeds, int parallel, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var kinds = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        long events = 0, mails = 0;
        var played = 0;
        var broken = new ConcurrentDictionary<long, BrokenPromise>();
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, (number, loop) =>
        {
            if (loop.ShouldExitCurrentIteration) return;
            var story = Story.Of(scenario, first + number);
            foreach (var strike in story.Strikes) kinds.AddOrUpdate(strike.Kind, 1, static (_, count) => count + 1);
            var one = Play(story, cancellationToken);
            Interlocked.Add(ref events, one.Events);
            Interlocked.Add(ref mails, one.Mails);
            if (one.Broken is { } promise)
            {
                broken[story.Seed] = promise;
                loop.Break();
            }
            var count = Interlocked.Increment(ref played);
            progress?.Report(count);
        });
        // Of several found at the same time the lowest, so that the answer does not depend on the number of threads.
        var discovery = broken.IsEmpty ? null : Shrink(Story.Of(scenario, broken.Keys.Min()), broken[broken.Keys.Min()], cancellationToken);
        return new ExplorationResult(played, events, mails, kinds.ToImmutableSortedDictionary(StringComparer.Ordinal), discovery, watch.Elapsed);
    }

    /// <summary>Plays one story.</summary>
    public (BrokenPromise? Broken, long Events, int Mails) Play(Story story, CancellationToken cancellationToken)
    {
        VirtualResult ended;
        try
        {
            ended = new VirtualRun(story.Told, story.Seed, timing, defect: defect).Run(cancellationToken);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or KeyNotFoundException or NullReferenceException or IndexOutOfRangeException)
        {
            return (new BrokenPromise(Promise.NothingFails, VirtualRun.Epoch, $"{fault.GetType().Name}: {fault.Message}"), 0, 0);
        }
        return (ended.Broken ?? AtTheEnd(ended, story), ended.Events, ended.Result.Summary.Total.Accepted);
    }

    private Discovery Shrink(Story story, BrokenPromise broken, CancellationToken cancellationToken)
    {
        var shrinking = new StoryShrinking(smaller => Play(smaller, cancellationToken).Broken?.Promise == broken.Promise);
        var smallest = shrinking.Smallest(story);
        return new Discovery(story.Seed, Play(smallest, cancellationToken).Broken ?? broken, story, smallest, shrinking.Tried);
    }

    // What only the whole story tells.
    private BrokenPromise? AtTheEnd(VirtualResult ended, Story story)
    {
        var ledger = ended.Result.Ledger;
        var at = ended.Result.Evidence.End;
        // A disk that is gone takes with it what was only there; the live verdict says so of each such mail.
        var storageLost = story.Told.Actions.Any(one => one.Action is ScenarioAction.ToNodes { Deed: NodeDeed.LoseStorage });
        if (ledger.Lost.FirstOrDefault(mail => !(storageLost && mail.Vanished)) is { } lost)
            return new BrokenPromise(Promise.NothingLost, at, $"a mail about {lost.Purpose.Title()} that was {(lost.Vanished ? "taken on is known to nobody" : "called delivered is in no mailbox")}", lost.Id);
        var (terms, mails) = ledger.TwoOwners;
        if (!terms.IsEmpty || !mails.IsEmpty) return new BrokenPromise(Promise.OneOwner, at, "two nodes claim one term", mails.IsEmpty ? null : mails[0].Id);
        if (ledger.WrongOwner.FirstOrDefault() is { } wrong) return new BrokenPromise(Promise.RightOwner, at, $"a mail about {wrong.Purpose.Title()} left from a node whose duty it was not", wrong.Id);
        if (scenario.Topology.Mail.Sender.Placement == SenderPlacement.Shared && ledger.Duplicated.FirstOrDefault(mail => mail.SurplusCopies > mail.Doubts + ended.DoubtsOf(mail.Id)) is { } copied)
            return new BrokenPromise(Promise.CopiesExplained, at, "a second copy that no submission in doubt explains", copied.Id);
        return null;
    }
}
