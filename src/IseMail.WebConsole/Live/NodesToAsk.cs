using IseMail.Cluster.Control;
using IseMail.Domain.Deployments;

namespace IseMail.WebConsole.Live;

/// <summary>The nodes that a console can ask.</summary>
/// <param name="Answering">Those that run and answer.</param>
/// <param name="Paused">Those that are suspended.</param>
public sealed record NodesToAsk(IReadOnlyCollection<NodeControl> Answering, IReadOnlyCollection<NodeName> Paused);
