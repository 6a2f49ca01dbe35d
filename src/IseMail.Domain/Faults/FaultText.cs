using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Texts;

namespace IseMail.Domain.Faults;

/// <summary>
/// Faults as people write them: one level of keys and values, the same in a file, on the command line and in a request.
/// </summary>
public static class FaultText
{
    /// <summary>The effects that have no value of their own, by their word under <c>what</c>.</summary>
    public static ImmutableArray<(string Word, FaultEffect Effect)> Effects { get; } =
    [
        ("disconnect", new FaultEffect.Disconnect()), ("reset", new FaultEffect.Reset()), ("stall", new FaultEffect.Stall()), ("oneWay", new FaultEffect.OneWay()),
        ("refuse", new FaultEffect.Refuse()), ("notJson", new FaultEffect.NotJson()), ("truncate", new FaultEffect.Truncate()),
        ("wrongAudience", new FaultEffect.WrongAudience()), ("withoutRole", new FaultEffect.WithoutRole()),
    ];

    /// <summary>The flaws of a certificate by their words.</summary>
    public static ImmutableArray<(string Word, CertificateFlaw Flaw)> Flaws { get; } =
        [("untrusted", CertificateFlaw.Untrusted), ("expired", CertificateFlaw.Expired), ("otherName", CertificateFlaw.OtherName)];

    /// <summary>The keys of which a fault has exactly one.</summary>
    public static ImmutableArray<string> EffectKeys { get; } = ["what", "reply", "delay", "bytesPerSecond", "status", "aadsts", "wrongCertificate", "clockSkew"];

    /// <summary>Every key.</summary>
    public static ImmutableArray<string> Keys { get; } =
        ["name", "where", .. EffectKeys, "retryAfter", "count", "every", "after", "rate", "from", "to", "client", "mailbox", "for"];

    /// <summary>Takes what somebody wrote as a fault, or says everything that is wrong with it.</summary>
    /// <param name="said">Values by key.</param>
    public static (Fault? Fault, ImmutableArray<Problem> Problems) Read(IReadOnlyDictionary<string, string> said)
    {
        var reader = new FaultReader(said);
        var fault = reader.Read();
        return (fault, reader.Problems);
    }

    /// <summary>The fault as <see cref="Read"/> takes it, in the order of <see cref="Keys"/>; what is as if left out is left out.</summary>
    public static IEnumerable<(string Key, string Value)> Write(Fault fault)
    {
        var (count, every, after, rate, from, to, client, mailbox) = fault.When;
        yield return ("name", fault.Name);
        yield return ("where", fault.Where.Word());
        yield return Effect(fault.What);
        if (fault.What is FaultEffect.Status { RetryAfter: { } retry }) yield return ("retryAfter", DurationText.Of(retry));
        if (count is { } most) yield return ("count", Text(most));
        if (every != 1) yield return ("every", Text(every));
        if (after != 0) yield return ("after", Text(after));
        if (rate < 1) yield return ("rate", rate.ToString("R", CultureInfo.InvariantCulture));
        if (from is { } sender) yield return ("from", sender.Value);
        if (to is { } recipient) yield return ("to", recipient.Value);
        if (client is not null) yield return ("client", client);
        if (mailbox is { } address) yield return ("mailbox", address.Value);
        if (fault.For is { } span) yield return ("for", DurationText.Of(span));
    }

    /// <summary>The fault on one line: <c>where=mail reply="451 4.7.0 Try again" count=3</c>, without its name.</summary>
    public static string Line(Fault fault) => string.Join(' ', Write(fault).Where(one => one.Key != "name")
        .Select(one => one.Value.Contains(' ', StringComparison.Ordinal) ? $"{one.Key}=\"{one.Value}\"" : $"{one.Key}={one.Value}"));

    private static (string Key, string Value) Effect(FaultEffect effect) => effect switch
    {
        FaultEffect.Reply reply => ("reply", FaultReply.Write(reply.Text)),
        FaultEffect.Delay delay => ("delay", DurationText.Of(delay.By)),
        FaultEffect.Slow slow => ("bytesPerSecond", Text(slow.BytesPerSecond)),
        FaultEffect.Status status => ("status", Text(status.Code)),
        FaultEffect.Aadsts refused => ("aadsts", Text(refused.Error.Number)),
        FaultEffect.WrongCertificate wrong => ("wrongCertificate", Flaws.First(one => one.Flaw == wrong.Flaw).Word),
        FaultEffect.ClockSkew skew => ("clockSkew", skew.By < TimeSpan.Zero ? "-" + DurationText.Of(-skew.By) : DurationText.Of(skew.By)),
        _ => ("what", Effects.First(one => one.Effect == effect).Word),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
