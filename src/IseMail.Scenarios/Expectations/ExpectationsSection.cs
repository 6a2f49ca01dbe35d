using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Expectations;

/// <summary>Reads <c>expect</c>.</summary>
internal static class ExpectationsSection
{
    private const string Key = "expect";
    private const string CountRuleText = "a whole number, '{ atMost: 3 }' or '{ atLeast: 1 }'";

    /// <summary>What the file says; where it says nothing of mail, every mail arrives once.</summary>
    public static Expectation Read(KeyReader root)
    {
        if (root.Map(Key) is not { } map) return Expectation.Standard;
        var taken = Count(map, "taken", CountRule.All, ("all", CountRule.All));
        var mail = Mail(map, MailExpectation.Standard);
        var purposes = ImmutableSortedDictionary.CreateBuilder<MailPurpose, MailExpectation>();
        if (map.Map("purposes") is { } named)
        {
            foreach (var purpose in MailPurposes.All)
            {
                if (named.Map(purpose.Key()) is not { } of) continue;
                purposes[purpose] = Mail(of, MailExpectation.Anything) with { By = of.Has("by") ? Names(of, "by") : null };
                of.Take("by");
                of.Done();
            }
            named.Done();
        }
        var takeovers = map.Maps("takeovers").Select(Takeover).ToImmutableArray();
        var (raised, notRaised) = (Alarms(map, "raised"), Alarms(map, "notRaised"));
        map.Done();
        return new Expectation(taken!, mail, purposes.ToImmutable(), takeovers, raised, notRaised);
    }

    /// <summary>Tells of what the topology cannot bring about, and of what contradicts itself.</summary>
    public static void Check(Expectation expected, Topology topology, TimeSpan within, FileProblems problems)
    {
        foreach (var (purpose, mail) in expected.Purposes)
        {
            foreach (var name in mail.By ?? [])
            {
                var path = $"{Key}.purposes.{purpose.Key()}.by";
                if (topology.Deployment.Find(name) is not { } node) problems.AddAt(path, $"no node is named '{name}'", Nodes(topology));
                else if (!node.Has(Duty.Owner(purpose))) problems.AddAt(path, $"{purpose.Title()} is never the duty of {name}", $"nodes with '{Duty.Owner(purpose).Role()}'");
            }
            if (mail.Late is { } late && late.After >= within) problems.AddAt($"{Key}.purposes.{purpose.Key()}.late", "what arrives so late is not seen before the scenario's end", "a time before 'within'");
        }
        if (expected.Mail.Late is { } anyLate && anyLate.After >= within) problems.AddAt($"{Key}.late", "what arrives so late is not seen before the scenario's end", "a time before 'within'");
        foreach (var (index, takeover) in expected.Takeovers.Index())
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{Key}.takeovers[{index}]");
            if (takeover.By is { } name)
            {
                if (topology.Deployment.Find(name) is not { } node) problems.AddAt($"{path}.by", $"no node is named '{name}'", Nodes(topology));
                else if (!node.Has(takeover.Of)) problems.AddAt($"{path}.by", $"{name} is never the {takeover.Of.Holder()}", "one of " + string.Join(", ", topology.Deployment.With(takeover.Of).Select(one => one.Name)));
            }
            if (topology.Deployment.With(takeover.Of).Count() < 2 && !takeover.Never) problems.AddAt(path, $"one node only can be the {takeover.Of.Holder()}, so its duties cannot move", "a topology with two");
            if (takeover.Never && expected.Takeovers.Any(other => other.Of == takeover.Of && !other.Never)) problems.AddAt(path, "the same duties are expected to move and not to", "one of both");
        }
        foreach (var name in expected.Raised.Intersect(expected.NotRaised, StringComparer.Ordinal))
            problems.AddAt($"{Key}.notRaised", $"'{name}' is expected to be raised and not to", "one of both");
        if (expected.Raised.FirstOrDefault(name => !topology.Notices.AlarmRecipients.Any() && !(AlarmCatalogue.TryFind(name, out var alarm) && !topology.Notices.Alarms.RuleOf(alarm).Recipients.IsEmpty)) is { } unheard)
            problems.AddAt($"{Key}.raised", $"nobody is told of '{unheard}'", "an administrator with 'includeSystemAlarms: true' in the topology");
    }

    private static MailExpectation Mail(KeyReader map, MailExpectation standard)
    {
        var late = map.Map("late");
        var expected = standard with
        {
            Delivered = Count(map, "delivered", standard.Delivered, ("all", CountRule.All)),
            Lost = Count(map, "lost", standard.Lost),
            Duplicated = Count(map, "duplicated", standard.Duplicated, ("inDoubt", CountRule.Doubted)),
            InDoubt = Count(map, "inDoubt", standard.InDoubt),
            Parked = Count(map, "parked", standard.Parked),
            Queued = Count(map, "queued", standard.Queued),
            Late = late is null ? standard.Late : new LateRule(late.Duration("after", null), Bounds(late)),
        };
        late?.Done();
        return expected;
    }

    private static CountRule? Count(KeyReader map, string key, CountRule? standard, params (string Name, CountRule Rule)[] words)
    {
        switch (map.Take(key))
        {
            case null:
                return standard;
            case YamlMap when map.Map(key) is { } bounds:
                var rule = Bounds(bounds);
                bounds.Done();
                return rule;
            case YamlText { Value: var word } when Array.Find(words, one => one.Name == word) is { Rule: { } known }:
                return known;
            default:
                var text = words.Length == 0 ? CountRuleText : string.Join(", ", words.Select(one => $"'{one.Name}'")) + $", {CountRuleText}";
                return CountRule.Exactly(map.Parsed<long>(key, null, text, number => (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n), n)));
        }
    }

    private static CountRule Bounds(KeyReader map)
    {
        map.Take("atLeast");
        map.Take("atMost");
        var least = map.Has("atLeast") ? map.Number("atLeast", 0, int.MaxValue, null) : 0;
        int? most = map.Has("atMost") ? map.Number("atMost", 0, int.MaxValue, null) : null;
        if (!map.Has("atLeast") && !map.Has("atMost")) map.Problems.Add(map.Mark, "this says no number", "'atMost', 'atLeast' or both");
        else if (least > most) map.Problems.Add(map.Mark, $"at least {least} and at most {most}: no number is both", "'atLeast' not greater than 'atMost'");
        return new CountRule(least, most);
    }

    private static TakeoverExpectation Takeover(KeyReader map)
    {
        var of = map.Choice<Persona>("of", null, ("pan", Persona.Pan), ("mnt", Persona.Mnt));
        NodeName? by = map.Has("by") ? map.Parsed<NodeName>("by", null, NodeName.Rule, text => (NodeName.TryParse(text, out var name), name)) : null;
        TimeSpan? within = map.Has("within") ? map.Duration("within", null) : null;
        TimeSpan? mail = map.Has("firstMailWithin") ? map.Duration("firstMailWithin", null) : null;
        var never = map.Flag("never", false);
        foreach (var key in new[] { "by", "within", "firstMailWithin" }) map.Take(key);
        map.Done();
        if (never && (by is not null || within is not null || mail is not null)) map.Problems.Add(map.Mark, "what never moves has no holder and no time", "'never' alone beside 'of'");
        return new TakeoverExpectation(of, by, within, mail, never);
    }

    private static ImmutableArray<string> Alarms(KeyReader map, string key)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var item in map.List(key))
        {
            if (item is not YamlText { Value: var text }) map.Problems.Add(item.Mark, $"'{key}' holds no alarm's name here", "the name of an alarm");
            else if (AlarmCatalogue.TryFind(text, out var alarm)) names.Add(alarm.Name);
            else map.Problems.Add(item.Mark, $"'{text}' is not an alarm", NearestWord.Expectation(text, [.. AlarmCatalogue.All.Select(one => one.Name)]));
        }
        return names.ToImmutable();
    }

    private static ImmutableArray<NodeName> Names(KeyReader map, string key) => map.Take(key) is YamlList list
        ? [.. list.Items.SelectMany(item => NodeNames.Expand(map.Problems, item, key))]
        : [.. NodeNames.Expand(map.Problems, map.Take(key)!, key)];

    private static string Nodes(Topology topology) => "one of " + string.Join(", ", topology.Deployment.Nodes.Select(node => node.Name));
}
