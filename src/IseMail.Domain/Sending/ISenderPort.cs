using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Processes;

namespace IseMail.Domain.Sending;

/// <summary>What a mailbox's sender asks of whoever runs it: of outboxes, of connections, and to be told of what it did.</summary>
public interface ISenderPort : IProcessPort<SenderEvent, SenderTimer>
{
    /// <summary>Introduces the sender to a node's outbox.</summary>
    void Meet(NodeName node, long epoch);

    /// <summary>Introduces the sender to every outbox that is known.</summary>
    void MeetAll(long epoch);

    /// <summary>Asks a node's outbox for its most urgent mail.</summary>
    void Ask(NodeName node, long epoch, long grant);

    /// <summary>Tells a node's outbox how a submission of its mail ended.</summary>
    void Settle(NodeName node, long epoch, MailId id, SubmissionOutcome outcome);

    /// <summary>Gives a mail back to its outbox as if it had never been taken.</summary>
    void Return(NodeName node, long epoch, MailId id);

    /// <summary>Opens a connection.</summary>
    /// <param name="slot">Its number.</param>
    /// <param name="freshToken">Whether a cached token must be passed over.</param>
    void Open(int slot, bool freshToken);

    /// <summary>Readies a mail that is held for a connection, as far as can be.</summary>
    void Prepare(OutgoingMail mail);

    /// <summary>A mail that was readied is not submitted from here.</summary>
    void LetGo(MailId id);

    /// <summary>Submits a mail on a connection.</summary>
    /// <returns>Whether there is such a connection still.</returns>
    bool Submit(int slot, OutgoingMail mail);

    /// <summary>Has a connection say goodbye.</summary>
    void Close(int slot);

    /// <summary>A connection is of no use any more.</summary>
    void Forget(int slot);

    /// <summary>Gets ready what does not depend on any mail: see <see cref="ISubmissionTransport.PrepareAsync"/>.</summary>
    void PrepareTransport();

    /// <summary>What became of a submission is durable.</summary>
    void Settled(MailId id, NodeName node, SubmissionOutcome outcome);

    /// <summary>A connection could not be opened.</summary>
    void NotConnected(ConnectionFailure failure);
}

/// <summary>What a sender sets timers for.</summary>
public enum SenderTimer
{
    /// <summary>To record what has ended.</summary>
    Record,

    /// <summary>Something may be done that could not be done before.</summary>
    Wake,
}
