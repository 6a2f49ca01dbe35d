using System.Collections.Immutable;

namespace IseMail.Domain.Outbox;

/// <summary>What happened to a mail in its outbox between its acceptance and its delivery.</summary>
public enum MailStepKind
{
    /// <summary>An attempt failed in a way that may pass.</summary>
    Deferred,

    /// <summary>An attempt ended with nobody knowing whether the mail was delivered, and it is sent again.</summary>
    Doubtful,

    /// <summary>It was put aside for a person: refused for good, or too old.</summary>
    Parked,

    /// <summary>An attempt ended with nobody knowing, and a person decides.</summary>
    Held,

    /// <summary>A person put it back into the queue.</summary>
    Replayed,
}

/// <summary>One step of a mail that was not simply delivered. A mail delivered at its first attempt has none, and costs nothing.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">When the outbox learned of it.</param>
/// <param name="Reason">The server's reply or what cut the attempt short; empty for a replay.</param>
/// <param name="DueAt">When it may be tried next; <c>null</c>: not by itself.</param>
public sealed record MailStep(MailStepKind Kind, DateTimeOffset At, string Reason, DateTimeOffset? DueAt = null)
{
    /// <summary>How many an outbox keeps of each mail, the newest.</summary>
    public const int Kept = 16;

    /// <summary><paramref name="steps"/> and one more, the oldest dropped where there would be too many.</summary>
    public static ImmutableArray<MailStep> After(ImmutableArray<MailStep> steps, MailStep next) =>
        [.. steps.Skip(Math.Max(0, steps.Length + 1 - Kept)), next];
}
