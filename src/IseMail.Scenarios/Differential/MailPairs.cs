using System.Collections.Immutable;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Scenarios.Reports;

namespace IseMail.Scenarios.Differential;

/// <summary>One mail of a scenario in both runtimes.</summary>
/// <param name="Text">What it tells of.</param>
/// <param name="Live">Its story live; <c>null</c>: there was none.</param>
/// <param name="Virtual">Its story in virtual time; <c>null</c>: there was none.</param>
internal sealed record MailPair(string Text, MailStory? Live, MailStory? Virtual)
{
    /// <summary>Whether it stands differently.</summary>
    public bool Differs => Standing(Live) != Standing(Virtual);

    /// <summary>Which node's copy arrived first.</summary>
    public string Sender(bool live) => (live ? Live : Virtual)?.Arrivals is [var first, ..] ? first.Node ?? "(unnamed)" : "nobody";

    /// <inheritdoc/>
    public override string ToString() => $"{Text}: live {Standing(Live)} from {Sender(live: true)}, virtual {Standing(Virtual)} from {Sender(live: false)}";

    private static string Standing(MailStory? story) => story switch
    {
        null => "absent",
        { Vanished: true } => "vanished",
        { Standing: MailState.InDoubt } => "in doubt",
        _ => story.Standing.ToString().ToLowerInvariant(),
    };
}

/// <summary>
/// Finds each mail of one runtime in the other: by its identity; where that has in it what chance made up (a guest's user name), in the
/// order in which such mails were caused.
/// </summary>
internal static class MailPairs
{
    public static ImmutableArray<MailPair> Of(MailPurpose purpose, RunResult live, RunResult virtually)
    {
        var here = Stories(purpose, live);
        var there = Stories(purpose, virtually);
        var both = here.Keys.Intersect(there.Keys).ToHashSet();
        var left = here.Where(one => !both.Contains(one.Key)).Select(one => one.Value).ToList();
        var others = there.Where(one => !both.Contains(one.Key)).Select(one => one.Value).ToList();
        return
        [
            .. both.Select(id => new MailPair(TextOf(live, here[id]), here[id], there[id])),
            .. Enumerable.Range(0, Math.Max(left.Count, others.Count)).Select(number => (One: left.ElementAtOrDefault(number), Other: others.ElementAtOrDefault(number)))
                .Select(pair => new MailPair(pair.One is { } one ? TextOf(live, one) : TextOf(virtually, pair.Other!), pair.One, pair.Other)),
        ];
    }

    private static OrderedDictionary<MailId, MailStory> Stories(MailPurpose purpose, RunResult result)
    {
        var stories = new OrderedDictionary<MailId, MailStory>();
        foreach (var mail in result.Ledger.Mails.Where(mail => mail.Purpose == purpose).OrderBy(mail => mail.Outboxes is [var first, ..] ? first.Entry.AcceptedAt : mail.Arrivals is [var copy, ..] ? copy.At : DateTimeOffset.MaxValue)) stories.Add(mail.Id, mail);
        return stories;
    }

    private static string TextOf(RunResult result, MailStory mail) =>
        result.Observations.Causes.GetValueOrDefault(mail.Id) ?? result.Observations.Subjects.GetValueOrDefault(mail.Id) ?? mail.Id.ToString();
}
