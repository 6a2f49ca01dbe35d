using System.Collections.Immutable;
using IseMail.Cluster.Control;
using IseMail.Cluster.Nodes;
using IseMail.Cluster.Outbox;
using IseMail.Domain.Deployments;
using IseMail.Domain.Ledger;
using IseMail.WebConsole.Live;
using IseMail.WebConsole.Tenant;

namespace IseMail.WebConsole.Remote;

/// <summary>A deployment whose nodes run elsewhere, each in a program or container of its own.</summary>
/// <param name="topology">What it is made of.</param>
/// <param name="nodes">The way to its nodes.</param>
/// <param name="tenant">The tenant behind it; <c>null</c>: it is somebody else's.</param>
public sealed class RemoteDeployment(Topology topology, RemoteNodes nodes, TenantClient? tenant)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    private readonly ImmutableArray<NodeControl> _nodes = [.. topology.Deployment.Nodes.Where(node => node.Address is not null).Select(node => nodes.At(node, node.Address!))];

    /// <summary>Its nodes, whether or not they run: who does not answer is silent.</summary>
    public NodesToAsk Nodes => new(_nodes, []);

    /// <summary>All of its nodes.</summary>
    public IReadOnlyCollection<NodeControl> Controls => _nodes;

    /// <summary>Every mail's story as the nodes that answer tell it, beside what the mailboxes hold.</summary>
    public async Task<DeliveryLedger> LedgerAsync(CancellationToken cancellationToken)
    {
        var inventories = await Task.WhenAll(_nodes.Select(node => node.InventoryAsync(AnswerWithin, cancellationToken)));
        var duties = await Task.WhenAll(new[] { Persona.Pan, Persona.Mnt }.Select(persona => DutiesAsync(persona, cancellationToken)));
        var arrivals = tenant is null ? null : await tenant.AllArrivedAsync(cancellationToken);
        return DeliveryLedger.Of(
            inventories.OfType<OutboxInventory>().SelectMany(inventory => inventory.Entries.Select(entry => new OutboxStory(inventory.Node, entry))),
            duties.OfType<DutyReport>().SelectMany(report => report.Open),
            arrivals,
            new DutyRoster(topology.Deployment, duties.OfType<DutyReport>().SelectMany(report => report.Terms)),
            null);
    }

    private async Task<DutyReport?> DutiesAsync(Persona persona, CancellationToken cancellationToken)
    {
        foreach (var node in _nodes.Where(node => node.Node.Has(persona)))
        {
            if (await node.DutiesAsync(persona, AnswerWithin, cancellationToken) is { } report) return report;
        }
        return null;
    }
}
