using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using IseMail.Cluster.Logging;
using IseMail.Cluster.Nodes;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Settings;
using IseMail.Cluster.Storage;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using ClusterExtension = Akka.Cluster.Cluster;

namespace IseMail.Cluster.Hosting;

/// <summary>
/// One live ISE node: an actor system that is a member of the deployment's cluster, with its outbox, its personas'
/// duties, its portals and the way to the sender.
/// </summary>
public sealed class NodeHost : IAsyncDisposable
{
    private readonly NodeSpecification _specification;
    private readonly ActorSystem _system;
    private readonly ConfiguredTransport _transport;
    private readonly NodeActors _actors;

    private NodeHost(NodeSpecification specification, ActorSystem system, ConfiguredTransport transport)
    {
        _specification = specification;
        _system = system;
        _transport = transport;
        _actors = new NodeActors(specification, system, transport);
    }

    /// <summary>The node's name.</summary>
    public NodeName Name => _specification.Node.Name;

    /// <summary>The node as the topology has it.</summary>
    public IseNode Node => _specification.Node;

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
                .WithFallback(ClusterFormation.For(specification.Node.Personas, specification.Listener, specification.Topology.Deployment.Nodes.Length, specification.Topology.Failover,
                    specification.Certificate is null ? ClusterTls.None : ClusterTls.Mutual))
                .WithFallback(ActorSettings.For(specification.Storage));
            var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(settings), specification.Storage.Setup, new AkkaLogSetup(specification.Log));
            system = ActorSystem.Create(ClusterFormation.SystemName, specification.Certificate is { } certificate ? setup.And(certificate.Setup) : setup);
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

    /// <summary>Whether it can do its duty; what does not answer in time counts as missing.</summary>
    public async Task<NodeReadiness> ReadinessAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        var count = CountAsync(within, cancellationToken);
        var journal = JournalProbe.AnswersAsync(_system, NodeStorage.Journal(NodeStorage.Own), within, cancellationToken);
        var sender = SenderAsync(within, cancellationToken);
        return new NodeReadiness(Name, !WhenEnded.IsCompleted && IsUp, await count is not null && await journal, await sender is not null);
    }

    /// <summary>How many members of its cluster this node sees Up and reachable.</summary>
    public int MembersUp()
    {
        var state = ClusterExtension.Get(_system).State;
        return state.Members.Count(member => member.Status == Akka.Cluster.MemberStatus.Up && !state.Unreachable.Contains(member));
    }

    /// <summary>
    /// Tells whoever's duty it is that something happened: portal causes this node's own portals, the others the holder
    /// of their persona's duties. Ends when all of it is certain to be told of.
    /// </summary>
    /// <exception cref="CausesRefusedException">It was not taken on; nothing of that persona's share was.</exception>
    public async Task<ImmutableArray<MailId>> RaiseAsync(IEnumerable<Cause> causes, TimeSpan within, CancellationToken cancellationToken)
    {
        var raised = ImmutableArray.CreateBuilder<MailId>();
        foreach (var group in causes.GroupBy(cause => Duty.Owner(CauseIdentity.Purpose(cause))))
        {
            var duty = group.Key == Persona.Psn ? _actors.Portals ?? throw new CausesRefusedException($"{Name} has no portals") : _actors.Duties[group.Key];
            object answer;
            try
            {
                answer = await duty.Ask<object>(new RaiseCauses([.. group]), within, cancellationToken);
            }
            catch (AskTimeoutException)
            {
                throw new CausesRefusedException($"nobody holds the duties of {group.Key.Role()}");
            }
            if (answer is not CausesRaised taken) throw new CausesRefusedException((answer as CausesNotRaised)?.Why ?? "no answer");
            raised.AddRange(taken.Mails);
        }
        return raised.ToImmutable();
    }

    /// <summary>Tells the active MnT that something was noticed; ends when what becomes of it is certain.</summary>
    /// <exception cref="CausesRefusedException">Nobody took it on.</exception>
    public async Task<AlarmAnswered> RaiseAlarmAsync(AlarmSignal signal, TimeSpan within, CancellationToken cancellationToken)
    {
        object answer;
        try
        {
            answer = await _actors.Duties[Persona.Mnt].Ask<object>(new RaiseAlarm(signal), within, cancellationToken);
        }
        catch (AskTimeoutException)
        {
            throw new CausesRefusedException("there is no active MnT");
        }
        return answer as AlarmAnswered ?? throw new CausesRefusedException((answer as CausesNotRaised)?.Why ?? "no answer");
    }

    /// <summary>Something was noticed on this node: told to the active MnT, again and again until one takes it.</summary>
    public void Notice(AlarmSignal signal) => _system.EventStream.Publish(signal);

    /// <summary>Somebody at this node's portals wants something; ends when it is carried out and each mail that arises from it is accepted.</summary>
    /// <exception cref="CausesRefusedException">It was refused, for what the person is told.</exception>
    public async Task<PortalServed> AskPortalAsync(GuestRequest request, TimeSpan within, CancellationToken cancellationToken)
    {
        object answer;
        try
        {
            answer = await (_actors.Portals ?? throw new CausesRefusedException($"{Name} has no portals")).Ask<object>(new AskPortal(request), within, cancellationToken);
        }
        catch (AskTimeoutException)
        {
            throw new CausesRefusedException("the portal does not answer");
        }
        return answer as PortalServed ?? throw new CausesRefusedException((answer as CausesNotRaised)?.Why ?? "no answer");
    }

    /// <summary>What the deployment mails and why.</summary>
    public NoticeSettings Notices => _specification.Topology.Notices;

    /// <summary>How alarms stand; <c>null</c>: no active MnT answers.</summary>
    public async Task<ImmutableArray<AlarmStanding>?> AlarmsAsync(TimeSpan within, CancellationToken cancellationToken) =>
        (await AskAsync<AlarmReport>(_actors.Duties[Persona.Mnt], new TellAlarms(), within, cancellationToken))?.Standings;

    /// <summary>All guests' accounts, their passwords sealed; <c>null</c>: no primary PAN answers.</summary>
    public async Task<ImmutableArray<Guest>?> GuestsAsync(TimeSpan within, CancellationToken cancellationToken) =>
        (await AskAsync<GuestsAnswered>(_actors.Duties[Persona.Pan], new TellGuests(), within, cancellationToken))?.Guests;

    /// <summary>Puts a mail that is parked or in doubt back into its outbox's queue, or all of them; how many; <c>null</c>: the outbox is being restarted.</summary>
    public async Task<int?> ReplayAsync(MailId? mail, TimeSpan within, CancellationToken cancellationToken) =>
        (await AskAsync<ReplayDone>(Outbox, mail is { } id ? new ReplayMail(id) : new ReplayAll(), within, cancellationToken))?.Mails;

    /// <summary>How the cluster-wide duties of <paramref name="persona"/> stand; <c>null</c>: nobody who holds them answers.</summary>
    public Task<DutyReport?> DutiesAsync(Persona persona, TimeSpan within, CancellationToken cancellationToken) =>
        AskAsync<DutyReport>(_actors.Duties[persona], new TellDuties(), within, cancellationToken);

    /// <summary>The settings this node goes by.</summary>
    public SettingsVersion SettingsInUse => _transport.Version;

    /// <summary>How the deployment's settings stand; <c>null</c>: no PAN answers.</summary>
    public Task<SettingsReport?> SettingsAsync(TimeSpan within, CancellationToken cancellationToken) =>
        AskAsync<SettingsReport>(_actors.Settings, new TellSettings(), within, cancellationToken);

    /// <summary>Has ISE's connection test made of <paramref name="server"/>, by the primary PAN unless another node is named; <c>null</c>: no answer.</summary>
    public Task<SettingsTested?> TestSettingsAsync(SmtpServerSettings server, NodeName? from, TimeSpan within, CancellationToken cancellationToken) =>
        AskAsync<SettingsTested>(_actors.Settings, new TestSettings(server, from), within, cancellationToken);

    /// <summary>Saves the SMTP server page on the primary PAN; why not, or <c>null</c> when it is saved.</summary>
    public Task<string?> SaveSettingsAsync(SmtpServerSettings server, TimeSpan within, CancellationToken cancellationToken) =>
        KeepAsync(new SaveSettings(server), within, cancellationToken);

    /// <summary>Saves everything but the SMTP server page on the primary PAN; why not, or <c>null</c> when it is saved.</summary>
    public Task<string?> ChangeSettingsAsync(long since, SystemSettings settings, string cause, TimeSpan within, CancellationToken cancellationToken) =>
        KeepAsync(new ChangeSettings(since, settings, cause), within, cancellationToken);

    /// <summary>How the sender stands; <c>null</c>: it does not answer.</summary>
    public Task<SenderReport?> SenderAsync(TimeSpan within, CancellationToken cancellationToken) =>
        AskAsync<SenderReport>(Sender, new TellSenderStatus(), within, cancellationToken);

    /// <summary>How many mails of its outbox stand where; <c>null</c>: it is being restarted.</summary>
    public Task<OutboxCount?> CountAsync(TimeSpan within, CancellationToken cancellationToken) =>
        AskAsync<OutboxCount>(Outbox, new TellCount(), within, cancellationToken);

    /// <summary>All that is in its outbox; <c>null</c>: it is being restarted.</summary>
    public Task<OutboxInventory?> InventoryAsync(TimeSpan within, CancellationToken cancellationToken) =>
        AskAsync<OutboxInventory>(Outbox, new TellInventory(), within, cancellationToken);

    /// <summary>From here on nothing arises by itself on this node.</summary>
    public void StopWorkload() => _system.EventStream.Publish(WorkloadEnded.Instance);

    /// <summary>
    /// Lets the sender its outbox offers to see what is under way to its end and stop, for good if it is the shared one;
    /// whether it did so in time.
    /// </summary>
    public async Task<bool> StopSendingAsync(TimeSpan within, CancellationToken cancellationToken) =>
        await AskAsync<SendingStopped>(Sender, new StopSending(), within, cancellationToken) is not null;

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

    private async Task<string?> KeepAsync(object keep, TimeSpan within, CancellationToken cancellationToken) =>
        await AskAsync<object>(_actors.Settings, keep, within, cancellationToken) switch
        {
            SettingsKept => null,
            SettingsRefused refused => refused.Why,
            _ => "the primary PAN does not answer",
        };

    private static async Task<T?> AskAsync<T>(IActorRef actor, object question, TimeSpan within, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await actor.Ask<object>(question, within, cancellationToken) as T;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
