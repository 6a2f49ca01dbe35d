using System.Collections.Immutable;

namespace IseMail.Domain.Deployments;

/// <summary>
/// What each deployment model allows. Source: Cisco ISE Performance and Scalability Guide, tables of deployment sizes
/// (standalone 1 node; small 2 nodes with all personas; medium PAN and MnT on 2 nodes plus at most 6 PSNs; large all
/// dedicated, 2 PAN, 2 MnT, at most 50 PSNs).
/// </summary>
public static class DeploymentLimits
{
    /// <summary>The most PSNs a medium deployment has.</summary>
    public const int MediumPolicyServiceNodes = 6;

    /// <summary>The most PSNs a large deployment has.</summary>
    public const int LargePolicyServiceNodes = 50;

    /// <summary>The most PSNs a deployment on paper has; a limit of this program, not of ISE.</summary>
    public const int PaperPolicyServiceNodes = 1_000;

    /// <summary>
    /// The smallest model that allows <paramref name="nodes"/>; where none does, the one whose shape they come nearest to,
    /// and what that model does not allow.
    /// </summary>
    public static (DeploymentModel Model, ImmutableArray<Problem> Problems) Fitting(ImmutableArray<IseNode> nodes)
    {
        foreach (var model in Enum.GetValues<DeploymentModel>().Where(model => model != DeploymentModel.Paper))
        {
            if (!Check(new Deployment("", model, nodes)).Any()) return (model, []);
        }
        var nearest = nodes.Length switch
        {
            1 => DeploymentModel.Standalone,
            2 => DeploymentModel.Small,
            _ => nodes.Any(node => node.Has(Persona.Pan) && node.Has(Persona.Mnt)) ? DeploymentModel.Medium : DeploymentModel.Large,
        };
        return (nearest, [.. Check(new Deployment("", nearest, nodes))]);
    }

    /// <summary>Everything in which <paramref name="deployment"/> breaks its model's limits, or ISE's own; empty if nothing does.</summary>
    public static IEnumerable<Problem> Check(Deployment deployment)
    {
        var problems = Names(deployment)
            .Concat(Primaries(deployment, Persona.Pan))
            .Concat(Primaries(deployment, Persona.Mnt))
            .ToList();
        foreach (var persona in Enum.GetValues<Persona>())
        {
            if (!deployment.With(persona).Any())
                problems.Add(new Problem("nodes", $"no node has the persona '{persona.Role()}'", $"at least one node with '{persona.Role()}'"));
        }
        return problems.Count > 0 ? problems : Model(deployment);
    }

    private static IEnumerable<Problem> Names(Deployment deployment)
    {
        var seen = new HashSet<NodeName>();
        for (var i = 0; i < deployment.Nodes.Length; i++)
        {
            var node = deployment.Nodes[i];
            if (!seen.Add(node.Name))
                yield return new Problem($"nodes[{i}].name", $"two nodes are named '{node.Name}'", "a name for each node");
            if (node.Personas.IsEmpty)
                yield return new Problem($"nodes[{i}].personas", $"node '{node.Name}' has no persona", "one or more of pan, mnt, psn");
            foreach (var persona in node.PrimaryFor)
            {
                if (persona == Persona.Psn)
                    yield return new Problem($"nodes[{i}].primary", "a PSN has no primary", "pan, mnt or both");
                else if (!node.Has(persona))
                    yield return new Problem($"nodes[{i}].primary", $"node '{node.Name}' is primary for '{persona.Role()}' without having that persona", $"'{persona.Role()}' among its personas");
            }
        }
    }

    private static IEnumerable<Problem> Primaries(Deployment deployment, Persona persona)
    {
        var carriers = deployment.Nodes.Index().Where(entry => entry.Item.Has(persona)).ToList();
        if (carriers.Count > 2)
            yield return new Problem($"nodes[{carriers[2].Index}].personas", $"{carriers.Count} nodes have the persona '{persona.Role()}'", "at most 2: a primary and a secondary");
        var primaries = carriers.Where(entry => entry.Item.PrimaryFor.Contains(persona)).ToList();
        if (primaries.Count > 1)
            yield return new Problem($"nodes[{primaries[1].Index}].primary", $"two primaries for '{persona.Role()}': '{primaries[0].Item.Name}' and '{primaries[1].Item.Name}'", "exactly one");
        if (carriers.Count > 0 && primaries.Count == 0)
            yield return new Problem($"nodes[{carriers[0].Index}]", $"no primary for '{persona.Role()}'", $"'primary: [{persona.Role()}]' on one of {string.Join(", ", carriers.Select(entry => entry.Item.Name))}");
    }

    private static IEnumerable<Problem> Model(Deployment deployment) => deployment.Model switch
    {
        DeploymentModel.Standalone => Standalone(deployment),
        DeploymentModel.Small => Small(deployment),
        DeploymentModel.Medium => Medium(deployment),
        DeploymentModel.Large => Large(deployment, LargePolicyServiceNodes),
        DeploymentModel.Paper => Large(deployment, PaperPolicyServiceNodes),
        _ => throw new ArgumentOutOfRangeException(nameof(deployment), deployment.Model, "no such model"),
    };

    private static IEnumerable<Problem> Standalone(Deployment deployment)
    {
        if (deployment.Nodes.Length != 1)
            yield return new Problem("nodes", $"a standalone deployment has 1 node, not {deployment.Nodes.Length}", "one node with pan, mnt and psn, or another model");
    }

    private static IEnumerable<Problem> Small(Deployment deployment)
    {
        if (deployment.Nodes.Length != 2)
            yield return new Problem("nodes", $"a small deployment has 2 nodes, not {deployment.Nodes.Length}", "two nodes with pan, mnt and psn each, or another model");
        foreach (var (index, node) in deployment.Nodes.Index())
        {
            if (node.Personas.Count < 3)
                yield return new Problem($"nodes[{index}].personas", $"in a small deployment node '{node.Name}' lacks {Missing(node)}", "pan, mnt and psn on both nodes");
        }
    }

    private static IEnumerable<Problem> Medium(Deployment deployment)
    {
        foreach (var (index, node) in deployment.Nodes.Index())
        {
            if (node.Has(Persona.Pan) != node.Has(Persona.Mnt))
                yield return new Problem($"nodes[{index}].personas", $"in a medium deployment node '{node.Name}' has only one of pan and mnt", "pan and mnt together");
            else if (node.Has(Persona.Pan) && node.Has(Persona.Psn))
                yield return new Problem($"nodes[{index}].personas", $"in a medium deployment node '{node.Name}' has psn beside pan and mnt", "dedicated PSNs");
        }
        if (PolicyServiceNodesBeyond(deployment, MediumPolicyServiceNodes) is { } problem) yield return problem;
    }

    private static IEnumerable<Problem> Large(Deployment deployment, int most)
    {
        foreach (var (index, node) in deployment.Nodes.Index())
        {
            if (node.Personas.Count > 1)
                yield return new Problem($"nodes[{index}].personas", $"in a {deployment.Model.ToString().ToLowerInvariant()} deployment node '{node.Name}' has {node.Personas.Count} personas", "one persona for each node");
        }
        if (PolicyServiceNodesBeyond(deployment, most) is { } problem) yield return problem;
    }

    private static Problem? PolicyServiceNodesBeyond(Deployment deployment, int most)
    {
        var nodes = deployment.Nodes.Index().Where(entry => entry.Item.Has(Persona.Psn)).ToList();
        return nodes.Count <= most ? null : new Problem(
            $"nodes[{nodes[most].Index}]",
            $"{nodes.Count} PSNs are more than a {deployment.Model.ToString().ToLowerInvariant()} deployment allows",
            deployment.Model switch
            {
                DeploymentModel.Medium => $"at most {most}, or 'model: large'",
                DeploymentModel.Large => $"at most {most}, or 'model: paper' for what ISE does not allow",
                _ => $"at most {most}",
            });
    }

    private static string Missing(IseNode node) =>
        string.Join(" and ", Enum.GetValues<Persona>().Where(persona => !node.Has(persona)).Select(PersonaNames.Role));
}
