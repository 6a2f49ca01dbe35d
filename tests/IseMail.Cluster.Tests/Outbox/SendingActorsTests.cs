using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using IseMail.Cluster.Hosting;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Storage;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Tests.Outbox;

/// <summary>Outbox and sender as actors on SQLite files, with a transport that keeps what it was given.</summary>
public sealed class SendingActorsTests : IAsyncLifetime
{
    private static readonly NodeName Node = new("psn-1");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-actors-");
    private readonly KeepingTransport _transport = new();
    private readonly List<ActorSystem> _systems = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var system in _systems) await system.Terminate();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_accepted_mail_is_submitted_once_and_settled()
    {
        var outbox = Start(out _);
        var mails = Many(200);
        (await outbox.Ask<MailsTaken>(new TakeMails(mails), Patience)).Ids.Length.ShouldBe(200);
        await Until(outbox, census => census.Delivered == 200);
        _transport.Sent.Order().ShouldBe(mails.Select(mail => mail.Id).Order());
    }

    [Fact]
    public async Task A_mail_accepted_before_a_crash_is_delivered_after_it()
    {
        _transport.Refuse = true;
        var outbox = Start(out var system);
        var mails = Many(20);
        await outbox.Ask<MailsTaken>(new TakeMails(mails), Patience);
        await system.Terminate();
        _transport.Sent.ShouldBeEmpty();

        _transport.Refuse = false;
        var again = Start(out _);
        await Until(again, census => census.Delivered == 20);
        _transport.Sent.Order().ShouldBe(mails.Select(mail => mail.Id).Order());
    }

    [Fact]
    public async Task A_crashing_retry_actor_loses_no_mail_and_does_not_take_the_node_down()
    {
        var outbox = Start(out var system);
        var sent = new List<MailId>();
        for (var round = 0; round < 5; round++)
        {
            var mails = Many(10, 10 * round);
            sent.AddRange(mails.Select(mail => mail.Id));
            await TakeUntilTaken(outbox, mails);
            system.ActorSelection("/user/outbox/retry").Tell(Kill.Instance);
        }
        await Until(outbox, census => census.Delivered == 50);
        _transport.Sent.Order().ShouldBe(sent.Order());
        system.WhenTerminated.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_crashing_connection_puts_its_mail_in_doubt_and_the_mail_still_arrives()
    {
        _transport.CrashOnce = true;
        var outbox = Start(out _);
        var mails = Many(3);
        await outbox.Ask<MailsTaken>(new TakeMails(mails), Patience);
        await Until(outbox, census => census.Delivered == 3);
        var inventory = await outbox.Ask<OutboxInventory>(new TellInventory(), Patience);
        inventory.Entries.Sum(entry => entry.Doubts).ShouldBe(1);
    }

    private IActorRef Start(out ActorSystem system)
    {
        var storage = NodeStorage.Sqlite(_directory, Node);
        system = ActorSystem.Create("isemail", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ActorSettings.For(storage)),
            storage.Setup));
        _systems.Add(system);
        var settings = SenderSettings.Default with { Budget = SendingBudget.Unlimited };
        var sender = system.ActorOf(
            SenderActor.Props(new SenderOptions(
                "sender", Node, settings, _transport, TimeProvider.System, new Random(1), NodeStorage.Journal(NodeStorage.Shared), NodeStorage.Snapshots(NodeStorage.Shared))),
            "sender");
        var retry = RetryPolicy.Default with { First = TimeSpan.FromMilliseconds(50) };
        var options = new OutboxOptions(
            Node, retry, settings.InDoubt, settings.Remember, TimeProvider.System, new Random(2), NodeStorage.Journal(NodeStorage.Own), NodeStorage.Snapshots(NodeStorage.Own));
        return system.ActorOf(OutboxSupervisor.Props(OutboxActor.Props(options, sender)), "outbox");
    }

    private static async Task TakeUntilTaken(IActorRef outbox, ImmutableArray<Mail> mails)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                // Whoever causes mail asks again until it is taken; the same mails asked for twice are taken once.
                if (await outbox.Ask(new TakeMails(mails), TimeSpan.FromSeconds(2), patience.Token) is MailsTaken) return;
            }
            catch (AskTimeoutException)
            {
                patience.Token.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task Until(IActorRef outbox, Func<MailCensus, bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var census = default(MailCensus);
        while (await pulse.WaitForNextTickAsync(CancellationToken.None))
        {
            if (patience.IsCancellationRequested) throw new TimeoutException($"the outbox stands at {census}");
            try
            {
                if (await outbox.Ask(new TellCount(), TimeSpan.FromSeconds(2), patience.Token) is not OutboxCount count) continue;
                census = count.ByPurpose.Values.Aggregate(static (sum, one) => sum + one);
                if (holds(census)) return;
            }
            catch (AskTimeoutException)
            {
                // Being restarted: asked again at the next pulse.
                continue;
            }
        }
    }

    private static ImmutableArray<Mail> Many(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(number => new Mail(
        MailId.Of(MailPurpose.GuestNotice, number.ToString(CultureInfo.InvariantCulture), "1"),
        MailPurpose.GuestNotice,
        new EmailAddress("ise@contoso.example"),
        new EmailAddress($"guest-{number}@contoso.example"),
        "Your Guest Account Credentials",
        new SealedText([1, 2, 3]),
        DateTimeOffset.UnixEpoch))];

    private sealed class KeepingTransport : ISubmissionTransport
    {
        private int _crashed;

        public ConcurrentQueue<MailId> Sent { get; } = new();

        public bool Refuse { get; set; }

        public bool CrashOnce { get; set; }

        public Task<ConnectionAttempt> OpenAsync(bool freshToken, CancellationToken cancellationToken) => Task.FromResult<ConnectionAttempt>(
            Refuse
                ? new ConnectionAttempt.Failed(new ConnectionFailure(ConnectionStage.Tcp, ConnectionFailureKind.Transient, "refused"))
                : new ConnectionAttempt.Opened(new Connection(this)));

        private sealed class Connection(KeepingTransport transport) : ISubmissionConnection
        {
            public Task<SubmissionResult> SubmitAsync(OutgoingMail mail, CancellationToken cancellationToken)
            {
                if (transport.CrashOnce && Interlocked.Exchange(ref transport._crashed, 1) == 0)
                    return Task.FromException<SubmissionResult>(new InvalidOperationException("a defect in a connection"));
                transport.Sent.Enqueue(mail.Mail.Id);
                return Task.FromResult(new SubmissionResult(new SubmissionOutcome.Delivered("250 2.0.0 OK"), Usable: true));
            }

            public Task CloseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
