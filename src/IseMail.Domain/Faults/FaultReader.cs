using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;
using IseMail.Domain.Texts;

namespace IseMail.Domain.Faults;

/// <summary>Reads one fault; a value that cannot be used is a problem under its key, so that one reading finds everything.</summary>
internal sealed class FaultReader(IReadOnlyDictionary<string, string> said)
{
    private const long GreatestNumber = 1_000_000_000;
    private const string EffectRule = "'what: disconnect' or another word, or one of reply, delay, bytesPerSecond, status, aadsts, wrongCertificate, clockSkew";

    private readonly ImmutableArray<Problem>.Builder _problems = ImmutableArray.CreateBuilder<Problem>();

    public ImmutableArray<Problem> Problems => _problems.ToImmutable();

    public Fault? Read()
    {
        foreach (var key in said.Keys.Where(key => !FaultText.Keys.Contains(key)))
            _problems.Add(new Problem(key, $"unknown key '{(key.Length <= 64 ? key : key[..64] + "…")}'", NearestWord.Expectation(key, FaultText.Keys)));
        var name = Value("name", required: true, $"letters, digits, hyphens, at most {Fault.LongestName} characters", text => (IsName(text), text)) ?? "";
        var where = Struct("where", text => Choice("where", text, FaultPoints.Words), required: true);
        var what = Effect();
        var when = Conditions();
        var life = Duration("for");
        if (where is { } point && what is not null) Fits(point, what, when);
        return Problems.IsEmpty ? new Fault(name, where!.Value, what!, when, life) : null;
    }

    private FaultConditions Conditions() => new(
        Number("count", 1, GreatestNumber),
        Number("every", 1, GreatestNumber) ?? 1,
        Number("after", 0, GreatestNumber) ?? 0,
        Struct("rate", "a number from 0 to 1", text =>
            (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var rate) && rate is >= 0 and <= 1, rate)) ?? 1,
        Address("from"),
        Address("to"),
        Value("client", required: false, "an IP address such as 127.0.0.1", text => (IsIpAddress(text), text)),
        Address("mailbox"));

    private FaultEffect? Effect()
    {
        var named = FaultText.EffectKeys.Where(said.ContainsKey).ToList();
        var retryAfter = Duration("retryAfter");
        if (retryAfter is { } wait && wait.Ticks % TimeSpan.TicksPerSecond != 0) Unusable("retryAfter", "whole seconds, such as 60s");
        if (said.ContainsKey("retryAfter") && !said.ContainsKey("status")) _problems.Add(new Problem("retryAfter", "'retryAfter' belongs to a status", "'status: 429' beside it"));
        if (named.Count != 1)
        {
            _problems.Add(named.Count == 0
                ? new Problem("", "nothing says what happens", EffectRule)
                : new Problem(named[1], $"'{named[1]}' stands beside '{named[0]}'", "one thing that happens"));
            return null;
        }
        return named[0] switch
        {
            "reply" => Value<FaultEffect>("reply", false, ReplyRule(said["reply"]), text => FaultReply.Read(text) is { } reply ? (true, new FaultEffect.Reply(reply)) : (false, null!)),
            "delay" => Duration("delay") is { } by ? new FaultEffect.Delay(by) : null,
            "bytesPerSecond" => Number("bytesPerSecond", 1, 1_000_000_000) is { } bytes ? new FaultEffect.Slow((int)bytes) : null,
            "status" => Number("status", 400, 599) is { } code ? new FaultEffect.Status((int)code, retryAfter) : null,
            "aadsts" => Value<FaultEffect>("aadsts", false, "one of " + string.Join(", ", EntraErrors.All.Select(error => error.Number).Order()), text => Aadsts(text) is { } error ? (true, new FaultEffect.Aadsts(error)) : (false, null!)),
            "wrongCertificate" => Struct("wrongCertificate", text => Choice("wrongCertificate", text, FaultText.Flaws)) is { } flaw ? new FaultEffect.WrongCertificate(flaw) : null,
            "clockSkew" => Struct("clockSkew", "a duration such as 10m, or -2h for a clock that is behind", text =>
                (DurationText.TryParse(text.StartsWith('-') ? text[1..] : text, out var skew), text.StartsWith('-') ? -skew : skew)) is { } skewed ? new FaultEffect.ClockSkew(skewed) : null,
            _ => Choice("what", said["what"], FaultText.Effects) is (true, { } effect) ? effect : null,
        };
    }

    private void Fits(FaultPoint where, FaultEffect what, FaultConditions when)
    {
        var points = where switch
        {
            FaultPoint.Any => FaultPoints.Submission,
            FaultPoint.Token => [FaultPoint.Token, FaultPoint.TokenConnection],
            _ => [where],
        };
        if (!points.Any(what.Suits))
        {
            var key = FaultText.EffectKeys.First(said.ContainsKey);
            var suitable = FaultPoints.Words.Where(one => one.Point == FaultPoint.Token
                ? what.Suits(FaultPoint.Token) || what.Suits(FaultPoint.TokenConnection)
                : one.Point == FaultPoint.Any ? FaultPoints.Submission.Any(what.Suits) : what.Suits(one.Point)).Select(one => one.Word);
            _problems.Add(new Problem(key, $"'{(key == "what" ? said[key] : key)}' cannot happen at '{where.Word()}'", "'where' as one of " + string.Join(", ", suitable)));
        }
        Known("mailbox", when.Mailbox is not null, FaultConditions.WithMailbox);
        Known("from", when.From is not null, FaultConditions.WithSender);
        Known("to", when.To is not null, FaultConditions.WithRecipient);

        void Known(string key, bool asked, ImmutableArray<FaultPoint> at)
        {
            if (asked && !at.Contains(where))
                _problems.Add(new Problem(key, $"'{key}' is not known at '{where.Word()}'", "'where' as one of " + string.Join(", ", at.Select(point => point.Word()))));
        }
    }

    private static string ReplyRule(string written)
    {
        var names = NearestWord.Expectation(written, [.. ExchangeReplies.All.Select(reply => reply.Name)]);
        return names.StartsWith('\'') ? names : "a reply on one line such as '451 4.7.0 Temporary server error', or a name from docs/replies.md";
    }

    private static EntraError? Aadsts(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? EntraErrors.Find(number) : null;

    private (bool Ok, T Value) Choice<T>(string key, string text, ImmutableArray<(string Word, T Value)> choices)
    {
        foreach (var (word, value) in choices)
        {
            if (word == text) return (true, value);
        }
        _problems.Add(new Problem(key, $"'{text}' is not known for '{key}'", NearestWord.Expectation(text, [.. choices.Select(choice => choice.Word)])));
        return (false, default!);
    }

    private TimeSpan? Duration(string key) => Struct(key, DurationText.Rule, text => (DurationText.TryParse(text, out var span), span));

    private EmailAddress? Address(string key) => Struct(key, EmailAddress.Rule, text => (EmailAddress.TryParse(text, out var address), address));

    private long? Number(string key, long least, long most) => Struct(key, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"), text =>
        (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most, number));

    private T? Struct<T>(string key, string rule, Func<string, (bool Ok, T Value)> parse) where T : struct
    {
        if (!said.TryGetValue(key, out var text)) return null;
        var (ok, value) = parse(text);
        if (!ok) Unusable(key, rule);
        return ok ? value : null;
    }

    // The choice has said itself what is wrong.
    private T? Struct<T>(string key, Func<string, (bool Ok, T Value)> choose, bool required = false) where T : struct
    {
        if (!said.TryGetValue(key, out var text))
        {
            if (required) Missing(key);
            return null;
        }
        return choose(text) is (true, var value) ? value : null;
    }

    private T? Value<T>(string key, bool required, string rule, Func<string, (bool Ok, T Value)> parse) where T : class
    {
        if (!said.TryGetValue(key, out var text))
        {
            if (required) Missing(key);
            return null;
        }
        var (ok, value) = parse(text);
        if (!ok) Unusable(key, rule);
        return ok ? value : null;
    }

    private void Missing(string key) => _problems.Add(new Problem("", $"key '{key}' is missing", $"'{key}: …' in a fault"));

    private void Unusable(string key, string rule) => _problems.Add(new Problem(key, $"'{said[key]}' cannot be used for '{key}'", rule));

    private static bool IsName(string text) =>
        text.Length is > 0 and <= Fault.LongestName && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && text[0] != '-';

    // The rules know no sockets; what cannot be an address of theirs is refused here, what is none all the same never matches.
    private static bool IsIpAddress(string text) => text.Contains(':', StringComparison.Ordinal)
        ? text.Length <= 45 && text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')
        : text.Split('.') is { Length: 4 } parts && parts.All(part => part.Length is > 0 and <= 3 && byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _));
}
