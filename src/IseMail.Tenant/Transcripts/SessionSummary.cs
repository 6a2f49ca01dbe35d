namespace IseMail.Tenant.Transcripts;

/// <summary>What a submission session came to.</summary>
/// <param name="Number">The server's number of the connection, as in the messages that came over it.</param>
/// <param name="Began">When the client connected.</param>
/// <param name="Ended">When the connection was closed; <c>null</c>: it is open.</param>
/// <param name="Mailbox">The mailbox that it opened; <c>null</c>: none yet.</param>
/// <param name="Node">The node that the newest message which names one came from; <c>null</c>: none does.</param>
/// <param name="Tls">Whether it goes on over TLS.</param>
/// <param name="Accepted">How many messages were accepted.</param>
public sealed record SessionSummary(long Number, DateTimeOffset Began, DateTimeOffset? Ended, string? Mailbox, string? Node, bool Tls, int Accepted);
