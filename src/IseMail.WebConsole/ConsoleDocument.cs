using System.Collections.Immutable;

namespace IseMail.WebConsole;

/// <summary>What a console has to show.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="Deployment">Name of the deployment that runs; <c>null</c>: none does.</param>
/// <param name="Model">Its deployment model; <c>null</c>: no deployment.</param>
/// <param name="Nodes">Its nodes' names.</param>
/// <param name="HasTenant">Whether there is an embedded tenant.</param>
/// <param name="TakesOrders">Whether nodes can be stopped and links be cut from here.</param>
/// <param name="HasDrills">Whether there are drills.</param>
/// <param name="Purposes">The purposes of mail.</param>
/// <param name="States">Where mails can stand.</param>
public sealed record ConsoleDocument(
    string Version, string? Deployment, string? Model, ImmutableArray<string> Nodes, bool HasTenant, bool TakesOrders, bool HasDrills, ImmutableArray<string> Purposes, ImmutableArray<string> States);
