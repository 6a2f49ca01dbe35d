using IseMail.Domain.Deployments;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Drills;
using IseMail.Scenarios.Operating;
using IseMail.WebConsole.Live;
using IseMail.WebConsole.Tenant;

namespace IseMail.WebConsole;

/// <summary>The deployment that a console shows.</summary>
/// <param name="Topology">What it is made of.</param>
/// <param name="TopologyFile">The file that says so.</param>
/// <param name="Nodes">The nodes that can be asked.</param>
/// <param name="Ledger">Reads all outboxes and mailboxes.</param>
/// <param name="Seal">Seals what is typed into fields for secrets.</param>
public sealed record ConsoleSubject(
    Topology Topology, string TopologyFile, Func<NodesToAsk> Nodes, Func<CancellationToken, Task<DeliveryLedger>> Ledger, ITextSeal Seal)
{
    /// <summary>The tenant behind it; <c>null</c>: it is somebody else's.</summary>
    public TenantClient? Tenant { get; init; }

    /// <summary>Carries orders out; <c>null</c>: nodes are other programs' here, and are not to be stopped from here.</summary>
    public OperatedDeployment? Operated { get; init; }

    /// <summary>Drills on it; <c>null</c>: it has no tenant in which mistakes could be made.</summary>
    public LiveDrill? Drill { get; init; }
}
