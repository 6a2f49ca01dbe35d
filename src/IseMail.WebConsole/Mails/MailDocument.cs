using System.Collections.Immutable;

namespace IseMail.WebConsole.Mails;

/// <summary>Mails that were looked for.</summary>
/// <param name="Found">How many there are.</param>
/// <param name="Mails">The newest of them, the newest first.</param>
public sealed record MailsFound(int Found, ImmutableArray<MailDocument> Mails);

/// <summary>One mail's life, from what caused it to its mailbox.</summary>
/// <param name="Mail">Its identity: 32 hexadecimal digits, the first part of its <c>Message-ID</c>.</param>
/// <param name="Purpose">Its purpose.</param>
/// <param name="Owner">Whose duty it is: <c>pan</c>, <c>mnt</c>, <c>psn</c>.</param>
/// <param name="To">Its recipient; empty: it stands in no outbox.</param>
/// <param name="Subject">Its subject; <c>null</c>: it is delivered, and no mailbox can be read.</param>
/// <param name="State">Where it stands: <c>queued</c>, <c>delivered</c>, <c>parked</c>, <c>inDoubt</c> …</param>
/// <param name="Steps">What happened to it, in the order of time.</param>
/// <param name="Accepted">When it was first accepted; <c>null</c>: never.</param>
/// <param name="Copies">How many copies arrived.</param>
public sealed record MailDocument(
    string Mail, string Purpose, string Owner, string To, string? Subject, string State, ImmutableArray<MailStepDocument> Steps, DateTimeOffset? Accepted, int Copies);

/// <summary>Something that happened to a mail.</summary>
/// <param name="At">When.</param>
/// <param name="What">What: <c>caused</c>, <c>accepted</c>, <c>deferred</c>, <c>delivered</c>, <c>arrived</c> …</param>
/// <param name="Node">On or from which node; empty: none.</param>
/// <param name="Why">Why, in the server's words; empty: there is nothing to say.</param>
/// <param name="Due">When it may be tried next; <c>null</c>: not by itself.</param>
/// <param name="Message">The number of the message in the mailboxes; <c>null</c>: none arrived by this.</param>
public sealed record MailStepDocument(DateTimeOffset At, string What, string Node, string Why, DateTimeOffset? Due, long? Message);
