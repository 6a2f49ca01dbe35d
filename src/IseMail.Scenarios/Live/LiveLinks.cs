using System.Collections.Immutable;
using IseMail.Cluster.Links;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Isolation;

namespace IseMail.Scenarios.Live;

/// <summary>
/// How good the links between the nodes of a deployment are. Both ends of a link are told: what one may not receive the other
/// may not send.
/// </summary>
public sealed class LiveLinks
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    private ImmutableDictionary<(NodeName From, NodeName To), LinkQuality> _broken = ImmutableDictionary<(NodeName From, NodeName To), LinkQuality>.Empty;

    /// <summary>Whether every link is whole.</summary>
    public bool AreWhole => _broken.IsEmpty;

    /// <summary>Cuts the links between groups, both ways.</summary>
    public void Partition(ImmutableArray<ImmutableArray<NodeName>> groups)
    {
        foreach (var (index, group) in groups.Index())
        {
            foreach (var other in groups.Where((_, i) => i != index)) Degrade(group, other, LinkQuality.Cut);
        }
    }

    /// <summary>Makes one direction of links as good as <paramref name="quality"/> says.</summary>
    public void Degrade(IEnumerable<NodeName> from, IEnumerable<NodeName> to, LinkQuality quality)
    {
        foreach (var (sender, receiver) in from.SelectMany(sender => to.Where(receiver => receiver != sender).Select(receiver => (sender, receiver))))
            ImmutableInterlocked.Update(ref _broken, static (broken, link) => broken.SetItem((link.sender, link.receiver), link.quality), (sender, receiver, quality));
    }

    /// <summary>Makes every link whole.</summary>
    public void Heal() => ImmutableInterlocked.Update(ref _broken, static broken => broken.Clear());

    /// <summary>Whether two nodes hear each other at all.</summary>
    public bool Connected(NodeName one, NodeName other) => !IsCut(one, other) && !IsCut(other, one);

    /// <summary>Tells <paramref name="node"/> how its links to <paramref name="others"/> are.</summary>
    /// <exception cref="IOException">It was not done.</exception>
    public async Task TellAsync(RunningNode node, IEnumerable<RunningNode> others, CancellationToken cancellationToken)
    {
        var links = others.Where(other => other.Name != node.Name).Select(other => new LinkState(other.Address, Quality(node.Name, other.Name), Quality(other.Name, node.Name)))
            .Where(link => link.Sends != LinkQuality.Whole || link.Receives != LinkQuality.Whole).ToImmutableArray();
        var setting = node.SetLinksAsync(links, Within, cancellationToken);
        // One that ends meanwhile has no links any more.
        if (await Task.WhenAny(setting, node.WhenEnded) == setting && await setting is { } why && !node.WhenEnded.IsCompleted) throw new IOException($"the links of {node.Name} were not changed: {why}");
    }

    private bool IsCut(NodeName from, NodeName to) => Quality(from, to).BytesPerSecond == 0;

    private LinkQuality Quality(NodeName from, NodeName to) => _broken.GetValueOrDefault((from, to), LinkQuality.Whole);
}
