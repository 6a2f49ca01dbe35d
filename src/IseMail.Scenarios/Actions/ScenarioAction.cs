using IseMail.Domain.Deployments;

namespace IseMail.Scenarios.Actions;

/// <summary>What a scenario does to the deployment.</summary>
/// <param name="Node">To which node.</param>
public abstract record ScenarioAction(NodeName Node)
{
    /// <summary>The node ends as a machine that loses its power: it tells nobody.</summary>
    public sealed record Kill(NodeName Node) : ScenarioAction(Node);

    /// <summary>The node is shut down in order: it hands its duties over and leaves.</summary>
    public sealed record Stop(NodeName Node) : ScenarioAction(Node);

    /// <summary>A node that was killed or stopped comes back, with what it has on its disk.</summary>
    public sealed record Start(NodeName Node) : ScenarioAction(Node);

    /// <summary>The node is shut down in order and comes back.</summary>
    public sealed record Restart(NodeName Node) : ScenarioAction(Node);

    /// <summary>The key by which files know it.</summary>
    public string Key => this switch { Kill => "kill", Stop => "stop", Start => "start", _ => "restart" };

    /// <inheritdoc/>
    public sealed override string ToString() => $"{Key} {Node}";
}

/// <summary>An action and its time.</summary>
/// <param name="Action">What is done.</param>
/// <param name="At">When, counted from when every node is up.</param>
public sealed record ScheduledAction(ScenarioAction Action, TimeSpan At);
