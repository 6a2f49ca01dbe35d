using System.Collections.Immutable;
using IseMail.Domain.Notices;
using IseMail.Domain.Processes;

namespace IseMail.Domain.Outbox;

/// <summary>What a node's outbox asks of whoever runs it.</summary>
public interface IOutboxPort : IProcessPort<OutboxEvent, OutboxTimer>
{
    /// <summary>Tells the sender what is ready.</summary>
    /// <param name="offer">What.</param>
    /// <param name="epoch">The sender that the outbox knows; 0: none.</param>
    /// <param name="givenAway">Mails that it believes to be with that sender; told only from time to time.</param>
    void Offer(OutboxOffer offer, long epoch, ImmutableArray<MailId> givenAway);
}

/// <summary>What an outbox sets timers for.</summary>
public enum OutboxTimer
{
    /// <summary>To tell the sender anew how it stands, for what was told before may have been lost.</summary>
    Announce,

    /// <summary>To record what has been gathered.</summary>
    Record,

    /// <summary>A back-off ends, or a mail grows too old.</summary>
    Wake,
}

/// <summary>What an outbox answers to a sender that asks for a mail.</summary>
/// <param name="Mail">The most urgent; <c>null</c>: none is ready.</param>
/// <param name="Doubts">How many doubtful submissions of it the outbox knows.</param>
/// <param name="Offer">What is ready after it.</param>
public sealed record GrantAnswer(Mail? Mail, int Doubts, OutboxOffer Offer);
