using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using IseMail.Cluster.Control;
using IseMail.Cluster.Links;
using IseMail.Cluster.Logging;
using IseMail.Cluster.Nodes;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Storage;
using IseMail.Domain.Deployments;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using ClusterExtension = Akka.Cluster.Cluster;

namespace IseMail.Cluster.Hosting;

/// <summary>
/// One live ISE node: an actor system that is a member of the deployment's cluster, with its outbox, its personas'
/// duties, its portals and the way to the sender.
/// </summary>
public sealed class NodeHost : NodeControl, IAsyncDisposable
{
    private readonly NodeSpecification _specification;
    private readonly ActorSystem _system;
    private readonly ConfiguredTransport _transport;
    private readonly NodeActors _actors;
    private readonly NodeLinks _links;

    private NodeHost(NodeSpecification specification, ActorSystem system, ConfiguredTransport transport)
    {
        _specification = specification;
        _system = system;
        _transport = transport;
        _actors = new NodeActors(specification, system, transport);
        _links = new NodeLinks(system);
        system.ActorOf(ControlGate.Props(this), ControlGate.ActorName);
    }

    /// <inheritdoc/>
    public override IseNode Node => _specification.Node;

    /// <summary>Where other nodes reach it.</summary>
    public Address Address => ClusterExtension.Get(_system).SelfAddress;

    /// <summary>Its outbox, watched over.</summary>
    public IActorRef Outbox => _actors.Outbox;

    /// <summary>The sender its outbox offers to: the shared one's proxy, or its own.</summary>
    public IActorRef Sender => _actors.Sender;

    /// <summary>Ends when the node's actor system has ended, for whatever reason.</summary>
    public Task WhenEnded => _system.WhenTerminated;

    /// <summary>Starts the node's actor system; it is a member of no cluster until it joins one.</summary>
    /// <exception cref="PortInUseException">Its cluster port is taken.</exception>
    /// <exception cref="IOException">Its storage or a file of trusted authorities cannot be used.</exception>
    public static NodeHost Start(NodeSpecification specification)
    {
        var mail = specification.Topology.Mail;
        var allowed = specification.Topology.EmbeddedTenant is not null ? RecipientAllowList.Everybody : RecipientAllowList.Only(mail.AllowedRecipients);
        ActorSystem? system = null;
        var transport = new ConfiguredTransport(
            specification.Node.Name, specification.Surroundings, specification.ReadSecret, specification.Seal, allowed, specification.Clock,
            unknown => system?.EventStream.Publish(new NamesLookedUp(unknown)));
        try
        {
            var settings = ConfigurationFactory.ParseString($$"""akka.loggers = ["{{typeof(AkkaLog).AssemblyQualifiedName}}"]""")
                .WithFallback(ClusterFormation.For(
                    specification.Node.Personas, specification.Listener, specification.Topology.Deployment.Nodes.Length, specification.Topology.Failover,
                    specification.Topology.Survivor, specification.BreakableLinks, specification.Certificate is null ? ClusterTls.None : ClusterTls.Mutual))
                .WithFallback(ActorSettings.For(specification.Storage));
            var setup = ActorSystemSetup.Create(
                BootstrapSetup.Create().WithConfig(settings), specification.Storage.Setup, specification.Storage.LeaseBy(specification.Clock), new AkkaLogSetup(specification.Log));
            system = ActorSystem.Create(specification.Cluster.Value, specification.Certificate is { } certificate ? setup.And(certificate.Setup) : setup);
            return new NodeHost(specification, system, transport);
        }
        catch (Exception fault) when (PortInUseException.Find(fault) is not null)
        {
            transport.Dispose();
            throw new PortInUseException(specification.Node.Name, specification.Listener, fault);
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    /// <summary>Joins the cluster that one of <paramref name="members"/> belongs to, or founds one if that is itself alone, and waits until the node is Up.</summary>
    public async Task JoinAsync(ImmutableArray<Address> members, CancellationToken cancellationToken)
    {
        var cluster = ClusterExtension.Get(_system);
        try
        {
            if (members.Length == 1 && members[0].Equals(cluster.SelfAddress)) await cluster.JoinAsync(cluster.SelfAddress, cancellationToken);
            else await cluster.JoinSeedNodesAsync(members, cancellationToken);
        }
        catch (ClusterJoinFailedException fault) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("joining was given up", fault, cancellationToken);
        }
    }

    /// <summary>Whether it is Up in its cluster.</summary>
    public bool IsUp => ClusterExtension.Get(_system).SelfMember.Status == Akka.Cluster.MemberStatus.Up;

    /// <summary>How many members of its cluster this node sees Up and reachable.</summary>
    public int MembersUp() => Reachable().Count();

    /// <inheritdoc/>
    public override async Task<object?> AskAsync(NodePart part, object question, TimeSpan within, CancellationToken cancellationToken)
    {
        switch (part)
        {
            case NodePart.Events:
                _system.EventStream.Publish(question);
                return Published.Instance;
            case NodePart.Links:
                return _specification.BreakableLinks && question is SetLinks links ? await _links.SetAsync(links) : new LinksSet("the node's links were not made to be broken");
            case NodePart.Membership when question is LeaveCluster:
                _ = LeaveAsync();
                return Published.Instance;
            case NodePart.Membership when question is TellNode:
                return new NodeReport(Node.Name, [.. Node.Personas]);
            case NodePart.Membership when question is TellMembers:
                return new MembersReport([.. Reachable().Where(member => member.Address.Port is not null).Select(member => new NodeAddress(member.Address.Host, member.Address.Port!.Value))]);
            case NodePart.Membership:
                return WhenEnded.IsCompleted ? null : new MembershipReport(IsUp, MembersUp());
            case NodePart.Journal:
                return new JournalProbed(await JournalProbe.AnswersAsync(_system, NodeStorage.Journal(NodeStorage.Own), within, cancellationToken));
        }
        if (Part(part) is not { } actor) return null;
        try
        {
            return await actor.Ask<object>(question, within, cancellationToken);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    /// <summary>The settings this node goes by.</summary>
    public SettingsVersion SettingsInUse => _transport.Version;

    /// <summary>Leaves the cluster, handing duties and sender over to others, and ends.</summary>
    public async Task LeaveAsync()
    {
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
        await _system.WhenTerminated;
        _transport.Dispose();
    }

    /// <summary>Ends at once and tells nobody, as a machine that loses its power: the others have to notice.</summary>
    public async Task KillAsync()
    {
        ((ExtendedActorSystem)_system).Abort();
        await _system.WhenTerminated;
        _transport.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();

    private IEnumerable<Member> Reachable()
    {
        var state = ClusterExtension.Get(_system).State;
        return state.Members.Where(member => member.Status == Akka.Cluster.MemberStatus.Up && !state.Unreachable.Contains(member));
    }

    private IActorRef? Part(NodePart part) => part switch
    {
        NodePart.Outbox => Outbox,
        NodePart.Sender => Sender,
        NodePart.Settings => _actors.Settings,
        NodePart.Pan => _actors.Pan,
        NodePart.PrimaryPanDuties => _actors.Duties[Persona.Pan],
        NodePart.MonitoringDuties => _actors.Duties[Persona.Mnt],
        NodePart.Portals => _actors.Portals,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "no such part"),
    };
}
