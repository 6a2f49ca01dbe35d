using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.VirtualTime.Promises;

namespace IseMail.Scenarios.Expectations;

/// <summary>One thing that was expected, and what came of it.</summary>
/// <param name="What">What is judged.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Found">What was found.</param>
/// <param name="Holds">Whether they agree.</param>
/// <param name="Mails">The mails that do not, a few of them.</param>
public sealed record Finding(string What, string Expected, string Found, bool Holds, ImmutableArray<MailId> Mails);

/// <summary>What a run is judged by: what happened, whichever runtime it happened in.</summary>
/// <param name="Ledger">Every mail's story.</param>
/// <param name="Taken">The mails of which somebody was told that they are taken on.</param>
/// <param name="Happened">How many of the workload's causes were taken on.</param>
/// <param name="Untaken">How many were not.</param>
/// <param name="Takeovers">Who took over whose duties, the first holders among them.</param>
/// <param name="Disturbances">When something was done to the deployment, the earliest first.</param>
/// <param name="Alarms">The alarms that were mailed.</param>
/// <param name="Begin">When the scenario began.</param>
/// <param name="End">When all of this was seen.</param>
public sealed record Evidence(
    DeliveryLedger Ledger,
    ImmutableArray<TakenMail> Taken,
    int Happened,
    int Untaken,
    ImmutableArray<DutyTakeover> Takeovers,
    ImmutableArray<DateTimeOffset> Disturbances,
    ImmutableHashSet<string> Alarms,
    DateTimeOffset Begin,
    DateTimeOffset End)
{
    /// <summary>Something that must always hold and did not, as only virtual time sees it event by event; <c>null</c>: nothing that was seen.</summary>
    public BrokenPromise? Broken { get; init; }

    /// <summary>What the other runtime came to otherwise, a line or more for each; <c>default</c>: it was not asked.</summary>
    public ImmutableArray<string> Differences { get; init; }
}

/// <summary>A run's verdict: everything that was expected, and never two owners of a duty.</summary>
/// <param name="Findings">What was judged, in the order in which it is told.</param>
public sealed record Verdict(ImmutableArray<Finding> Findings)
{
    private const int MailsNamed = 20;

    /// <summary>Whether all of it holds.</summary>
    public bool Holds => Findings.All(finding => finding.Holds);

    /// <summary>Judges.</summary>
    /// <param name="expected">What was expected.</param>
    /// <param name="evidence">What happened.</param>
    public static Verdict Of(Expectation expected, Evidence evidence)
    {
        var asked = evidence.Taken.GroupBy(mail => mail.Id).ToDictionary(same => same.Key, same => same.Min(mail => mail.AskedAt));
        return new Verdict(
        [
            // What nobody took on is not in the ledger.
            new Finding(
                "causes taken on", expected.Taken.ToString(), string.Create(CultureInfo.InvariantCulture, $"{evidence.Happened} of {evidence.Happened + evidence.Untaken}"),
                expected.Taken.Of == CountOf.Accepted ? evidence.Untaken == 0 : expected.Taken.Fits(evidence.Happened), []),
            .. OfMail("mail", expected.Mail, evidence.Ledger, [.. evidence.Ledger.Mails], evidence.Ledger.Settled.Total, asked, evidence.End),
            .. expected.Purposes.SelectMany(entry => OfMail(
                entry.Key.Title(), entry.Value, evidence.Ledger, [.. evidence.Ledger.Mails.Where(mail => mail.Purpose == entry.Key)], evidence.Ledger.Settled.Count(entry.Key), asked, evidence.End)),
            WrongOwner(evidence.Ledger),
            TwoOwners(evidence.Ledger),
            Strays(evidence.Ledger),
            .. evidence.Differences is { IsDefault: false } differences
                ? [new Finding("both runtimes", "come to the same", differences.IsEmpty ? "the same" : string.Join("; ", differences.Select(one => one.ReplaceLineEndings("; "))), differences.IsEmpty, [])]
                : ImmutableArray<Finding>.Empty,
            .. evidence.Broken is { } broken ? [Of(broken, evidence.Begin)] : ImmutableArray<Finding>.Empty,
            .. expected.Takeovers.Select(takeover => Of(takeover, evidence)),
            .. expected.Raised.Select(name => new Finding($"alarm '{name}'", "mailed", evidence.Alarms.Contains(name) ? "mailed" : "not mailed", evidence.Alarms.Contains(name), [])),
            .. expected.NotRaised.Select(name => new Finding($"alarm '{name}'", "not mailed", evidence.Alarms.Contains(name) ? "mailed" : "not mailed", !evidence.Alarms.Contains(name), [])),
        ]);
    }

    /// <summary>
    /// Whether a mail that is over may be counted instead of being told of (<see cref="SettledMails"/>): it is neither late nor sent by another node, whatever is expected of it.
    /// </summary>
    /// <param name="expected">What is expected.</param>
    /// <param name="mail">The mail, which arrived once.</param>
    /// <param name="askedAt">When its cause was told to the deployment; <c>null</c>: it was the deployment's own.</param>
    public static bool IsPlain(Expectation expected, MailStory mail, DateTimeOffset? askedAt) =>
        IsPlain(expected.Mail, mail, askedAt) && (expected.Purposes.GetValueOrDefault(mail.Purpose) is not { } own || IsPlain(own, mail, askedAt));

    private static bool IsPlain(MailExpectation expected, MailStory mail, DateTimeOffset? askedAt) =>
        !(expected.Late is { } late && mail.Arrivals[0].At - askedAt > late.After) && !(expected.By is { } senders && senders.All(node => node.Value != mail.Arrivals[0].Node));

    private static IEnumerable<Finding> OfMail(
        string what, MailExpectation expected, DeliveryLedger ledger, List<MailStory> mails, int settled, Dictionary<MailId, DateTimeOffset> asked, DateTimeOffset end)
    {
        var lost = ledger.Lost.Select(mail => mail.Id).ToHashSet();
        if (expected.Delivered is { } delivered) yield return Counted($"{what} delivered", delivered, mails, mail => mail.Standing == MailState.Delivered, settled, settled);
        if (expected.Lost is { } gone) yield return Counted($"{what} lost", gone, mails, mail => lost.Contains(mail.Id), settled);
        if (expected.Duplicated is { Of: CountOf.Doubts } doubted)
        {
            var unexplained = mails.Where(mail => mail.SurplusCopies > mail.Doubts).ToList();
            yield return new Finding(
                $"second copies of {what}", doubted.ToString(),
                string.Create(CultureInfo.InvariantCulture, $"{mails.Sum(mail => mail.SurplusCopies)}, {mails.Sum(mail => Math.Max(0, mail.SurplusCopies - mail.Doubts))} of them without doubt"), unexplained.Count == 0, Named(unexplained));
        }
        else if (expected.Duplicated is { } copies)
        {
            var several = mails.Where(mail => mail.SurplusCopies > 0).ToList();
            var count = several.Sum(mail => mail.SurplusCopies);
            yield return new Finding($"second copies of {what}", copies.ToString(), count.ToString(CultureInfo.InvariantCulture), copies.Fits(count), copies.Fits(count) ? [] : Named(several));
        }
        if (expected.InDoubt is { } doubt) yield return Counted($"{what} in doubt", doubt, mails, mail => mail.Standing == MailState.InDoubt, settled);
        if (expected.Parked is { } parked) yield return Counted($"{what} parked", parked, mails, mail => mail.Standing == MailState.Parked, settled);
        if (expected.Queued is { } queued) yield return Counted($"{what} queued", queued, mails, mail => mail is { Standing: MailState.Queued, Vanished: false }, settled);
        if (expected.Late is { } late)
            yield return Counted($"{what} later than {late.After.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s", late.Count, mails, mail => Latency(mail, asked, end) is { } latency && latency > late.After, settled);
        if (expected.By is { } senders)
        {
            var others = mails.Where(mail => mail.Arrivals.Any(arrival => senders.All(node => node.Value != arrival.Node))).ToList();
            yield return new Finding($"{what} sent by", string.Join(", ", senders), string.Join(", ", mails.SelectMany(mail => mail.Arrivals).Select(arrival => arrival.Node ?? "(unnamed)").Distinct().Order()), others.Count == 0, Named(others));
        }
    }

    /// <summary>
    /// How long it took from when its cause was told to the deployment until the first copy arrived, or, while none has, how
    /// long it has been waited for; <c>null</c>: its cause was the deployment's own.
    /// </summary>
    private static TimeSpan? Latency(MailStory mail, Dictionary<MailId, DateTimeOffset> asked, DateTimeOffset end) =>
        asked.TryGetValue(mail.Id, out var at) ? (mail.Arrivals.IsEmpty ? end : mail.Arrivals[0].At) - at : null;

    private static Finding Counted(string what, CountRule rule, List<MailStory> mails, Func<MailStory, bool> counts, int settled, int settledCount = 0)
    {
        var counted = mails.Where(counts).ToList();
        var count = counted.Count + settledCount;
        var holds = rule.Of == CountOf.Accepted ? count == mails.Count + settled : rule.Fits(count);
        var found = rule.Of == CountOf.Accepted ? string.Create(CultureInfo.InvariantCulture, $"{count} of {mails.Count + settled}") : count.ToString(CultureInfo.InvariantCulture);
        return new Finding(what, rule.ToString(), found, holds, holds ? [] : Named(rule.Of == CountOf.Accepted || count < rule.AtLeast ? mails.Where(mail => !counts(mail)) : counted));
    }

    private static Finding WrongOwner(DeliveryLedger ledger)
    {
        var wrong = ledger.WrongOwner.ToList();
        return new Finding("mail from a node whose duty it was not", "0", wrong.Count.ToString(CultureInfo.InvariantCulture), wrong.Count == 0, Named(wrong));
    }

    private static Finding TwoOwners(DeliveryLedger ledger)
    {
        var (terms, mails) = ledger.TwoOwners;
        var found = terms.IsEmpty && mails.IsEmpty ? "never" : string.Create(CultureInfo.InvariantCulture, $"{terms.Length} terms claimed twice, {mails.Length} mails taken on in another's term");
        return new Finding("two owners of one duty", "never", found, terms.IsEmpty && mails.IsEmpty, Named(mails));
    }

    private static Finding Strays(DeliveryLedger ledger) => new(
        "messages that no outbox knows", "0", ledger.Strays.Length.ToString(CultureInfo.InvariantCulture), ledger.Strays.IsEmpty, [.. ledger.Strays.Select(stray => stray.Id).OfType<MailId>().Take(MailsNamed)]);

    private static Finding Of(BrokenPromise broken, DateTimeOffset begin) => new(
        $"promise {broken.Promise}", "always holds", string.Create(CultureInfo.InvariantCulture, $"broken after {(broken.At - begin).TotalSeconds:0.0} s: {broken.What}"), false, broken.Mail is { } mail ? [mail] : []);

    private static Finding Of(TakeoverExpectation expected, Evidence evidence)
    {
        var what = $"duties of the {expected.Of.Holder()}";
        var moves = evidence.Takeovers.Where(one => one.Persona == expected.Of && one.At > evidence.Begin).ToList();
        // A holder that was started anew has not been replaced.
        var before = evidence.Takeovers.Where(one => one.Persona == expected.Of && one.At <= evidence.Begin).Select(one => (NodeName?)one.Node).LastOrDefault();
        var moved = moves.Where((move, index) => move.Node != (index == 0 ? before : moves[index - 1].Node)).ToList();
        if (expected.Never) return new Finding(what, "stay where they are", moved.Count == 0 ? "stay where they are" : $"moved to {string.Join(", ", moved.Select(one => one.Node))}", moved.Count == 0, []);

        var wanted = $"move{(expected.By is { } by ? $" to {by}" : "")}{Bound(" within", expected.Within)}{Bound(", first mail within", expected.FirstMailWithin)}";
        var candidates = moved.Where(move => expected.By is null || move.Node == expected.By).ToList();
        if (candidates.Count == 0) return new Finding(what, wanted, moved.Count == 0 ? "did not move" : $"moved to {string.Join(", ", moved.Select(one => one.Node))}", false, []);
        var best = candidates.Select(move => (move, Since: Since(move, evidence))).MinBy(one => one.move.At - one.Since);
        var after = best.move.At - best.Since;
        TimeSpan? mail = best.move.FirstMailAt - best.Since;
        var holds = !(after > expected.Within) && (expected.FirstMailWithin is null || (mail is { } first && first <= expected.FirstMailWithin));
        return new Finding(what, wanted, string.Create(CultureInfo.InvariantCulture, $"moved to {best.move.Node} after {after.TotalSeconds:0.0} s, first mail {(mail is { } time ? $"after {time.TotalSeconds:0.0} s" : "never")}"), holds, []);
    }

    private static DateTimeOffset Since(DutyTakeover move, Evidence evidence) => evidence.Disturbances.Where(at => at <= move.At).Append(evidence.Begin).Max();

    private static string Bound(string word, TimeSpan? span) => span is { } time ? string.Create(CultureInfo.InvariantCulture, $"{word} {time.TotalSeconds} s") : "";

    private static ImmutableArray<MailId> Named(IEnumerable<MailStory> mails) => [.. mails.Select(mail => mail.Id).Take(MailsNamed)];
}
