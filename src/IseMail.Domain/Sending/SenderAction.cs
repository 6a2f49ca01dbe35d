using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Sending;

/// <summary>What the runtime has to do for the sender now.</summary>
public abstract record SenderAction
{
    private SenderAction() { }

    /// <summary>Open a connection in a slot.</summary>
    /// <param name="Slot">Which.</param>
    /// <param name="FreshToken">Whether a cached token must be passed over.</param>
    public sealed record Open(int Slot, bool FreshToken) : SenderAction;

    /// <summary>Ask a node's outbox for its most urgent mail.</summary>
    /// <param name="Grant">Number of the grant; its answer names it.</param>
    /// <param name="Node">Whose outbox.</param>
    public sealed record Ask(long Grant, NodeName Node) : SenderAction;

    /// <summary>Record that a mail the sender held is begun, then submit it on the slot's connection.</summary>
    public sealed record Begin(int Slot, MailBegun Begun) : SenderAction;

    /// <summary>Give a mail the sender held back to its outbox, as if it had never been taken.</summary>
    public sealed record GiveBack(NodeName Node, MailId Id) : SenderAction;

    /// <summary>Say goodbye on a slot's connection, which has been idle for long.</summary>
    public sealed record Close(int Slot) : SenderAction;
}

/// <summary>What is to be done with a mail that an outbox submitted.</summary>
public abstract record SenderAnswer
{
    private SenderAnswer() { }

    /// <summary>Record that it is begun, then submit it on the slot's connection.</summary>
    public sealed record Begin(int Slot, MailBegun Begun) : SenderAnswer;

    /// <summary>Keep it, which was asked for ahead for the slot's connection, until <see cref="SenderAction.Begin"/> or <see cref="SenderAction.GiveBack"/> says what to do with it.</summary>
    public sealed record Hold(int Slot) : SenderAnswer;

    /// <summary>Not to be submitted: this is what became of it already.</summary>
    public sealed record Known(SubmissionOutcome Outcome) : SenderAnswer;

    /// <summary>Not wanted now; it goes back as if never taken.</summary>
    public sealed record Return : SenderAnswer;
}

/// <summary>What is told of the sender to whoever asks; no secret in it.</summary>
/// <param name="Epoch">Which sender of the deployment's life this is.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="UnderWay">Mails being submitted.</param>
/// <param name="Waiting">Mails offered and not yet asked for.</param>
/// <param name="Delivered">Mails this sender delivered.</param>
/// <param name="LastFailure">Why it could not connect last, until it can.</param>
public sealed record SenderStatus(long Epoch, int Connections, int UnderWay, int Waiting, long Delivered, string? LastFailure);
