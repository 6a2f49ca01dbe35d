using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Coordination;
using CsCheck;
using IseMail.Cluster.Hosting;
using IseMail.Cluster.Logging;
using IseMail.Cluster.Storage;
using IseMail.Cluster.Tests.Sending;
using IseMail.Domain.Deployments;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace IseMail.Cluster.Tests.Storage;

/// <summary>The lease by which one of two nodes goes on: it has one owner at a time, for as long as that one lives.</summary>
[Collection(StorageTests.Name)]
public sealed class DatabaseLeaseTests(StorageFixture storage) : IDisposable
{
    private const string Name = "isemail-akka-sbr";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = Term / 5;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-lease-");
    private Lazy<Task<string>>? _database;

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task Of_two_nodes_that_ask_at_the_same_time_exactly_one_gets_the_lease(StorageKind kind)
    {
        var (one, other) = await TablesAsync(kind, TimeProvider.System);
        for (var round = 0; round < 30; round++)
        {
            var lease = $"lease-{round}";
            var holders = await Task.WhenAll(
                Task.Run(() => one.TakeAsync(lease, "one", Patience, CancellationToken.None)), Task.Run(() => other.TakeAsync(lease, "other", Patience, CancellationToken.None)));
            holders[0].ShouldBe(holders[1]);
            holders[0].ShouldBeOneOf("one", "other");
        }
    }

    [Theory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task A_lease_is_another_s_only_after_it_was_given_back_by_the_one_that_had_it(StorageKind kind)
    {
        var (one, other) = await TablesAsync(kind, TimeProvider.System);
        (await one.TakeAsync(Name, "one", Patience, CancellationToken.None)).ShouldBe("one");
        (await other.TakeAsync(Name, "other", Patience, CancellationToken.None)).ShouldBe("one");
        // Nobody gives back what is another's.
        await other.GiveBackAsync(Name, "other", CancellationToken.None);
        (await one.TakeAsync(Name, "one", Patience, CancellationToken.None)).ShouldBe("one");
        await one.GiveBackAsync(Name, "one", CancellationToken.None);
        (await other.TakeAsync(Name, "other", Patience, CancellationToken.None)).ShouldBe("other");
    }

    [Theory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task A_lease_that_nobody_renews_is_another_s_when_its_time_has_run_out_by_the_database_s_clock(StorageKind kind)
    {
        var (one, other) = await TablesAsync(kind, TimeProvider.System);
        (await one.TakeAsync(Name, "one", TimeSpan.FromMilliseconds(200), CancellationToken.None)).ShouldBe("one");
        using var patience = new CancellationTokenSource(Patience);
        while (await other.TakeAsync(Name, "other", Patience, patience.Token) != "other") await Task.Delay(20, patience.Token);
        (await one.TakeAsync(Name, "one", Patience, CancellationToken.None)).ShouldBe("other");
    }

    [Fact]
    public void Whatever_two_nodes_do_and_whenever_the_lease_is_the_one_s_that_took_it_until_its_time_runs_out()
    {
        var run = 0;
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 3], Gen.Int[0, 8_000]).List[1, 20].Sample(
            steps =>
            {
                var time = new SteppedTime();
                var (one, other) = (OnSqlite(time), OnSqlite(time));
                var lease = $"lease-{Interlocked.Increment(ref run)}";
                (string Owner, DateTimeOffset Until)? held = null;
                foreach (var (who, what, wait) in steps)
                {
                    var (table, owner) = who == 0 ? (one, "one") : (other, "other");
                    var now = time.GetUtcNow();
                    switch (what)
                    {
                        case 0:
                            time.Advance(TimeSpan.FromMilliseconds(wait));
                            break;
                        case 1:
                            table.GiveBackAsync(lease, owner, CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
                            if (held?.Owner == owner) held = null;
                            break;
                        default:
                            var expected = held is { } holding && holding.Owner != owner && holding.Until > now ? holding.Owner : owner;
                            table.TakeAsync(lease, owner, Term, CancellationToken.None).GetAwaiter().GetResult().ShouldBe(expected);
                            if (expected == owner) held = (owner, now + Term);
                            break;
                    }
                }
            },
            iter: 100, threads: 1);
    }

    [Fact]
    public async Task A_node_that_lives_keeps_the_lease_however_long_and_one_that_has_died_loses_it_to_the_other()
    {
        var time = new SteppedTime();
        await using var holder = Lease("one", OnSqlite(time), time);
        await using var other = Lease("other", OnSqlite(time), time);
        (await holder.Acquire()).ShouldBeTrue();

        // One timer for the answer and one for the next renewal, each time.
        var set = 2;
        for (var renewal = 0; renewal < 20; renewal++)
        {
            await time.Set(set).WaitAsync(Patience);
            time.Advance(Interval);
            set += 2;
        }
        await time.Set(set).WaitAsync(Patience);
        holder.CheckLease().ShouldBeTrue();
        (await other.Acquire()).ShouldBeFalse();
        other.CheckLease().ShouldBeFalse();

        await holder.DisposeAsync();
        time.Advance(Term / 2);
        (await other.Acquire()).ShouldBeFalse();
        time.Advance(Term);
        (await other.Acquire()).ShouldBeTrue();
        other.CheckLease().ShouldBeTrue();
        holder.CheckLease().ShouldBeFalse();
    }

    [Fact]
    public async Task A_node_that_was_suspended_finds_that_the_other_has_the_lease_and_does_not_believe_in_its_own()
    {
        var (time, itsOwn) = (new SteppedTime(), new SteppedTime());
        var lost = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var suspended = Lease("one", OnSqlite(time), itsOwn);
        (await suspended.Acquire(lost.SetResult)).ShouldBeTrue();
        // Its timers stand still meanwhile.
        time.Advance(Term);
        await using var other = Lease("other", OnSqlite(time), time);
        (await other.Acquire()).ShouldBeTrue();

        await itsOwn.Set(2).WaitAsync(Patience);
        itsOwn.Advance(Interval);
        (await lost.Task.WaitAsync(Patience)).ShouldBeOfType<LeaseException>().Message.ShouldBe("the lease is lost: other has it");
        suspended.CheckLease().ShouldBeFalse();
        (await suspended.Acquire()).ShouldBeFalse();
        other.CheckLease().ShouldBeTrue();
    }

    [Fact]
    public async Task A_holder_that_cannot_reach_the_database_keeps_the_lease_for_its_term_and_not_longer()
    {
        var time = new SteppedTime();
        var lost = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var table = new BreakableTable(OnSqlite(time));
        await using var lease = Lease("one", table, time);
        (await lease.Acquire(lost.SetResult)).ShouldBeTrue();
        table.IsBroken = true;

        var set = 2;
        for (var renewal = 0; renewal < 4; renewal++)
        {
            await time.Set(set).WaitAsync(Patience);
            lost.Task.IsCompleted.ShouldBeFalse();
            lease.CheckLease().ShouldBeTrue();
            time.Advance(Interval);
            set += 2;
        }
        await time.Set(set).WaitAsync(Patience);
        time.Advance(Interval);
        (await lost.Task.WaitAsync(Patience)).Message.ShouldBe("the lease is lost: the database that the nodes share cannot be used (it is broken)");
        lease.CheckLease().ShouldBeFalse();
        await Should.ThrowAsync<LeaseException>(() => lease.Acquire());

        table.IsBroken = false;
        (await lease.Acquire()).ShouldBeTrue();
        (await lease.Release()).ShouldBeTrue();
        lease.CheckLease().ShouldBeFalse();
    }

    [Theory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task Akka_makes_the_lease_of_its_settings_and_the_lease_of_a_node_that_has_ended_is_the_other_s(StorageKind kind)
    {
        var log = new Lines();
        var term = TimeSpan.FromMilliseconds(500);
        using var first = await SystemAsync(kind, term, log);
        using var second = await SystemAsync(kind, term, log);
        (await LeaseOf(first, "one").Acquire()).ShouldBeTrue();
        await first.Terminate();
        using var patience = new CancellationTokenSource(Patience);
        while (!await LeaseOf(second, "other").Acquire()) await Task.Delay(50, patience.Token);
        // A system that ends may leave unsaid what it was about to log.
        while (!log.All.Any(line => line.Contains("this node has the lease and goes on", StringComparison.Ordinal))) await Task.Delay(50, patience.Token);
        await second.Terminate();
    }

    [PostgreSqlFact]
    public async Task Without_the_database_there_is_no_lease_and_the_log_says_so_in_one_line_without_the_password()
    {
        await using var server = await PostgreSqlServer.CreateAsync();
        var database = new Lazy<Task<string>>(server.DatabaseAsync);
        var log = new Lines();
        using var system = await SystemAsync(StorageKind.PostgreSql, Term, log, database);
        await server.StopAsync();

        await Should.ThrowAsync<LeaseException>(() => LeaseOf(system, "one").Acquire());

        using var patience = new CancellationTokenSource(Patience);
        while (!log.All.Any(NoLease)) await Task.Delay(50, patience.Token);
        await system.Terminate();
        log.All.Count(NoLease).ShouldBe(1);
        log.All.ShouldAllBe(line => !line.Contains(server.Password, StringComparison.OrdinalIgnoreCase));
    }

    private static bool NoLease(string line) =>
        line.StartsWith("the nodes have lost each other, and there is no lease: the database that they share cannot be used", StringComparison.Ordinal);

    private static DatabaseLease Lease(string owner, ILeaseTable table, TimeProvider clock) => new(
        LeaseSettings.Create(DatabaseLease.SettingsFor(Term).GetConfig(DatabaseLease.Path), Name, owner), new LeaseSetup(table, clock), Akka.Event.NoLogger.Instance);

    private static Lease LeaseOf(ActorSystem system, string owner) => LeaseProvider.Get(system).GetLease(Name, DatabaseLease.Path, owner);

    private ILeaseTable OnSqlite(TimeProvider clock) => NodeStorage.Sqlite(_directory, new NodeName("ise-1")).LeaseBy(clock).Table;

    private async Task<(ILeaseTable One, ILeaseTable Other)> TablesAsync(StorageKind kind, TimeProvider clock)
    {
        if (kind == StorageKind.Sqlite) return (OnSqlite(clock), OnSqlite(clock));
        var database = await storage.DatabaseAsync();
        return ((await NodeStorage.PostgreSqlAsync(database, CancellationToken.None)).LeaseBy(clock).Table, (await NodeStorage.PostgreSqlAsync(database, CancellationToken.None)).LeaseBy(clock).Table);
    }

    private async Task<ActorSystem> SystemAsync(StorageKind kind, TimeSpan term, Lines log, Lazy<Task<string>>? database = null)
    {
        _database ??= database ?? new Lazy<Task<string>>(storage.DatabaseAsync);
        var keeps = kind == StorageKind.Sqlite ? NodeStorage.Sqlite(_directory, new NodeName("ise-1")) : await NodeStorage.PostgreSqlAsync(await _database.Value, CancellationToken.None);
        var settings = Akka.Configuration.ConfigurationFactory.ParseString($"akka.loggers = [\"{typeof(AkkaLog).AssemblyQualifiedName}\"]")
            .WithFallback(DatabaseLease.SettingsFor(term)).WithFallback(ActorSettings.For(keeps));
        return ActorSystem.Create("isemail", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(settings), keeps.Setup, keeps.LeaseBy(TimeProvider.System),
            new AkkaLogSetup(new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(log).CreateLogger())));
    }

    private sealed class BreakableTable(ILeaseTable table) : ILeaseTable
    {
        public bool IsBroken { get; set; }

        public Task<string> TakeAsync(string lease, string owner, TimeSpan term, CancellationToken cancellationToken) =>
            IsBroken ? throw new IOException("it is broken") : table.TakeAsync(lease, owner, term, cancellationToken);

        public Task GiveBackAsync(string lease, string owner, CancellationToken cancellationToken) =>
            IsBroken ? throw new IOException("it is broken") : table.GiveBackAsync(lease, owner, cancellationToken);
    }

    private sealed class Lines : ILogEventSink
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> All { get; } = new();

        public void Emit(LogEvent logEvent) => All.Enqueue($"{logEvent.RenderMessage(CultureInfo.InvariantCulture)} {logEvent.Exception}");
    }
}
