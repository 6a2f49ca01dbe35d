using System.Collections.Immutable;

namespace IseMail.Cli.Tenants;

/// <summary>A mail that has arrived, as a running tenant tells of it.</summary>
internal sealed record ToldMail(
    long Number, DateTimeOffset ReceivedAt, string Mailbox, string From, ImmutableArray<string> Recipients, string? MessageId, string? Subject, string? Purpose, string? Node, long Size);
