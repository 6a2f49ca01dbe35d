using System.Collections.Immutable;
using System.Net;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Domain.Diagnosis;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
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

    private static readonly TimeSpan PrimaryWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PrimaryPulse = TimeSpan.FromMilliseconds(50);

    private readonly NodeFactory _factory;
    private readonly LiveNodes _nodes;

    private LiveDeployment(Topology topology, EmbeddedTenant? tenant, NodeFactory factory, LiveNodes nodes)
    {
        Topology = topology;
        Tenant = tenant;
        _factory = factory;
        _nodes = nodes;
    }

    /// <summary>What it is made of.</summary>
    public Topology Topology { get; }

    /// <summary>The tenant behind it; <c>null</c>: mail goes to a server of somebody else's.</summary>
    public EmbeddedTenant? Tenant { get; }

    /// <summary>The nodes that run.</summary>
    public IReadOnlyDictionary<NodeName, RunningNode> Running => _nodes.Running;

    /// <summary>The nodes that run and answer.</summary>
    public IEnumerable<RunningNode> Answering => _nodes.Answering;

    /// <summary>The nodes that are suspended.</summary>
    public IReadOnlyCollection<NodeName> Paused => _nodes.Paused;

    /// <summary>Where it keeps its journals.</summary>
    public DeploymentStorage Storage => _factory.Storage;

    /// <summary>The deployment's key to mail texts and secrets.</summary>
    public async Task<Domain.Notices.ITextSeal> SealAsync(CancellationToken cancellationToken) => await _factory.SealAsync(cancellationToken);

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
                tenant = await EmbeddedTenant.StartAsync(await ReachableAsync(embedded, options.Isolation, cancellationToken), Path.Combine(options.Directory.FullName, "tenant"), options.Clock, log, cancellationToken, seed: options.Seed);
            var server = !topology.Mail.Configured ? null : topology.Mail.Server ?? tenant?.ServerSettings() ?? throw new InvalidOperationException("a topology without a server and a tenant");
            var secret = tenant is { Settings.Applications: [var application, ..] } ? tenant.ClientSecret(application.ClientId) : null;
            var settings = await TrustedFiles.InitialAsync(server, topology, cancellationToken, tenant?.Authorities);
            var surroundings = tenant?.Surroundings() ?? NodePath.Plain;
            var factory = new NodeFactory(topology, settings, surroundings, secret, options);
            deployment = new LiveDeployment(topology, tenant, factory, new LiveNodes(topology, Isolation(), log));

            INodeIsolation Isolation() => options.Isolation switch
            {
                IsolationKind.InProcess => new NodesInProcess(factory, topology),
                IsolationKind.Processes => new NodesAsProcesses(Orders(), options.Program!),
                IsolationKind.Containers => new NodesAsContainers(Orders(), options.Program!.Assembly),
                _ => throw new NotSupportedException("no such isolation"),
            };
            ChildOrders Orders() => new(topology, settings, surroundings, secret, options);
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

    /// <summary>The tenant where nodes in that isolation reach it: this machine's loopback address is not a container's.</summary>
    private static async Task<TenantSettings> ReachableAsync(TenantSettings tenant, IsolationKind isolation, CancellationToken cancellationToken) =>
        isolation == IsolationKind.Containers && IPAddress.TryParse(tenant.Listen.Address, out var address) && (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any))
            ? tenant with { Listen = tenant.Listen with { Address = await NodesAsContainers.GatewayAsync(cancellationToken) } }
            : tenant;

    /// <inheritdoc cref="LiveNodes.StartAsync"/>
    public Task StartNodeAsync(NodeName name, CancellationToken cancellationToken) => _nodes.StartAsync(name, cancellationToken);

    /// <inheritdoc cref="LiveNodes.KillAsync"/>
    public Task KillNodeAsync(NodeName name) => _nodes.KillAsync(name);

    /// <inheritdoc cref="LiveNodes.StopAsync"/>
    public Task StopNodeAsync(NodeName name) => _nodes.StopAsync(name);

    /// <inheritdoc cref="LiveNodes.PauseAsync"/>
    public Task PauseNodeAsync(NodeName name) => _nodes.PauseAsync(name);

    /// <inheritdoc cref="LiveNodes.ResumeAsync"/>
    public Task ResumeNodeAsync(NodeName name, CancellationToken cancellationToken) => _nodes.ResumeAsync(name, cancellationToken);

    /// <inheritdoc cref="LiveNodes.ChangeLinksAsync"/>
    public Task ChangeLinksAsync(Action<LiveLinks> change, CancellationToken cancellationToken) => _nodes.ChangeLinksAsync(change, cancellationToken);

    /// <summary>Promotes a PAN by hand; ends when it acts as the primary.</summary>
    /// <returns>Why it does not; <c>null</c>: it does.</returns>
    public Task<string?> PromoteAsync(NodeName name, CancellationToken cancellationToken) =>
        _nodes.Running.TryGetValue(name, out var node) ? node.Control.PromoteAsync(QuestionPatience.OfPromotion + Topology.Failover.PromotionTakes, cancellationToken) : Task.FromResult<string?>($"{name} does not run");

    /// <summary>
    /// Makes a cause happen: a portal's at the PSN that <paramref name="turn"/> falls on, any other where its duty is held.
    /// </summary>
    /// <exception cref="Cluster.Nodes.CausesRefusedException">It was not taken on.</exception>
    public async Task<ImmutableArray<MailId>> RaiseAsync(IReadOnlyCollection<Cause> causes, int turn, CancellationToken cancellationToken)
    {
        var raised = ImmutableArray.CreateBuilder<MailId>();
        foreach (var group in causes.GroupBy(cause => Duty.Owner(CauseIdentity.Purpose(cause))))
        {
            var hosts = _nodes.Answering.Where(host => host.Node.Has(group.Key)).ToList();
            if (hosts.Count == 0) throw new Cluster.Nodes.CausesRefusedException($"no node with {group.Key.Role()} runs");
            raised.AddRange(await hosts[turn % hosts.Count].WhileItRunsAsync((host, ending) => host.RaiseAsync(group, QuestionPatience.OfDuties, ending), cancellationToken));
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
                var hosts = _nodes.Answering.ToList();
                if (hosts.Count == 0) throw new Cluster.Nodes.CausesRefusedException("no node runs");
                return (await hosts[turn % hosts.Count].WhileItRunsAsync((host, ending) => host.RaiseAlarmAsync(noticed.Signal, QuestionPatience.OfDuties, ending), cancellationToken)).Mails;
            case Happening.AtPortal visit:
                // Whose portal is gone goes to the next one.
                var portal = Portal(visit.First.Portal, turn);
                var served = await AskPortalAsync(visit.First with { Portal = portal }, cancellationToken);
                if (visit.Then is not { } then) return served.Mails;
                return [.. served.Mails, .. (await AskPortalAsync(then(served.UserNames[0]) with { Portal = portal }, cancellationToken)).Mails];
            default:
                throw new ArgumentOutOfRangeException(nameof(happening), happening, "no such happening");
        }
    }

    /// <summary>Somebody wants something at the portals of the node that the request names.</summary>
    /// <exception cref="Cluster.Nodes.CausesRefusedException">It was refused, for what the person is told.</exception>
    public Task<Cluster.Nodes.PortalServed> AskPortalAsync(GuestRequest request, CancellationToken cancellationToken) => _nodes.Running.TryGetValue(request.Portal, out var host)
        ? host.WhileItRunsAsync((node, ending) => node.AskPortalAsync(request, QuestionPatience.OfPortal, ending), cancellationToken)
        : throw new Cluster.Nodes.CausesRefusedException($"{request.Portal} does not run");

    /// <summary>How every running node stands. What does not answer in time is left out.</summary>
    public async Task<LiveView> ViewAsync(CancellationToken cancellationToken)
    {
        var hosts = _nodes.Answering.ToList();
        var members = await Task.WhenAll(hosts.Select(host => host.AskAsync(static (node, ending) => node.MembershipAsync(AnswerWithin, ending), cancellationToken)));
        var counts = await Task.WhenAll(hosts.Select(host => host.AskAsync(static (node, ending) => node.CountAsync(AnswerWithin, ending), cancellationToken)));
        var pans = await Task.WhenAll(hosts.Select(host => host.AskAsync(static (node, ending) => node.PanAsync(AnswerWithin, ending), cancellationToken)));
        var monitoring = hosts.Find(host => host.Node.Has(Persona.Mnt)) is { } mnt ? await mnt.AskAsync(static (node, ending) => node.DutiesAsync(Persona.Mnt, ReportWithin, ending), cancellationToken) : null;
        var sender = hosts.Count == 0 ? null : await hosts[0].AskAsync(static (node, ending) => node.SenderAsync(AnswerWithin, ending), cancellationToken);
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
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="taken">Mails of which somebody was told that they are taken on.</param>
    /// <exception cref="IOException">A journal cannot be read.</exception>
    public async Task<DeliveryLedger> LedgerAsync(CancellationToken cancellationToken, IEnumerable<TakenMail>? taken = null)
    {
        var hosts = _nodes.Answering.ToList();
        var reports = await Task.WhenAll(new[] { Persona.Pan, Persona.Mnt }.Select(persona => DutiesAsync(hosts, persona, cancellationToken)));
        var inventories = await Task.WhenAll(Topology.Deployment.Nodes.Select(node => node.Name).Union(_nodes.Running.Keys).Select(node => InventoryAsync(node, cancellationToken)));
        // The mailboxes are read last: what an outbox calls delivered has then certainly had the time to be there.
        var arrivals = Tenant?.Mailboxes.Snapshot().Select(Arrived);
        return DeliveryLedger.Of(
            inventories.SelectMany(inventory => inventory.Entries.Select(entry => new OutboxStory(inventory.Node, entry))),
            reports.SelectMany(report => report.Open),
            arrivals,
            new DutyRoster(Topology.Deployment, reports.SelectMany(report => report.Terms)),
            taken);
    }

    /// <summary>How the alarms stand that were ever mailed or suppressed: by the active MnT, or, while there is none, by the journal.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public async Task<ImmutableArray<AlarmStanding>> AlarmsAsync(CancellationToken cancellationToken)
    {
        foreach (var node in _nodes.Answering.Where(node => node.Node.Has(Persona.Mnt)))
        {
            if (await node.Control.AlarmsAsync(ReportWithin, cancellationToken) is { } standings) return standings;
        }
        await using var journals = await Storage.ReadAsync(Topology.Deployment.With(Persona.Mnt).First().Name, cancellationToken);
        return (await journals.RegisterAsync(Persona.Mnt, cancellationToken)).Alarms.Standings;
    }

    /// <summary>What an administrator of the tenant sees about an SMTP server page; nothing is known of a tenant of somebody else's.</summary>
    public TenantFacts LookUp(SmtpServerSettings server) => Tenant is null ? TenantFacts.Unknown : TenantLook.At(Tenant, server);

    /// <summary>From here on no mail arises by itself.</summary>
    public Task StopWorkloadAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_nodes.Answering.Select(node => node.Control.StopWorkloadAsync(AnswerWithin, cancellationToken)));

    /// <summary>
    /// Lets every sender see what is under way to its end, then ends everything. Nothing is handed over, for nobody is
    /// left to hand it to; what waits in the outboxes leaves after the next start in the same directory.
    /// </summary>
    public async Task StopAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        var shared = Topology.Mail.Sender.Placement == SenderPlacement.Shared;
        await Task.WhenAll(_nodes.Answering.Take(shared ? 1 : int.MaxValue).Select(node => node.Control.StopSendingAsync(within, cancellationToken)));
        await DisposeAsync();
    }

    /// <summary>Ends everything at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _nodes.DisposeAsync();
        if (Tenant is not null) await Tenant.DisposeAsync();
        _factory.Dispose();
    }

    private async Task StartNodesAsync(TimeSpan within, IProgress<NodeName>? progress, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(within);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await _nodes.StartAllAsync(progress, ending);
            await PrimaryActsAsync(ending.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new NodesNotUpException(_nodes.Running.Count, Topology.Deployment.Nodes.Length, within);
        }
    }

    private NodeName Portal(NodeName wanted, int turn)
    {
        var portals = _nodes.Answering.Where(node => node.Node.Has(Persona.Psn)).Select(node => node.Name).ToList();
        return portals.Count == 0 || portals.Contains(wanted) ? wanted : portals[turn % portals.Count];
    }

    /// <summary>Waits until the primary PAN acts. A deployment that starts again may have one that does not come back, so not for ever.</summary>
    private async Task PrimaryActsAsync(CancellationToken cancellationToken)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (waited.Elapsed < PrimaryWithin)
        {
            var pans = await Task.WhenAll(_nodes.Answering.Select(node => node.Control.PanAsync(ReportWithin, cancellationToken)));
            if (pans.Any(pan => pan is { Role: PanRole.Primary, Epoch: > 0 })) return;
            await Task.Delay(PrimaryPulse, cancellationToken);
        }
    }

    /// <summary>
    /// How the duties of <paramref name="persona"/> stand: by their holder, or, while nobody holds them, by the journal. A PAN that was suspended or has just come back may
    /// believe for a moment that it still is the primary, and answer for it; it does not know the newest term.
    /// </summary>
    private async Task<Cluster.Nodes.DutyReport> DutiesAsync(List<RunningNode> hosts, Persona persona, CancellationToken cancellationToken)
    {
        var newest = persona == Persona.Pan ? (await Task.WhenAll(hosts.Select(host => host.AskAsync(static (node, ending) => node.PanAsync(AnswerWithin, ending), cancellationToken)))).Max(report => report?.Epoch ?? 0) : 0;
        foreach (var host in hosts.Where(host => host.Node.Has(persona)))
        {
            if (await host.AskAsync((node, ending) => node.DutiesAsync(persona, ReportWithin, ending), cancellationToken) is not { } report) continue;
            if ((report.Terms.IsEmpty ? 0 : report.Terms[^1].Epoch) >= newest) return report;
            break;
        }
        await using var journals = await Storage.ReadAsync(Topology.Deployment.With(persona).First().Name, cancellationToken);
        return await journals.DutiesAsync(persona, cancellationToken);
    }

    private async Task<Cluster.Outbox.OutboxInventory> InventoryAsync(NodeName name, CancellationToken cancellationToken)
    {
        if (_nodes.Answering.FirstOrDefault(node => node.Name == name) is { } host && await host.AskAsync(static (node, ending) => node.InventoryAsync(AnswerWithin, ending), cancellationToken) is { } inventory) return inventory;
        await using var journals = await Storage.ReadAsync(name, cancellationToken);
        return await journals.OutboxAsync(name, Topology.Mail, cancellationToken);
    }

    private static ImmutableArray<Persona> Holds(bool holds, Persona persona) => holds ? [persona] : [];

    private static Arrival Arrived(ArrivedMessage message) => new(Arrival.IdOf(message.MessageId), message.MessageId, message.Node, message.ReceivedAt);
}
