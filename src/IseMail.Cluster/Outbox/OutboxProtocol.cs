using System.Collections.Immutable;
using Akka.Actor;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Outbox;

/// <summary>Take on these mails. Answered with <see cref="MailsTaken"/> once they are journalled, or <see cref="MailsNotTaken"/>.</summary>
public sealed record TakeMails(ImmutableArray<Mail> Mails) : INoSerializationVerificationNeeded;

/// <summary>The sender asks for the most urgent mail. Answered with <see cref="MailSubmitted"/> or <see cref="GrantDeclined"/>.</summary>
/// <param name="Epoch">Which sender asks.</param>
/// <param name="Grant">Number of the grant, for the answer.</param>
public sealed record AskForMail(long Epoch, long Grant);

/// <summary>The sender says how a mail's submission ended.</summary>
public sealed record SettleMail(long Epoch, MailId Id, SubmissionOutcome Outcome);

/// <summary>The sender does not have that mail (any more): it is ready again, and no attempt was made.</summary>
public sealed record ReturnMail(long Epoch, MailId Id);

/// <summary>The sender introduces itself to an outbox that knew another, or none.</summary>
public sealed record MeetSender(long Epoch);

/// <summary>Put a parked or held mail back into the queue. Answered with <see cref="ReplayDone"/>.</summary>
public sealed record ReplayMail(MailId Id) : INoSerializationVerificationNeeded;

/// <summary>Put every parked and held mail back into the queue. Answered with <see cref="ReplayDone"/>.</summary>
public sealed record ReplayAll : INoSerializationVerificationNeeded;

/// <summary>Say what is in the outbox. Answered with <see cref="OutboxInventory"/>.</summary>
public sealed record TellInventory : INoSerializationVerificationNeeded;

/// <summary>Say how many mails stand where. Answered with <see cref="OutboxCount"/>.</summary>
public sealed record TellCount : INoSerializationVerificationNeeded;

/// <summary>These mails are journalled, now or earlier: they will not be lost.</summary>
/// <param name="Ids">Which.</param>
/// <param name="Delivered">Those of them that were delivered already.</param>
public sealed record MailsTaken(ImmutableArray<MailId> Ids, ImmutableArray<MailId> Delivered) : INoSerializationVerificationNeeded;

/// <summary>The mails were not journalled; whoever caused them asks again.</summary>
public sealed record MailsNotTaken(string Why) : INoSerializationVerificationNeeded;

/// <summary>To the sender: what is ready, and which mails the outbox believes to be with the sender.</summary>
/// <param name="Node">Whose outbox.</param>
/// <param name="Offer">What is ready.</param>
/// <param name="Epoch">The sender it knows; 0 for none.</param>
/// <param name="Out">Mails it believes to be with that sender; only told from time to time.</param>
public sealed record OutboxOffered(NodeName Node, OutboxOffer Offer, long Epoch, ImmutableArray<MailId> Out);

/// <summary>To the sender: the mail it asked for.</summary>
/// <param name="Node">From which outbox.</param>
/// <param name="Grant">The grant this answers.</param>
/// <param name="Mail">The mail.</param>
/// <param name="Doubts">How many doubtful submissions of it the outbox knows.</param>
/// <param name="Offer">What is ready after it.</param>
public sealed record MailSubmitted(NodeName Node, long Grant, Mail Mail, int Doubts, OutboxOffer Offer);

/// <summary>To the sender: nothing is ready.</summary>
public sealed record GrantDeclined(NodeName Node, long Grant, OutboxOffer Offer);

/// <summary>How many mails were put back into the queue.</summary>
public sealed record ReplayDone(int Mails) : INoSerializationVerificationNeeded;

/// <summary>All that is in an outbox.</summary>
public sealed record OutboxInventory(NodeName Node, ImmutableArray<OutboxEntry> Entries, MailCensus Census) : INoSerializationVerificationNeeded;

/// <summary>How many mails of an outbox stand where, for each purpose.</summary>
public sealed record OutboxCount(NodeName Node, ImmutableDictionary<MailPurpose, MailCensus> ByPurpose) : INoSerializationVerificationNeeded;
