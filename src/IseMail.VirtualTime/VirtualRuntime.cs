using System.Collections.Immutable;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Faults;
using IseMail.Domain.Guests;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants.Cmdlets;
using IseMail.Domain.Workloads;
using IseMail.VirtualTime.Clusters;
using IseMail.VirtualTime.Kernel;
using IseMail.VirtualTime.Mails;
using IseMail.VirtualTime.Nodes;
using IseMail.VirtualTime.Processes;
using IseMail.VirtualTime.Promises;
using IseMail.VirtualTime.Tracing;

namespace IseMail.VirtualTime;

/// <summary>
/// A deployment and its tenant in virtual time: what can be done to them, and how they stand. On one thread; the same topology, seed and
/// orders make the same events.
/// </summary>
public sealed class VirtualRuntime : IDisposable
{
    private readonly EventLog _log;
    private readonly VirtualWorld _world;
    private readonly VirtualDeployment _deployment;
    private readonly MailBook _book;
    private readonly PromiseWatch _watch;
    private readonly VirtualRequests _requests;
    private SmtpServerSettings? _page;

    /// <summary>Everything is up from the beginning.</summary>
    /// <param name="topology">The deployment; with a tenant of its own.</param>
    /// <param name="seed">Where random numbers begin.</param>
    /// <param name="begin">When virtual time begins.</param>
    /// <param name="timing">How long things take.</param>
    /// <param name="audience">Who looks on; <c>null</c>: nobody.</param>
    /// <param name="kept">How many of the last events are kept.</param>
    /// <param name="defect">What is wrong on purpose.</param>
    /// <exception cref="ArgumentException">The topology has no tenant.</exception>
    public VirtualRuntime(Topology topology, long seed, DateTimeOffset begin, TimingModel timing, VirtualAudience? audience = null, int kept = 0, PlantedDefect defect = PlantedDefect.None)
    {
        if (topology.EmbeddedTenant is not { } tenant) throw new ArgumentException("a tenant of somebody else's has no virtual time", nameof(topology));
        if (topology.Mail is { Configured: true, Server: null }) topology = topology with { Mail = topology.Mail with { Server = tenant.ServerPage() } };
        _log = new EventLog(kept);
        audience ??= VirtualAudience.None;
        _world = new VirtualWorld(topology, seed, begin, timing, _log, defect, audience.Told);
        _watch = new PromiseWatch(() => _world.Queue.Now, topology.Deployment, topology.Mail.Sender.Placement == SenderPlacement.Shared);
        _book = new MailBook(audience.IsPlain, audience.Settled, _watch, _world.Trace);
        _deployment = new VirtualDeployment(_world, _book);
        _requests = new VirtualRequests(_world, _deployment);
        _deployment.Begin();
    }

    /// <summary>The present.</summary>
    public DateTimeOffset Now => _world.Queue.Now;

    /// <summary>How many events there were.</summary>
    public long Events => _log.Count;

    /// <summary>Mails that an outbox has taken on.</summary>
    public int Accepted => _book.Accepted;

    /// <summary>Messages that have come to a mailbox.</summary>
    public int Arrivals => _book.Arrived;

    /// <summary>The last events that are kept, each on one line.</summary>
    /// <param name="from">Their times are counted from here.</param>
    public ImmutableArray<string> LastEvents(DateTimeOffset from)
    {
        var text = new EventText(from, [.. Nodes]);
        return [.. _log.Last.Select(one => text.Line(one.At, one.Label))];
    }

    /// <summary>How a node stands.</summary>
    public (string State, string Duties, MailCensus Outbox) Standing(NodeName name)
    {
        var node = _world.Node(name);
        var duties = new[] { _deployment.Of(node)?.Pan is { Role: Domain.Failover.PanRole.Primary } ? Persona.Pan.Holder() : null, _deployment.Monitoring?.Node == node ? Persona.Mnt.Holder() : null, _deployment.SenderHost == node ? "shared sender" : null };
        return (node.State.ToString().ToLowerInvariant(), string.Join(", ", duties.OfType<string>()), Outbox(node).Census());
    }

    /// <summary>The first promise that was broken; <c>null</c>: none was.</summary>
    public BrokenPromise? Broken => _watch.Broken;

    /// <summary>How many submissions of a mail ended with nobody knowing whether it was delivered.</summary>
    public int DoubtsOf(MailId id) => _watch.DoubtsOf(id);

    /// <summary>SHA-256 of all that happened.</summary>
    public string Hash() => _log.Hash();

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();

    /// <summary>Has something happen at a time.</summary>
    public void At(DateTimeOffset at, VirtualEventKind kind, Action what) => _world.Queue.At(at, new EventLabel(kind), what);

    /// <summary>Lets the next event happen.</summary>
    /// <param name="until">Not what comes after that.</param>
    /// <returns>Whether there was one.</returns>
    public bool Step(DateTimeOffset until) => _world.Queue.TryStep(until, out _);

    /// <summary>Nothing happens until <paramref name="at"/>.</summary>
    public void PassTo(DateTimeOffset at) => _world.Queue.PassTo(at);

    /// <inheritdoc cref="VirtualRequests.Raise"/>
    public void Raise(ImmutableArray<Cause> causes, int turn, Action<ImmutableArray<MailId>> taken, Action<string> refused) => _requests.Raise(causes, turn, taken, refused);

    /// <inheritdoc cref="VirtualRequests.Notice"/>
    public void Notice(AlarmSignal signal, int turn, Action<ImmutableArray<MailId>> taken, Action<string> refused) => _requests.Notice(signal, turn, taken, refused);

    /// <inheritdoc cref="VirtualRequests.Visit"/>
    public void Visit(GuestRequest request, int turn, Action<ImmutableArray<MailId>, ImmutableArray<string>> served, Action<string> refused) => _requests.Visit(request, turn, served, refused);

    /// <summary>A node loses its power. Nothing happens where that cannot be.</summary>
    public void Kill(NodeName node)
    {
        if (_world.Node(node) is { Runs: true } running) _deployment.Kill(running);
    }

    /// <summary>A node shuts down in order. Nothing happens where that cannot be.</summary>
    public void Stop(NodeName node, Action done)
    {
        if (_world.Node(node) is { State: NodeState.Up } running) _deployment.Stop(running, done);
        else done();
    }

    /// <summary>A node that does not run is started. Nothing happens where that cannot be.</summary>
    public void Start(NodeName node, Action done)
    {
        if (_world.Node(node) is { Runs: false } ended) _deployment.Start(ended, done);
        else done();
    }

    /// <summary>A node is suspended. Nothing happens where that cannot be.</summary>
    public void Pause(NodeName node)
    {
        if (_world.Node(node) is { State: NodeState.Up } running) _deployment.Pause(running);
    }

    /// <summary>A suspended node goes on. Nothing happens where that cannot be.</summary>
    public void Resume(NodeName node)
    {
        if (_world.Node(node) is { IsPaused: true } paused) _deployment.Resume(paused);
    }

    /// <summary>A node that does not run loses what is on its disk. Nothing happens where that cannot be.</summary>
    public void LoseStorage(NodeName node)
    {
        if (!_world.Node(node).Runs) _world.Storage.Lose(node);
    }

    /// <summary>A PAN is promoted by hand.</summary>
    /// <param name="node">Which.</param>
    /// <param name="done">Called with why it is not; <c>null</c>: it acts.</param>
    public void Promote(NodeName node, Action<string?> done)
    {
        if (_deployment.Of(_world.Node(node))?.Pan is not { } pan)
        {
            done($"{node} does not run");
            return;
        }
        var answered = false;
        pan.Promote(answer => Answer(answer.Why));
        // It may end before it answers.
        At(Now + QuestionPatience.OfPromotion + _world.Topology.Failover.PromotionTakes, VirtualEventKind.Action, () => Answer($"{node} has not begun to act in time"));

        void Answer(string? why)
        {
            if (answered) return;
            answered = true;
            done(why);
        }
    }

    /// <summary>Changes what goes from some nodes to others.</summary>
    /// <param name="from">Who sends.</param>
    /// <param name="to">To whom.</param>
    /// <param name="cut">Whether nothing arrives.</param>
    /// <param name="loss">Which share is lost.</param>
    public void Degrade(IReadOnlyCollection<NodeName> from, IReadOnlyCollection<NodeName> to, bool cut, double loss)
    {
        foreach (var sender in from)
        {
            foreach (var receiver in to)
            {
                if (sender != receiver) _world.Links[_world.Node(sender).Number, _world.Node(receiver).Number] = cut ? LinkState.Cut : new LinkState(false, TimeSpan.Zero, loss);
            }
        }
    }

    /// <summary>All ways are whole.</summary>
    public void Heal() => _world.Links.Heal();

    /// <summary>To be called after <see cref="Degrade"/> and <see cref="Heal"/>: the nodes live with it.</summary>
    public void LinksChanged() => _deployment.LinksChanged();

    /// <summary>What is different on nodes is another: their names, their proxy, their network, their store, their clock.</summary>
    /// <param name="nodes">Which nodes.</param>
    /// <param name="change">From what it was.</param>
    /// <param name="cause">Why, in a clause.</param>
    public void SetNetwork(IEnumerable<NodeName> nodes, Func<NodePathSettings, NodePathSettings> change, string cause) => _deployment.Settings.SetNetwork([.. nodes.Select(_world.Node)], change, cause);

    /// <summary>The database stops, or goes on.</summary>
    public void SetDatabase(bool stopped)
    {
        if (stopped) _world.Storage.Stop();
        else _world.Storage.GoOn();
    }

    /// <summary>Tells whoever retells the run what is done from outside.</summary>
    /// <param name="whom">To whom; <see cref="VirtualParty.Outside"/>: to the whole deployment.</param>
    /// <param name="what">What.</param>
    public void Note(VirtualParty whom, string what) => _world.Trace?.Befell(whom, what);

    /// <summary>An administrator of the tenant runs a cmdlet.</summary>
    /// <returns>Why it is refused; <c>null</c>: it is not.</returns>
    public string? Run(CmdletCall call) => (_deployment.Tenant.Run(call) as CmdletOutcome.Refused)?.Text;

    /// <summary>The SMTP server page that was saved last, or the one that a tenant of its own needs.</summary>
    public SmtpServerSettings Page => _page ?? _world.Topology.Mail.Server ?? _world.Topology.EmbeddedTenant!.ServerPage();

    /// <summary>A backup of the configuration is restored: the SMTP server page is not in it (Cisco document 225520), so mail is not configured from then on.</summary>
    public void RestoreBackup() => _deployment.Settings.Save(null, "restored from a backup, which leaves the SMTP server settings out");

    /// <summary>Tests a page from a PAN, and saves it if the test succeeds.</summary>
    /// <param name="page">The page.</param>
    /// <param name="done">Called with why it is not saved; <c>null</c>: it is.</param>
    public void TestAndSave(SmtpServerSettings page, Action<string?> done) => _deployment.Settings.Test(page, failure =>
    {
        if (failure is null) _deployment.Settings.Save(_page = page, "saved after a successful test");
        done(failure is null ? null : $"the connection test failed at {failure.Stage.Title()}: {failure.Reason}");
    }, done);

    /// <summary>Makes another secret of an application in the tenant; the others stay.</summary>
    /// <param name="application">Its client ID.</param>
    /// <returns>Where it is to be read from, the secrets that there were before, and why it is refused; <c>null</c>: it is not.</returns>
    public (SecretSource? Secret, ImmutableArray<Guid> Before, string? Why) NewSecret(Guid application)
    {
        var before = _deployment.Tenant.SecretsOf(application).ToImmutableArray();
        return _deployment.Tenant.Run(CmdletCall.Of("add-application-password", ("AppId", application.ToString()), ("EndDateTime", "2099-01-01"))) switch
        {
            CmdletOutcome.Done done => (new SecretSource.Stored(new VirtualSeal().Seal((string)done.Output.Objects[0].Properties.First(property => property.Name == "SecretText").Value!)), before, null),
            CmdletOutcome.Refused refused => (null, before, refused.Text),
            _ => throw new InvalidOperationException("no such outcome"),
        };
    }

    /// <summary>Adds a fault to the tenant.</summary>
    public void Add(Fault fault) => _deployment.Tenant.Add(fault);

    /// <summary>Ends a fault of the tenant.</summary>
    public void Remove(string fault) => _deployment.Tenant.Remove(fault);

    /// <summary>The shared sender stops for good, where it is.</summary>
    public void StopSender() => _deployment.StopSender();

    /// <summary>The node that has the shared sender; <c>null</c>: none.</summary>
    public NodeName? SenderHost => _deployment.SenderHost?.Name;

    /// <summary>How each sender stands.</summary>
    public IEnumerable<(NodeName Node, SenderStatus Status)> SenderStandings => _deployment.Senders.Select(sender => (sender.Node.Name, sender.Status));

    /// <summary>All nodes.</summary>
    public IEnumerable<NodeName> Nodes => _world.Nodes.Select(node => node.Name);

    /// <summary>How many mails still wait in an outbox of a node that answers.</summary>
    public long Queued => _world.Nodes.Where(_deployment.Answers).Sum(node => Outbox(node).Census().Queued);

    /// <summary>How a node's outbox stands.</summary>
    public MailCensus Census(NodeName node) => Outbox(_world.Node(node)).Census();

    /// <summary>Whether a node runs and can be asked.</summary>
    public bool Answers(NodeName node) => _deployment.Answers(_world.Node(node));

    /// <summary>How many members the cluster has.</summary>
    public int Members => _deployment.Cluster.Members.Count;

    /// <summary>The alarms that were ever mailed or suppressed.</summary>
    public ImmutableArray<AlarmStanding> Alarms => Register(Persona.Mnt).Alarms.Standings;

    /// <summary>The subject of each mail that arrived and is not only counted.</summary>
    public IEnumerable<(MailId Id, string Subject)> Subjects => _book.Subjects;

    /// <summary>The faults in the tenant.</summary>
    public ImmutableArray<FaultRecord> Faults => _deployment.Tenant.Faults.Faults;

    /// <summary>Every mail's story as of now.</summary>
    /// <param name="taken">Mails of which somebody was told that they are taken on.</param>
    public DeliveryLedger Ledger(IEnumerable<TakenMail> taken)
    {
        var registers = new[] { Register(Persona.Pan), Register(Persona.Mnt) };
        return DeliveryLedger.Of(
            _world.Nodes.SelectMany(node => Outbox(node).Entries.Select(entry => new OutboxStory(node.Name, entry))).Concat(_book.Forgotten),
            registers.SelectMany(register => register.Open), _book.Arrivals, _watch.Roster, taken, _book.Settled);
    }

    // One that is still reading its journal knows less than that.
    private Outbox Outbox(VirtualNode node) => (_deployment.OutboxOf(node.Name) is { HasBegun: true } begun ? begun.Outbox : null) ?? OutboxRunner.ByJournal(_world, node);

    // By whoever holds the duties; while nobody does, by the journal.
    private DutyRegister Register(Persona persona)
    {
        var holder = persona == Persona.Mnt ? _deployment.Monitoring : _deployment.Pans.Select(pan => pan.Duties).OfType<DutyRunner>().FirstOrDefault(duties => duties.IsActing);
        return holder is { IsActing: true } ? holder.Register : DutyRunner.ByJournal(_world, persona);
    }
}
