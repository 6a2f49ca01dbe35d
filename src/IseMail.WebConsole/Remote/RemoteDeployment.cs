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
    private static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly ImmutableArray<NodeControl> _named = [.. topology.Deployment.Nodes.Where(node => node.Address is not null).Select(node => nodes.At(node, node.Address!))];
    private ImmutableDictionary<NodeName, int> _sees = ImmutableDictionary<NodeName, int>.Empty;
    private ImmutableDictionary<NodeAddress, NodeControl> _admitted = ImmutableDictionary<NodeAddress, NodeControl>.Empty;

    /// <summary>Its nodes, whether or not they run: who does not answer is silent. Of those that the topology does not name, the ones in the cluster.</summary>
    public NodesToAsk Nodes => new(Controls, []);

    /// <summary>The same. The one that sees most of the others comes first: who is asked for all, is the first that may know.</summary>
    public IReadOnlyCollection<NodeControl> Controls => [.. _named.Concat(_admitted.Values.OrderBy(node => node.Name)).OrderByDescending(node => _sees.GetValueOrDefault(node.Name))];

    /// <summary>Looks again and again who sees how many others, and which PSNs were admitted that the topology does not name, until it is cancelled.</summary>
    /// <param name="clock">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task LookAroundAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        using var due = new PeriodicTimer(LookEvery, clock);
        try
        {
            while (await due.WaitForNextTickAsync(cancellationToken)) await LookAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Every mail's story as the nodes that answer tell it, beside what the mailboxes hold.</summary>
    public async Task<DeliveryLedger> LedgerAsync(CancellationToken cancellationToken)
    {
        var inventories = await Task.WhenAll(Controls.Select(node => node.InventoryAsync(AnswerWithin, cancellationToken)));
        var duties = await Task.WhenAll(new[] { Persona.Pan, Persona.Mnt }.Select(persona => DutiesAsync(persona, cancellationToken)));
        var arrivals = tenant is null ? null : await tenant.AllArrivedAsync(cancellationToken);
        return DeliveryLedger.Of(
            inventories.OfType<OutboxInventory>().SelectMany(inventory => inventory.Entries.Select(entry => new OutboxStory(inventory.Node, entry))),
            duties.OfType<DutyReport>().SelectMany(report => report.Open),
            arrivals,
            new DutyRoster(topology.Deployment, duties.OfType<DutyReport>().SelectMany(report => report.Terms)),
            null);
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var views = await Task.WhenAll(_named.Select(node => node.MembersAsync(LookWithin, cancellationToken)));
        _sees = _named.Zip(views, static (node, view) => (node.Name, Members: view.Length)).ToImmutableDictionary(one => one.Name, one => one.Members);
        if (!topology.Cluster.AdmitPolicyServiceNodes) return;
        var known = _named.Select(node => node.Node.Address!).ToHashSet();
        // Whoever is cut off sees itself alone: the one that sees most speaks for all.
        var members = views.MaxBy(view => view.Length);
        if (members.IsDefaultOrEmpty) return;
        var admitted = _admitted.RemoveRange(_admitted.Keys.Except(members));
        foreach (var address in members.Where(address => !known.Contains(address) && !admitted.ContainsKey(address)))
        {
            if (await nodes.FindAsync(address, AnswerWithin, cancellationToken) is { } node) admitted = admitted.Add(address, node);
        }
        _admitted = admitted;
    }

    private async Task<DutyReport?> DutiesAsync(Persona persona, CancellationToken cancellationToken)
    {
        foreach (var node in _named.Where(node => node.Node.Has(persona)))
        {
            if (await node.DutiesAsync(persona, AnswerWithin, cancellationToken) is { } report) return report;
        }
        return null;
    }
}
