using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;

namespace IseMail.Domain.Ledger;

/// <summary>One mail as one node's outbox tells of it.</summary>
/// <param name="Node">Whose outbox.</param>
/// <param name="Entry">What it says.</param>
public sealed record OutboxStory(NodeName Node, OutboxEntry Entry);

/// <summary>A mail of which somebody was told that it is taken on.</summary>
/// <param name="Id">Which.</param>
/// <param name="Purpose">Its purpose.</param>
/// <param name="AskedAt">When whatever causes it was first told to the deployment.</param>
public sealed record TakenMail(MailId Id, MailPurpose Purpose, DateTimeOffset AskedAt);

/// <summary>One copy of a message that the receiving side holds.</summary>
/// <param name="Id">The mail it is a copy of; <c>null</c>: its <c>Message-ID</c> is none of a deployment's.</param>
/// <param name="MessageId">Its <c>Message-ID</c>.</param>
/// <param name="Node">The node that says it sent it (<c>X-ISE-Node</c>); <c>null</c>: it does not say.</param>
/// <param name="At">When it arrived.</param>
public sealed record Arrival(MailId? Id, string MessageId, string? Node, DateTimeOffset At)
{
    /// <summary>The mail whose <c>Message-ID</c> is <paramref name="messageId"/>, with or without angle brackets; <c>null</c>: none of a deployment's.</summary>
    public static MailId? IdOf(string messageId)
    {
        var text = messageId.AsSpan().TrimStart('<');
        return text.IndexOf('@') == 32 && UInt128.TryParse(text[..32], System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? new MailId(value)
            : null;
    }
}

/// <summary>
/// One mail's whole life, over all outboxes that took it on and all copies that arrived. After a failover the same mail
/// may stand in the outboxes of the old and of the new holder of its duty; it is still one mail.
/// </summary>
/// <param name="Id">Which mail.</param>
/// <param name="Purpose">Its purpose.</param>
/// <param name="Standing">Where it stands: delivered if any outbox says so, else in doubt, queued, parked, in this order.</param>
/// <param name="Outboxes">What each outbox says; empty while it is only promised by its duty's holder.</param>
/// <param name="Arrivals">The copies that arrived, the earliest first.</param>
public sealed record MailStory(
    MailId Id,
    MailPurpose Purpose,
    MailState Standing,
    ImmutableArray<OutboxStory> Outboxes,
    ImmutableArray<Arrival> Arrivals)
{
    /// <summary>Whether somebody was told that it is taken on and nobody knows of it: what knew of it has lost its storage.</summary>
    public bool Vanished { get; init; }

    /// <summary>Submissions that ended with nobody knowing whether the mail was delivered: as many surplus copies are explained.</summary>
    public int Doubts => Outboxes.IsEmpty ? 0 : Outboxes.Max(outbox => outbox.Entry.Doubts);

    /// <summary>Copies beyond the first.</summary>
    public int SurplusCopies => Math.Max(0, Arrivals.Length - 1);
}
