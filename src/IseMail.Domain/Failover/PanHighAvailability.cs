using IseMail.Domain.Deployments;

namespace IseMail.Domain.Failover;

/// <summary>
/// ISE's automatic PAN failover, switched on: health-check nodes poll the PANs, and whoever polls the primary has the other
/// promoted when it does not answer. Off, which is ISE's default, a person promotes. Source: Cisco ISE OpenAPI,
/// <c>/api/v1/deployment/pan-ha</c>.
/// </summary>
/// <param name="PrimaryHealthCheckNode">The node that polls the PAN that is the primary by the topology.</param>
/// <param name="SecondaryHealthCheckNode">The node that polls the other PAN; it may be the same.</param>
/// <param name="PollingInterval">From one poll to the next: 30 to 300 s, 120 s by default.</param>
/// <param name="FailedAttempts">Polls in a row without an answer after which the other PAN is promoted: 2 to 60, 5 by default.</param>
public sealed record PanHighAvailability(NodeName PrimaryHealthCheckNode, NodeName SecondaryHealthCheckNode, TimeSpan PollingInterval, int FailedAttempts)
{
    /// <summary>The shortest time between polls, in seconds.</summary>
    public const int LeastPollingInterval = 30;

    /// <summary>The longest time between polls, in seconds.</summary>
    public const int GreatestPollingInterval = 300;

    /// <summary>The time between polls unless told otherwise, in seconds.</summary>
    public const int StandardPollingInterval = 120;

    /// <summary>The fewest failed polls.</summary>
    public const int FewestFailedAttempts = 2;

    /// <summary>The most failed polls.</summary>
    public const int MostFailedAttempts = 60;

    /// <summary>Failed polls unless told otherwise.</summary>
    public const int StandardFailedAttempts = 5;

    /// <summary>How long after the death of the primary PAN the other is asked to take over, give or take one interval.</summary>
    public TimeSpan Detection => PollingInterval * FailedAttempts;

    /// <summary>The node that polls <paramref name="pan"/>.</summary>
    /// <param name="deployment">The nodes.</param>
    /// <param name="pan">A PAN.</param>
    public NodeName PollerOf(Deployment deployment, NodeName pan) =>
        deployment.With(Persona.Pan).First().Name == pan ? PrimaryHealthCheckNode : SecondaryHealthCheckNode;

    /// <summary>
    /// Everything for which ISE would refuse the setting, with paths below <c>panHa</c>: there are two PANs, each health-check
    /// node is a node without the Administration persona, and a deployment of two nodes has none.
    /// </summary>
    public IEnumerable<Problem> Check(Deployment deployment)
    {
        const string path = "panHa";
        if (deployment.Nodes.Length < 3 || deployment.With(Persona.Pan).Count() < 2)
        {
            yield return new Problem($"{path}.isEnabled", "automatic PAN failover needs two PANs and a third node that checks their health", "'isEnabled: false'; the secondary PAN is then promoted by hand");
            yield break;
        }
        foreach (var (key, name) in new[] { ("primaryHealthCheckNode", PrimaryHealthCheckNode), ("secondaryHealthCheckNode", SecondaryHealthCheckNode) })
        {
            var able = deployment.Nodes.Where(node => !node.Has(Persona.Pan)).Select(node => node.Name);
            if (deployment.Find(name) is not { } node) yield return new Problem($"{path}.{key}", $"no node is named '{name}'", "one of " + string.Join(", ", able));
            else if (node.Has(Persona.Pan)) yield return new Problem($"{path}.{key}", $"'{name}' is a PAN, and a health-check node is none", "one of " + string.Join(", ", able));
        }
    }
}
