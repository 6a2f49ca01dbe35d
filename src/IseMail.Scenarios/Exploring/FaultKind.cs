using System.Collections.Immutable;
using IseMail.Scenarios.Actions;
using IseMail.Scenarios.Faults;

namespace IseMail.Scenarios.Exploring;

/// <summary>A kind of thing that can go wrong.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Group">Where it goes wrong.</param>
/// <param name="Cause">What it comes from in the world.</param>
/// <param name="Draw">Makes one of it.</param>
public sealed record FaultKind(string Key, FaultGroup Group, string Cause, Func<FaultDice, Strike> Draw);

/// <summary>Where something goes wrong.</summary>
public enum FaultGroup
{
    /// <summary>A node.</summary>
    Nodes,

    /// <summary>The ways between nodes.</summary>
    Links,

    /// <summary>A clock.</summary>
    Clocks,

    /// <summary>How names are resolved.</summary>
    Names,

    /// <summary>A proxy, or a firewall.</summary>
    WaysOut,

    /// <summary>What is kept.</summary>
    Disks,

    /// <summary>The token service.</summary>
    Tokens,

    /// <summary>A certificate.</summary>
    Certificates,

    /// <summary>A conversation with the submission server.</summary>
    Submission,

    /// <summary>What the tenant's administrators have set.</summary>
    Tenant,
}

/// <summary>One thing that goes wrong in a story: what is done, and what is undone.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Actions">What is done to the deployment and its tenant.</param>
/// <param name="Faults">What the tenant does wrong.</param>
public sealed record Strike(string Kind, ImmutableArray<ScheduledAction> Actions, ImmutableArray<ScheduledFault> Faults)
{
    /// <summary>Something is done.</summary>
    public static Strike Of(ImmutableArray<ScheduledAction> actions) => new("", actions, []);

    /// <summary>The tenant does something wrong.</summary>
    public static Strike Of(ScheduledFault fault) => new("", [], [fault]);
}
