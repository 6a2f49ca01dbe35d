using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Storage;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Benchmarks.Sending;

/// <summary>One node's outbox and the sender as the program makes them, on SQLite files that go with it.</summary>
internal sealed class LivePipeline : IAsyncDisposable
{
    private static readonly NodeName Node = new("psn-1");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ActorSystem _system;
    private readonly IActorRef _outbox;
    private readonly DeliveryCount _delivered;

    private LivePipeline(ActorSystem system, IActorRef outbox, DeliveryCount delivered, DirectoryInfo directory)
    {
        _system = system;
        _outbox = outbox;
        _delivered = delivered;
        Directory = directory;
    }

    /// <summary>Where its journals lie.</summary>
    public DirectoryInfo Directory { get; }

    /// <summary>Starts one.</summary>
    /// <param name="budget">The sender's own limits.</param>
    /// <param name="transport">The way to the submission server.</param>
    /// <param name="journals">Where it journals.</param>
    public static LivePipeline Start(SendingBudget budget, ISubmissionTransport transport, Journals journals = Journals.Program)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("isemail-benchmark-journals-");
        var storage = BenchmarkStorage.In(directory, Node, journals);
        var quiet = ConfigurationFactory.ParseString("akka.loglevel = WARNING");
        var config = quiet.WithFallback(storage.Settings);
        var system = ActorSystem.Create("isemail", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), storage.Setup));
        var settings = SenderSettings.Default with { Budget = budget };
        var sender = system.ActorOf(SenderActor.Props(new SenderOptions(
            "sender", Node, settings, transport, TimeProvider.System, new Random(1), storage.Journal(NodeStorage.Shared), storage.Snapshots(NodeStorage.Shared))), "sender");
        var delivered = new DeliveryCount();
        var options = new OutboxOptions(
            Node, RetryPolicy.Default, settings.InDoubt, settings.Remember, TimeProvider.System, new Random(2), storage.Journal(NodeStorage.Own), storage.Snapshots(NodeStorage.Own), delivered.Witness);
        return new LivePipeline(system, system.ActorOf(OutboxSupervisor.Props(OutboxActor.Props(options, sender)), "outbox"), delivered, directory);
    }

    /// <summary>Has all of <paramref name="mails"/> accepted, so many at a time.</summary>
    public async Task AcceptAsync(ImmutableArray<Mail> mails, int batch, CancellationToken cancellationToken)
    {
        foreach (var some in mails.Chunk(batch)) await _outbox.Ask<MailsTaken>(new TakeMails([.. some]), Patience, cancellationToken);
    }

    /// <summary>Waits until the outbox's journal says that so many have been delivered in all.</summary>
    /// <exception cref="InvalidOperationException">A mail came to another end.</exception>
    public Task DeliveredAsync(long mails, CancellationToken cancellationToken) => _delivered.ReachAsync(mails, cancellationToken);

    /// <summary>How many mails of the outbox stand where.</summary>
    public async Task<MailCensus> CensusAsync(CancellationToken cancellationToken)
    {
        var count = await _outbox.Ask<OutboxCount>(new TellCount(), Patience, cancellationToken);
        return count.ByPurpose.Values.Aggregate(static (sum, one) => sum + one);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(recursive: true);
    }
}
