using System.Collections.Concurrent;
using System.Collections.Immutable;
using IseMail.Cluster.Failover;
using IseMail.Cluster.Control;
using IseMail.Domain.Deployments;
using IseMail.Domain.Diagnosis;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Workloads;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.Topologies;
using IseMail.Tenant.Hosting;
using IseMail.Tenant.Mailboxes;
using Serilog;

namespace IseMail.Scenarios.Live;

/// <summary>
/// A whole deployment live in this process: each node an actor system of its own in one Akka.NET cluster, and the
/// embedded tenant beside them where the topology has one.
/// </summary>
public sealed class LiveDeployment : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestStartOfNode = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    // While a duty is being handed over nobody answers; the journal knows as well.
    private static readonly TimeSpan ReportWithin = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PromotedWithin = TimeSpan.FromSeconds(40);

    // The portal itself waits for the primary PAN, then for its outbox.
    private static readonly TimeSpan PortalWithin = TimeSpan.FromSeconds(25);

    private readonly NodeFactory _factory;
    private readonly INodeIsolation _isolation;
    private ImmutableSortedDictionary<NodeName, RunningNode> _running = ImmutableSortedDictionary<NodeName, RunningNode>.Empty;

    private LiveDeployment(Topology topology, EmbeddedTenant? tenant, NodeFactory factory, INodeIsolation isolation)
    {
        Topology = topology;
        Tenant = tenant;
        _factory = factory;
        _isolation = isolation;
    }

    /// <summary>What it is made of.</summary>
    public Topology Topology { get; }

    /// <summary>The tenant behind it; <c>null</c>: mail goes to a server of somebody else's.</summary>
    public EmbeddedTenant? Tenant { get; }

    /// <summary>The nodes that run.</summary>
    public IReadOnlyDictionary<NodeName, RunningNode> Running => _running;

    /// <summary>Starts the tenant and every node, and waits until each is Up in the cluster.</summary>
    /// <param name="topology">What to start.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="log">Hears of the tenant's doings.</param>
    /// <param name="progress">Told of each node that is Up.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="IOException">A port is taken, a file or a secret is missing.</exception>
    /// <exception cref="NodesNotUpException">The machine is too slow for it.</exception>
    public static async Task<LiveDeployment> StartAsync(
        Topology topology, LiveOptions options, ILogger log, IProgress<NodeName>? progress, CancellationToken cancellationToken)
    {
        options.Directory.Create();
        EmbeddedTenant? tenant = null;
        LiveDeployment? deployment = null;
        try
        {
            if (topology.EmbeddedTenant is { } embedded)
                tenant = await EmbeddedTenant.StartAsync(embedded, Path.Combine(options.Directory.FullName, "tenant"), options.Clock, log, cancellationToken, seed: options.Seed);
            var server = !topology.Mail.Configured ? null : topology.Mail.Server ?? tenant?.ServerSettings() ?? throw new InvalidOperationException("a topology without a server and a tenant");
            var secret = tenant is { Settings.Applications: [var application, ..] } ? tenant.ClientSecret(application.ClientId) : null;
            var settings = await TrustedFiles.InitialAsync(server, topology, cancellationToken, tenant?.Authorities);
            var surroundings = tenant?.Surroundings() ?? NodePath.Plain;
            var factory = new NodeFactory(topology, settings, surroundings, secret, options);
            deployment = new LiveDeployment(topology, tenant, factory, Isolation());

            INodeIsolation Isolation() => options.Isolation switch
            {
                IsolationKind.InProcess => new NodesInProcess(factory, topology.Cluster),
                IsolationKind.Processes => new NodesAsProcesses(options.TopologyFile!, topology, settings, surroundings, secret, options, options.Program!),
                _ => throw new NotSupportedException("nodes in containers are started with docker compose"),
            };
            await deployment.StartNodesAsync(options.StartWithin ?? LongestStart + topology.Deployment.Nodes.Length * LongestStartOfNode, progress, cancellationToken);
            return deployment;
        }
        catch
        {
            if (deployment is not null) await deployment.DisposeAsync();
            else if (tenant is not null) await tenant.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts <paramref name="name"/>, which does not run, and waits until it is Up in the others' cluster.</summary>
    public async Task StartNodeAsync(NodeName name, CancellationToken cancellationToken)
    {
        var node = Topology.Deployment.Find(name) ?? throw new ArgumentException($"no node is named {name}", nameof(name));
        await JoinAsync(await _isolation.CreateAsync(node, cancellationToken), cancellationToken);
    }

    /// <summary>Ends <paramref name="name"/> as a machine that loses its power.</summary>
    public async Task KillNodeAsync(NodeName name)
    {
        await using var node = Without(name);
        await node.KillAsync();
    }

    /// <summary>Shuts <paramref name="name"/> down in order: it hands its duties over and leaves.</summary>
    public async Task StopNodeAsync(NodeName name)
    {
        await using var node = Without(name);
        await node.StopAsync();
    }

    /// <summary>Promotes a PAN by hand; ends when it acts as the primary.</summary>
    /// <returns>Why it does not; <c>null</c>: it does.</returns>
    public Task<string?> PromoteAsync(NodeName name, CancellationToken cancellationToken) =>
        _running.TryGetValue(name, out var node) ? node.Control.PromoteAsync(PromotedWithin + Topology.Failover.PromotionTakes, cancellationToken) : Task.FromResult<string?>($"{name} does not run");

    /// <summary>
    /// Makes a cause happen: a portal's at the PSN that <paramref name="turn"/> falls on, any other where its duty is held.
    /// </summary>
    /// <exception cref="Cluster.Nodes.CausesRefusedException">It was not taken on.</exception>
    public async Task<ImmutableArray<MailId>> RaiseAsync(IReadOnlyCollection<Cause> causes, int turn, CancellationToken cancellationToken)
    {
        var raised = ImmutableArray.CreateBuilder<MailId>();
        foreach (var group in causes.GroupBy(cause => Duty.Owner(CauseIdentity.Purpose(cause))))
        {
            var hosts = _running.Values.Where(host => host.Node.Has(group.Key)).ToList();
            if (hosts.Count == 0) throw new Cluster.Nodes.CausesRefusedException($"no node with {group.Key.Role()} runs");
            raised.AddRange(await hosts[turn % hosts.Count].Control.RaiseAsync(group, AnswerWithin, cancellationToken));
        }
        return raised.ToImmutable();
    }

    /// <summary>
    /// Lets something happen: at its portal, at the node that <paramref name="turn"/> falls on, or where its duty is held.
    /// Ends when each mail that comes of it, and is returned, is certain.
    /// </summary>
    /// <exception cref="Cluster.Nodes.CausesRefusedException">It was refused.</exception>
    public async Task<ImmutableArray<MailId>> HappenAsync(Happening happening, int turn, CancellationToken cancellationToken)
    {
        switch (happening)
        {
            case Happening.Caused caused:
                return await RaiseAsync([caused.Cause], turn, cancellationToken);
            case Happening.Noticed noticed:
                var hosts = _running.Values.ToList();
                if (hosts.Count == 0) throw new Cluster.Nodes.CausesRefusedException("no node runs");
                return (await hosts[turn % hosts.Count].Control.RaiseAlarmAsync(noticed.Signal, AnswerWithin, cancellationToken)).Mails;
            case Happening.AtPortal visit:
                var served = await AskPortalAsync(visit.First, cancellationToken);
                if (visit.Then is not { } then) return served.Mails;
                return [.. served.Mails, .. (await AskPortalAsync(then(served.UserNames[0]), cancellationToken)).Mails];
            default:
                throw new ArgumentOutOfRangeException(nameof(happening), happening, "no such happening");
        }
    }

    /// <summary>Somebody wants something at the portals of the node that the request names.</summary>
    /// <exception cref="Cluster.Nodes.CausesRefusedException">It was refused, for what the person is told.</exception>
    public Task<Cluster.Nodes.PortalServed> AskPortalAsync(GuestRequest request, CancellationToken cancellationToken) => _running.TryGetValue(request.Portal, out var host)
        ? host.Control.AskPortalAsync(request, PortalWithin, cancellationToken)
        : throw new Cluster.Nodes.CausesRefusedException($"{request.Portal} does not run");

    /// <summary>How every running node stands. What does not answer in time is left out.</summary>
    public async Task<LiveView> ViewAsync(CancellationToken cancellationToken)
    {
        var hosts = _running.Values.Select(node => node.Control).ToList();
        var members = await Task.WhenAll(hosts.Select(host => host.MembershipAsync(AnswerWithin, cancellationToken)));
        var counts = await Task.WhenAll(hosts.Select(host => host.CountAsync(AnswerWithin, cancellationToken)));
        var pans = await Task.WhenAll(hosts.Select(host => host.PanAsync(AnswerWithin, cancellationToken)));
        var monitoring = hosts.Find(host => host.Node.Has(Persona.Mnt)) is { } mnt ? await mnt.DutiesAsync(Persona.Mnt, ReportWithin, cancellationToken) : null;
        var sender = hosts.Count == 0 ? null : await hosts[0].SenderAsync(AnswerWithin, cancellationToken);
        var rows = hosts.Select((host, i) => new NodeView(
            host.Node,
            members[i]?.MembersUp ?? 0,
            counts[i]?.ByPurpose ?? ImmutableDictionary<MailPurpose, Domain.Outbox.MailCensus>.Empty,
            [.. Holds(pans[i]?.Role == PanRole.Primary, Persona.Pan), .. Holds(monitoring?.Terms[^1].Node == host.Name, Persona.Mnt)]));
        return new LiveView([.. rows], sender, Tenant?.Mailboxes.Count);
    }

    /// <summary>
    /// Every mail's story as of now: what the nodes' outboxes say, those of nodes that do not run by their journals, beside
    /// what the mailboxes hold.
    /// </summary>
    /// <exception cref="IOException">A journal cannot be read.</exception>
    public async Task<DeliveryLedger> LedgerAsync(CancellationToken cancellationToken)
    {
        var hosts = _running.Values.Select(node => node.Control).ToList();
        var reports = await Task.WhenAll(new[] { Persona.Pan, Persona.Mnt }.Select(persona => DutiesAsync(hosts, persona, cancellationToken)));
        var inventories = await Task.WhenAll(Topology.Deployment.Nodes.Select(node => node.Name).Union(_running.Keys).Select(node => InventoryAsync(node, cancellationToken)));
        // The mailboxes are read last: what an outbox calls delivered has then certainly had the time to be there.
        var arrivals = Tenant?.Mailboxes.Snapshot().Select(Arrived);
        return DeliveryLedger.Of(
            inventories.SelectMany(inventory => inventory.Entries.Select(entry => new OutboxStory(inventory.Node, entry))),
            reports.SelectMany(report => report.Open),
            arrivals,
            new DutyRoster(Topology.Deployment, reports.SelectMany(report => report.Terms)));
    }

    /// <summary>What an administrator of the tenant sees about an SMTP server page; nothing is known of a tenant of somebody else's.</summary>
    public TenantFacts LookUp(SmtpServerSettings server) => Tenant is null ? TenantFacts.Unknown : TenantLook.At(Tenant, server);

    /// <summary>From here on no mail arises by itself.</summary>
    public Task StopWorkloadAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_running.Values.Select(node => node.Control.StopWorkloadAsync(AnswerWithin, cancellationToken)));

    /// <summary>
    /// Lets every sender see what is under way to its end, then ends everything. Nothing is handed over, for nobody is
    /// left to hand it to; what waits in the outboxes leaves after the next start in the same directory.
    /// </summary>
    public async Task StopAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        var shared = Topology.Mail.Sender.Placement == SenderPlacement.Shared;
        await Task.WhenAll(_running.Values.Take(shared ? 1 : int.MaxValue).Select(node => node.Control.StopSendingAsync(within, cancellationToken)));
        await DisposeAsync();
    }

    /// <summary>Ends everything at once.</summary>
    public async ValueTask DisposeAsync()
    {
        var hosts = _running.Values.ToList();
        _running = _running.Clear();
        await Task.WhenAll(hosts.Select(async host => await host.DisposeAsync()));
        await _isolation.DisposeAsync();
        if (Tenant is not null) await Tenant.DisposeAsync();
        _factory.Dispose();
    }

    private async Task StartNodesAsync(TimeSpan within, IProgress<NodeName>? progress, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(within);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await StartNodesAsync(progress, ending);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new NodesNotUpException(_running.Count, Topology.Deployment.Nodes.Length, within);
        }
    }

    private async Task StartNodesAsync(IProgress<NodeName>? progress, CancellationTokenSource ending)
    {
        var order = Topology.Deployment.InStartOrder().ToList();
        var founders = Topology.Deployment.Founders(Topology.Mail.Sender.Host);
        var made = new ConcurrentBag<RunningNode>();
        var making = Task.CompletedTask;
        try
        {
            foreach (var node in founders)
            {
                await JoinAndTellAsync(await _isolation.CreateAsync(node, ending.Token));
                // The others' systems are made while the founders wait for the cluster.
                if (node == founders[0]) making = MakeAsync(order.Except(founders));
            }
            await making;
        }
        catch
        {
            await ending.CancelAsync();
            await Task.WhenAny(making);
            await Task.WhenAll(made.Select(async host => await host.DisposeAsync()));
            throw;
        }
        // All at once: each wave of members that join costs the cluster a round of agreement.
        await Task.WhenAll(made.Select(JoinAndTellAsync));

        Task MakeAsync(IEnumerable<IseNode> nodes) => Parallel.ForEachAsync(
            nodes,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ending.Token },
            async (node, cancellation) => made.Add(await _isolation.CreateAsync(node, cancellation)));

        async Task JoinAndTellAsync(RunningNode host)
        {
            await JoinAsync(host, ending.Token);
            progress?.Report(host.Name);
        }
    }

    private async Task JoinAsync(RunningNode host, CancellationToken cancellationToken)
    {
        try
        {
            // All through one: where several take members in at the same time, the cluster has their gossip to reconcile.
            await host.JoinAsync([.. _running.Values.Take(1).Select(node => node.Address)], cancellationToken);
            ImmutableInterlocked.Update(ref _running, static (running, host) => running.SetItem(host.Name, host), host);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private RunningNode Without(NodeName name)
    {
        var host = _running[name];
        ImmutableInterlocked.Update(ref _running, static (running, name) => running.Remove(name), name);
        return host;
    }

    /// <summary>How the duties of <paramref name="persona"/> stand: by their holder, or, while nobody holds them, by the journal.</summary>
    private async Task<Cluster.Nodes.DutyReport> DutiesAsync(List<NodeControl> hosts, Persona persona, CancellationToken cancellationToken)
    {
        foreach (var host in hosts.Where(host => host.Node.Has(persona)))
        {
            if (persona == Persona.Pan && (await host.PanAsync(AnswerWithin, cancellationToken))?.Role != PanRole.Primary) continue;
            if (await host.DutiesAsync(persona, ReportWithin, cancellationToken) is { } report) return report;
        }
        await using var journals = await _factory.JournalsAsync(Topology.Deployment.With(persona).First(), cancellationToken);
        return await journals.DutiesAsync(persona, cancellationToken);
    }

    private async Task<Cluster.Outbox.OutboxInventory> InventoryAsync(NodeName name, CancellationToken cancellationToken)
    {
        if (_running.TryGetValue(name, out var host) && await host.Control.InventoryAsync(AnswerWithin, cancellationToken) is { } inventory) return inventory;
        await using var journals = await _factory.JournalsAsync(Topology.Deployment.Find(name) ?? throw new InvalidOperationException($"no node is named {name}"), cancellationToken);
        return await journals.OutboxAsync(name, Topology.Mail, cancellationToken);
    }

    private static ImmutableArray<Persona> Holds(bool holds, Persona persona) => holds ? [persona] : [];

    private static Arrival Arrived(ArrivedMessage message) => new(Arrival.IdOf(message.MessageId), message.MessageId, message.Node, message.ReceivedAt);
}
