using System.Collections.Immutable;
using IseMail.WebConsole.Live;

namespace IseMail.WebConsole.Tenant;

/// <summary>What the map shows of the tenant.</summary>
/// <param name="Arrived">Messages in its mailboxes; <c>null</c>: they cannot be read.</param>
/// <param name="Ends">What ends in it, the next first.</param>
/// <param name="Faults">What goes wrong in it on purpose, a line each.</param>
internal sealed record TenantSight(long? Arrived, ImmutableArray<EndFrame> Ends, ImmutableArray<string> Faults)
{
    /// <summary>Nothing can be seen.</summary>
    public static TenantSight None { get; } = new(null, [], []);
}
