using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using IseMail.Cluster.Hosting;
using IseMail.Cluster.Logging;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Storage;
using IseMail.Cluster.Tests.Storage;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Settings;
using Serilog;
using Serilog.Core;

namespace IseMail.Cluster.Tests.Outbox;

/// <summary>An outbox and the sender it offers to, in an actor system of their own.</summary>
internal sealed record SendingNode(ActorSystem System, IActorRef Outbox, IActorRef Sender);

/// <summary>Starts nodes on one storage, and ends what is left of them.</summary>
internal sealed class SendingNodes(StorageKind kind, Func<Task<string>> database) : ILogEventSink, IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-actors-");
    private readonly Lazy<Task<string>> _database = new(database);
    private readonly ConcurrentBag<ActorSystem> _systems = [];

    /// <summary>All that the nodes have logged.</summary>
    public ConcurrentQueue<string> Logged { get; } = new();

    /// <summary>The storage of <paramref name="node"/>, ready.</summary>
    public async Task<NodeStorage> StorageAsync(string node) => kind == StorageKind.Sqlite
        ? NodeStorage.Sqlite(_directory, new NodeName(node))
        : await NodeStorage.PostgreSqlAsync(await _database.Value, CancellationToken.None);

    /// <summary>An actor system on the storage of <paramref name="node"/>.</summary>
    public async Task<ActorSystem> SystemAsync(string node)
    {
        var storage = await StorageAsync(node);
        var logging = ConfigurationFactory.ParseString($"akka.loglevel = DEBUG\nakka.loggers = [\"{typeof(AkkaLog).AssemblyQualifiedName}\"]");
        var system = ActorSystem.Create("isemail", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(logging.WithFallback(ActorSettings.For(storage))),
            storage.Setup,
            new AkkaLogSetup(new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(this).CreateLogger())));
        _systems.Add(system);
        return system;
    }

    /// <summary>Starts a node.</summary>
    /// <param name="transport">Its way to the tenant.</param>
    /// <param name="node">Whose outbox.</param>
    /// <param name="sender">The sender's name in the journal: nodes that use the same share a sender's memory.</param>
    /// <param name="supervised">Whether the sender comes back when its journal failed.</param>
    public async Task<SendingNode> StartAsync(KeepingTransport transport, string node = "psn-1", string sender = "sender", bool supervised = true)
    {
        var system = await SystemAsync(node);
        var settings = SenderSettings.Default with { Budget = SendingBudget.Unlimited };
        var sending = SenderActor.Props(new SenderOptions(
            sender, new NodeName(node), settings, transport, TimeProvider.System, new Random(1), NodeStorage.Journal(NodeStorage.Shared), NodeStorage.Snapshots(NodeStorage.Shared)));
        var senderActor = system.ActorOf(supervised ? SenderSupervisor.Props(sending) : sending, "sender");
        var options = new OutboxOptions(
            new NodeName(node), RetryPolicy.Default with { First = TimeSpan.FromMilliseconds(50) }, settings.InDoubt, settings.Remember, TimeProvider.System, new Random(2),
            NodeStorage.Journal(NodeStorage.Own), NodeStorage.Snapshots(NodeStorage.Own));
        return new SendingNode(system, system.ActorOf(OutboxSupervisor.Props(OutboxActor.Props(options, senderActor)), "outbox"), senderActor);
    }

    public void Emit(Serilog.Events.LogEvent logEvent) => Logged.Enqueue($"{logEvent.RenderMessage(CultureInfo.InvariantCulture)} {logEvent.Exception}");

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(system => system.Terminate()));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    /// <summary>Asks again, as whoever causes mail does, until the mails are taken; the same mails asked for twice are taken once.</summary>
    public static async Task TakeUntilTaken(IActorRef outbox, ImmutableArray<Mail> mails)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                if (await outbox.Ask(new TakeMails(mails), TimeSpan.FromSeconds(2), patience.Token) is MailsTaken) return;
            }
            catch (AskTimeoutException)
            {
                patience.Token.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Waits until the outbox's mails stand as <paramref name="holds"/> says.</summary>
    public static async Task Until(IActorRef outbox, Func<MailCensus, bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var census = default(MailCensus);
        while (await pulse.WaitForNextTickAsync(CancellationToken.None))
        {
            if (patience.IsCancellationRequested) throw new TimeoutException($"the outbox stands at {census}");
            try
            {
                if (await outbox.Ask(new TellCount(), TimeSpan.FromSeconds(2), CancellationToken.None) is not OutboxCount count) continue;
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

    public static ImmutableArray<Mail> Many(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(number => new Mail(
        MailId.Of(MailPurpose.GuestNotice, number.ToString(CultureInfo.InvariantCulture), "1"),
        MailPurpose.GuestNotice,
        new EmailAddress("ise@contoso.example"),
        new EmailAddress($"guest-{number}@contoso.example"),
        "Your Guest Account Credentials",
        new SealedText([1, 2, 3]),
        DateTimeOffset.UnixEpoch))];
}
