namespace IseMail.Cli.Tenants;

/// <summary>A fault as a running tenant tells of it.</summary>
internal sealed record ToldFault(Dictionary<string, string> Fault, string Line, DateTimeOffset AddedAt, DateTimeOffset? Ends, long Met, long Struck);
