using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using IseMail.Cluster.Failover;
using IseMail.Cluster.Logging;
using IseMail.Cluster.Nodes;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Settings;
using IseMail.Cluster.Storage;
using IseMail.Cluster.Telemetry;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Failover;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Settings;
using IseMail.Domain.Workloads;

namespace IseMail.Cluster.Hosting;

/// <summary>The actors of one node: which there are, where they keep what they know, and which of them the deployment has only once.</summary>
internal sealed class NodeActors
{
    // Nothing at all would mean Akka's own.
    private static readonly TimeSpan NoMargin = TimeSpan.FromMilliseconds(1);

    private readonly NodeSpecification _specification;
    private readonly ActorSystem _system;
    private readonly ConfiguredTransport _transport;
    private readonly GuestLog _guestLog;

    /// <summary>Starts them in <paramref name="system"/>.</summary>
    public NodeActors(NodeSpecification specification, ActorSystem system, ConfiguredTransport transport)
    {
        _specification = specification;
        _system = system;
        _transport = transport;
        _guestLog = new GuestLog(specification.Log, () => transport.Version.Settings.Server?.Host);
        Sender = StartSender();
        var log = new MailJobLog(_guestLog);
        Outbox = system.ActorOf(OutboxOf(Name, NodeStorage.Own, log), "outbox");
        Pan = StartPan();
        Settings = StartSettings();
        Duties = ImmutableDictionary<Persona, IActorRef>.Empty
            .Add(Persona.Pan, system.ActorOf(PrimaryPanRoute.Props(PanActor.Duties), "duties-pan-route"))
            .Add(Persona.Mnt, StartMonitoring());
        if (specification.Node.Has(Persona.Psn))
        {
            Portals = system.ActorOf(
                PortalActor.Props(
                    new PortalCharge(Name, specification.Topology.Notices.Guests, Composer, specification.Seal, Workload, RandomOf("portals")), InUse, specification.Clock,
                    Outbox, Duties[Persona.Pan]), "portals");
        }
        system.ActorOf(NodeIdentity.Props(Name), NodeIdentity.ActorName);
        if (specification.Node.Has(Persona.Psn) && specification.Topology.Failover.WaitingMail == WaitingMail.Adopted)
            system.ActorOf(OutboxAdoption.Props(dead => OutboxOf(dead, specification.Storage.Of(dead), log)), "adoption");
        system.ActorOf(ReadingActor.Props(Name, Outbox), "readings");
        system.ActorOf(AlarmReporter.Props(Duties[Persona.Mnt], specification.Clock), "alarms");
        system.ActorOf(NameWatch.Props(Name, specification.Topology.Notices.Alarms.UnresolvedNameAfter, specification.Clock), "name-watch");
        if (specification.Node.Has(Persona.Mnt))
        {
            system.ActorOf(NodeWatch.Props(specification.Clock), "watch");
            var primary = specification.Topology.Deployment.With(Persona.Pan).First().Name;
            system.ActorOf(ExpiryWatch.Props(primary, specification.Topology.Notices.Alarms, specification.Clock), "expiry-watch");
        }
        StartHealthCheck();
    }

    /// <summary>Its outbox, watched over.</summary>
    public IActorRef Outbox { get; }

    /// <summary>The sender its outbox offers to: the shared one's proxy, or its own.</summary>
    public IActorRef Sender { get; }

    /// <summary>Its Administration persona; <c>null</c>: it is no PAN.</summary>
    public IActorRef? Pan { get; }

    /// <summary>Whoever keeps the deployment's settings.</summary>
    public IActorRef Settings { get; }

    /// <summary>Whoever holds the cluster-wide duties of each persona.</summary>
    public ImmutableDictionary<Persona, IActorRef> Duties { get; }

    /// <summary>Its portals; <c>null</c>: it is no PSN.</summary>
    public IActorRef? Portals { get; }

    private NodeName Name => _specification.Node.Name;

    private SystemSettings InUse() => _transport.Version.Settings;

    private NoticeComposer Composer => new(_specification.Topology.Senders, _specification.Texts, _specification.Seal);

    private RecurringWorkload? Workload =>
        _specification is { RunsWorkload: true, Topology.Workload: { } workload } ? new RecurringWorkload(workload) : null;

    /// <summary>The outbox of this node, or of one that died and is in this one's hands.</summary>
    private Props OutboxOf(NodeName node, string journal, MailJobLog log)
    {
        var mail = _specification.Topology.Mail;
        return OutboxSupervisor.Props(OutboxActor.Props(
            new OutboxOptions(
                node, mail.Retry, mail.Sender.InDoubt, mail.Sender.Remember, _specification.Clock, RandomOf($"outbox-{node}"), NodeStorage.Journal(journal), NodeStorage.Snapshots(journal),
                (happened, before) =>
                {
                    log.Happened(happened, before);
                    MailMetrics.Count(node, happened, before);
                    if (happened is OutboxEvent.MailsDelivered delivered) _system.EventStream.Publish(new MailsLeft([.. delivered.Mails.Select(mail => mail.Id)]));
                }),
            Sender), () => Failed("outbox"));
    }

    private IActorRef StartSender()
    {
        var mail = _specification.Topology.Mail.Sender;
        if (mail.Placement == SenderPlacement.Node) return _system.ActorOf(SenderProps($"sender-{Name}", NodeStorage.Own), "sender");
        var role = mail.Host.Role();
        if (_specification.Node.Has(mail.Host)) StartSingleton("sender", role, SenderProps("sender", NodeStorage.Shared), new StopSending());
        return StartProxy("sender", role);
    }

    private Props SenderProps(string persistenceId, string journal) => SenderSupervisor.Props(SenderActor.Props(new SenderOptions(
        persistenceId, Name, _specification.Topology.Mail.Sender, _transport, _specification.Clock, RandomOf(persistenceId),
        NodeStorage.Journal(journal), NodeStorage.Snapshots(journal),
        Settled: (_, _, outcome) => MailMetrics.CountSubmission(Name, outcome),
        NotConnected: failure =>
        {
            _guestLog.NotConnected(failure);
            MailMetrics.CountFailure(Name, failure);
        })));

    private IActorRef? StartPan()
    {
        if (!_specification.Node.Has(Persona.Pan)) return null;
        var keeper = SettingsSupervisor.Props(SettingsActor.Props(SettingsOf(NodeStorage.Shared)));
        return _system.ActorOf(PanActor.Props(new PanOptions(
            Name, _specification.Topology.Deployment, _specification.Topology.Failover,
            (epoch, pan) => DutiesOf(Persona.Pan, new DutyAppointment(epoch, pan)), keeper, _specification.Clock,
            NodeStorage.Journal(NodeStorage.Shared), NodeStorage.Snapshots(NodeStorage.Shared))), PanActor.ActorName);
    }

    private IActorRef StartSettings()
    {
        var keeper = _system.ActorOf(PrimaryPanRoute.Props(PanActor.Settings), "settings-route");
        _system.ActorOf(SettingsSupervisor.Props(SettingsReplicaActor.Props(SettingsOf(NodeStorage.Own), keeper, _transport)), "settings-replica");
        return keeper;
    }

    private SettingsOptions SettingsOf(string journal)
    {
        var mail = _specification.Topology.Mail;
        var tester = new ConnectionTester(_specification.ReadSecret, _specification.Seal, [mail.AlarmSender, mail.GuestSender], _specification.Clock);
        return new SettingsOptions(
            Name, _specification.Settings, _specification.Surroundings, tester, _specification.ReadSecret, _guestLog, _specification.Levels, _specification.Clock,
            NodeStorage.Journal(journal), NodeStorage.Snapshots(journal));
    }

    private IActorRef StartMonitoring()
    {
        const string name = "duties-mnt";
        if (_specification.Node.Has(Persona.Mnt)) StartSingleton(name, Persona.Mnt.Role(), DutiesOf(Persona.Mnt, null), StepDown.Instance);
        return StartProxy(name, Persona.Mnt.Role());
    }

    private Props DutiesOf(Persona persona, DutyAppointment? appointment)
    {
        var name = $"duties-{persona.Role()}";
        var options = new DutyOptions(
            new DutyCharge(persona, Name, _specification.Topology.Notices, Composer, _specification.Seal, Workload, RandomOf(name)), InUse, _specification.Clock,
            NodeStorage.Journal(NodeStorage.Shared), NodeStorage.Snapshots(NodeStorage.Shared), appointment);
        return DutySupervisor.Props(DutyActor.Props(options, Outbox), () => Failed(name));
    }

    private void StartHealthCheck()
    {
        var failover = _specification.Topology.Failover;
        if (failover is not { PanHa: { } automatic, PollEvery: { } every } || !HealthCheckNode.Is(Name, failover)) return;
        _system.ActorOf(HealthCheckActor.Props(Name, _specification.Topology.Deployment, automatic, every, _specification.Clock), "health-check");
    }

    // Akka's own margin before a singleton starts whose last node was declared down is there lest two of them act; here the
    // journal refuses the first what it writes once there is a second, so nobody waits for that.
    private void StartSingleton(string name, string role, Props props, object farewell) => _system.ActorOf(
        ClusterSingletonManager.Props(props, farewell, ClusterSingletonManagerSettings.Create(_system).WithRole(role).WithSingletonName("holder").WithRemovalMargin(NoMargin)), name);

    private IActorRef StartProxy(string name, string role) => _system.ActorOf(
        ClusterSingletonProxy.Props($"/user/{name}", ClusterSingletonProxySettings.Create(_system).WithRole(role).WithSingletonName("holder")), $"{name}-proxy");

    private void Failed(string process) => _system.EventStream.Publish(Conditions.ProcessFailed(Name, process, _specification.Clock.GetUtcNow()));

    // Each user of randomness has its own sequence, so that one's draws do not depend on another's.
    private Random RandomOf(string user) => new(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{_specification.Seed}/{Name}/{user}"))));
}
