using CsCheck;
using IseMail.Domain.Faults;
using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;

namespace IseMail.Domain.Tests.Faults;

/// <summary>Faults of every kind, as somebody could write them.</summary>
internal static class FaultSamples
{
    public static readonly EmailAddress Sender = new("ise-alarms@contoso.example");
    public static readonly EmailAddress Recipient = new("admin@contoso.example");

    private static readonly Gen<TimeSpan> Spans = Gen.OneOf(
        Gen.Int[1, 100_000].Select(n => TimeSpan.FromMilliseconds(n)), Gen.Int[1, 5000].Select(n => TimeSpan.FromSeconds(n)), Gen.Int[1, 365].Select(n => TimeSpan.FromDays(n)));

    private static readonly Gen<FaultEffect> Effects = Gen.OneOf(
        OneOf<FaultEffect>([.. FaultText.Effects.Select(one => one.Effect)]),
        OneOf<string>([.. ExchangeReplies.All.Select(reply => reply.Text), "250 2.0.0 OK"]).Select(line => (FaultEffect)new FaultEffect.Reply(line)),
        Spans.Select(span => (FaultEffect)new FaultEffect.Delay(span)),
        Gen.Int[1, 1_000_000].Select(bytes => (FaultEffect)new FaultEffect.Slow(bytes)),
        Gen.Select(Gen.Int[400, 599], Gen.Int[0, 3600]).Select((code, wait) => (FaultEffect)new FaultEffect.Status(code, wait == 0 ? null : TimeSpan.FromSeconds(wait))),
        OneOf<EntraError>(EntraErrors.All).Select(error => (FaultEffect)new FaultEffect.Aadsts(error)),
        OneOf<CertificateFlaw>([.. FaultText.Flaws.Select(one => one.Flaw)]).Select(flaw => (FaultEffect)new FaultEffect.WrongCertificate(flaw)),
        Gen.Select(Spans, Gen.Bool).Select((span, behind) => (FaultEffect)new FaultEffect.ClockSkew(behind ? -span : span)));

    private static readonly Gen<FaultConditions> Conditions = Gen.Select(
        Gen.Long[0, 5].Select(n => n == 0 ? (long?)null : n), Gen.Long[1, 4], Gen.Long[0, 4], Gen.OneOf(Gen.Const(1.0), Gen.Double[0, 1]),
        Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool)
        .Select((count, every, after, rate, from, to, client, mailbox) => new FaultConditions(
            count, every, after, rate, from ? Sender : null, to ? Recipient : null, client ? "127.0.0.1" : null, mailbox ? Sender : null));

    public static Gen<Fault> Any { get; } = Gen.Select(OneOf<FaultPoint>([.. FaultPoints.Words.Select(one => one.Point)]), Effects, Conditions, Spans, Gen.Bool)
        .Where((where, what, when, _, _) => Fits(where, what, when))
        .Select((where, what, when, life, ends) => new Fault("a-fault", where, what, when, ends ? life : null));

    public static Fault Of(string where, string what, FaultConditions? when = null, TimeSpan? life = null, string name = "a-fault") =>
        new(name, FaultPoints.Words.First(one => one.Word == where).Point, FaultText.Effects.First(one => one.Word == what).Effect, when ?? FaultConditions.Always, life);

    public static Gen<T> OneOf<T>(IReadOnlyList<T> choices) => Gen.Int[0, choices.Count - 1].Select(i => choices[i]);

    private static bool Fits(FaultPoint where, FaultEffect what, FaultConditions when) =>
        (where switch
        {
            FaultPoint.Token => what.Suits(FaultPoint.Token) || what.Suits(FaultPoint.TokenConnection),
            FaultPoint.Any => FaultPoints.Submission.Any(what.Suits),
            _ => what.Suits(where),
        })
        && (when.Mailbox is null || FaultConditions.WithMailbox.Contains(where))
        && (when.From is null || FaultConditions.WithSender.Contains(where))
        && (when.To is null || FaultConditions.WithRecipient.Contains(where));
}
