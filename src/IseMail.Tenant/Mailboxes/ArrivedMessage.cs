using System.Collections.Immutable;

namespace IseMail.Tenant.Mailboxes;

/// <summary>A message the tenant has accepted.</summary>
/// <param name="Number">Its place in the order of arrival, from 1; given by the store.</param>
/// <param name="ReceivedAt">When it was accepted; a message held back, at the end of that.</param>
/// <param name="Mailbox">The mailbox that submitted it.</param>
/// <param name="HeaderFrom">The address in its header From, or the envelope's sender where it has none.</param>
/// <param name="Recipients">The envelope's recipients in their order.</param>
/// <param name="MessageId">Its Message-ID with angle brackets; empty: it has none.</param>
/// <param name="Subject">Its subject as transmitted, unfolded, encoded words not decoded.</param>
/// <param name="Purpose">Its header X-ISE-Purpose; <c>null</c>: none.</param>
/// <param name="Node">Its header X-ISE-Node; <c>null</c>: none.</param>
/// <param name="Size">Octets, header and body, dots unstuffed.</param>
/// <param name="Connection">The server's number of the connection it came over, from 1.</param>
public sealed record ArrivedMessage(
    long Number,
    DateTimeOffset ReceivedAt,
    string Mailbox,
    string HeaderFrom,
    ImmutableArray<string> Recipients,
    string MessageId,
    string Subject,
    string? Purpose,
    string? Node,
    int Size,
    long Connection);
