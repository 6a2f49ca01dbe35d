using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Faults;

/// <summary>Something that goes wrong in the tenant because somebody wants to see what follows from it.</summary>
/// <param name="Name">By which it is listed and removed.</param>
/// <param name="Where">At which point.</param>
/// <param name="What">What happens there.</param>
/// <param name="When">To which of the events at that point.</param>
/// <param name="For">How long after it was added it ends by itself; <c>null</c>: it stays.</param>
public sealed record Fault(string Name, FaultPoint Where, FaultEffect What, FaultConditions When, TimeSpan? For)
{
    /// <summary>The longest name.</summary>
    public const int LongestName = 64;

    /// <summary>Whether it is about what happens at <paramref name="point"/>, which is not <see cref="FaultPoint.Any"/>.</summary>
    public bool IsAt(FaultPoint point) => What.Suits(point) && Where switch
    {
        FaultPoint.Any => point is not (FaultPoint.Token or FaultPoint.TokenConnection),
        FaultPoint.Token => point is FaultPoint.Token or FaultPoint.TokenConnection,
        _ => Where == point,
    };
}

/// <summary>To which of the events at its point a fault happens. All of them must hold.</summary>
/// <param name="Count">It happens so often and then no more; <c>null</c>: always.</param>
/// <param name="Every">It happens at every so manieth event; 1: at each.</param>
/// <param name="After">So many events pass first.</param>
/// <param name="Rate">The probability with which it happens to an event that the others leave it, from 0 to 1.</param>
/// <param name="From">Only to mail from this envelope sender.</param>
/// <param name="To">Only to mail with this envelope recipient.</param>
/// <param name="Client">Only to this IP address.</param>
/// <param name="Mailbox">Only to whoever submits through this mailbox.</param>
public sealed record FaultConditions(
    long? Count, long Every, long After, double Rate, EmailAddress? From, EmailAddress? To, string? Client, EmailAddress? Mailbox)
{
    /// <summary>Each event.</summary>
    public static FaultConditions Always { get; } = new(null, 1, 0, 1, null, null, null, null);

    private static ImmutableArray<FaultPoint> KnowMailbox { get; } =
        [FaultPoint.Auth, FaultPoint.Mail, FaultPoint.Rcpt, FaultPoint.Data, FaultPoint.EndOfData, FaultPoint.AfterData, FaultPoint.Any];

    /// <summary>The points at which the mailbox is known.</summary>
    public static ImmutableArray<FaultPoint> WithMailbox => KnowMailbox;

    /// <summary>The points at which the sender is known.</summary>
    public static ImmutableArray<FaultPoint> WithSender { get; } = KnowMailbox.Remove(FaultPoint.Auth);

    /// <summary>The points at which recipients are known.</summary>
    public static ImmutableArray<FaultPoint> WithRecipient { get; } = WithSender.Remove(FaultPoint.Mail);

    /// <summary>Whether an event has the client, mailbox and addresses that are asked for; counts and chance are another matter.</summary>
    public bool Match(in FaultContext context)
    {
        if (Client is { } client && client != context.Client) return false;
        if (Mailbox is { } mailbox && !Is(mailbox, context.Mailbox)) return false;
        if (From is { } from && !Is(from, context.From)) return false;
        return To is not { } to || context.To?.Any(one => Is(to, one)) == true;
    }

    private static bool Is(EmailAddress address, string? text) => EmailAddress.TryParse(text, out var other) && other == address;
}
