using Akka.Actor;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Sending;

/// <summary>Say how the sender stands. Answered with <see cref="SenderReport"/>.</summary>
public sealed record TellSenderStatus;

/// <summary>How the sender stands, and where it runs.</summary>
public sealed record SenderReport(string Node, SenderStatus Status);

/// <summary>To a sender: ask for no more mail, see what is under way to its end, then stop. Answered with <see cref="SendingStopped"/>.</summary>
public sealed record StopSending;

/// <summary>The sender has stopped with nothing under way.</summary>
public sealed record SendingStopped;

/// <summary>To a connection: open.</summary>
internal sealed record OpenConnection(bool FreshToken) : INoSerializationVerificationNeeded;

/// <summary>To a connection: submit this mail, as soon as what is readied of it is ready. Answered with <see cref="SubmissionEnded"/>.</summary>
internal sealed record SubmitMail(MailId Id, Task<OutgoingMail> Mail) : INoSerializationVerificationNeeded;

/// <summary>To a connection: say goodbye and stop.</summary>
internal sealed record CloseConnection : INoSerializationVerificationNeeded;

/// <summary>From a connection: it is open and authenticated.</summary>
internal sealed record ConnectionOpened(int Slot) : INoSerializationVerificationNeeded;

/// <summary>From a connection: it could not be opened; it stops.</summary>
internal sealed record ConnectionNotOpened(int Slot, ConnectionFailure Failure) : INoSerializationVerificationNeeded;

/// <summary>From a connection: a submission ended.</summary>
internal sealed record SubmissionEnded(int Slot, MailId Id, SubmissionResult Result) : INoSerializationVerificationNeeded;

/// <summary>From a connection: it is closed.</summary>
internal sealed record ConnectionClosed(int Slot) : INoSerializationVerificationNeeded;
