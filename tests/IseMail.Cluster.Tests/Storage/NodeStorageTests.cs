using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Persistence;
using IseMail.Cluster.Storage;
using IseMail.Cluster.Tests.Outbox;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace IseMail.Cluster.Tests.Storage;

[Collection(StorageTests.Name)]
public sealed class NodeStorageTests(StorageFixture storage)
{
    [Theory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task Nodes_that_start_at_once_on_an_empty_storage_all_come_up(StorageKind kind)
    {
        var transport = new KeepingTransport();
        await using var nodes = new SendingNodes(kind, storage.DatabaseAsync);
        var started = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Task.Run(() => nodes.StartAsync(transport, $"psn-{number}", $"sender-psn-{number}"))));
        await Task.WhenAll(started.Select((node, number) => SendingNodes.TakeUntilTaken(node.Outbox, SendingNodes.Many(3, 10 * number))));
        foreach (var node in started) await SendingNodes.Until(node.Outbox, census => census.Delivered == 3);
        transport.Sent.Count.ShouldBe(18);
        nodes.Logged.ShouldAllBe(line => !line.Contains("already exists", StringComparison.Ordinal) && !line.Contains("initialization", StringComparison.Ordinal));
    }

    [Theory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task An_outbox_of_twenty_thousand_mails_fits_into_a_snapshot(StorageKind kind)
    {
        var entries = SendingNodes.Many(20_000).Select((mail, number) => new OutboxEntry
        {
            Id = mail.Id,
            Purpose = mail.Purpose,
            To = mail.To,
            Mail = mail with { Body = new SealedText([.. new byte[400]]) },
            Sequence = number,
            AcceptedAt = mail.CausedAt,
            AgesFrom = mail.CausedAt,
        });
        await using var nodes = new SendingNodes(kind, storage.DatabaseAsync);
        var writer = await nodes.SystemAsync("psn-1");
        var snapshot = new OutboxSnapshot([.. entries], 20_000, ImmutableDictionary<MailPurpose, MailCensus>.Empty);
        await writer.ActorOf(Keeper.Props()).Ask<SaveSnapshotSuccess>(snapshot, SendingNodes.Patience);
        await writer.Terminate();

        var reader = await nodes.SystemAsync("psn-1");
        var read = await reader.ActorOf(Keeper.Props()).Ask<OutboxSnapshot>("what was kept?", SendingNodes.Patience);
        read.Entries.Length.ShouldBe(20_000);
        read.Entries[^1].Mail!.To.ShouldBe(new EmailAddress("guest-19999@contoso.example"));
    }

    [Fact]
    public void A_journal_of_another_version_is_refused_and_left_as_it_is()
    {
        var directory = Directory.CreateTempSubdirectory("isemail-storage-");
        try
        {
            var file = new FileInfo(Path.Combine(directory.FullName, "node-psn-1.db"));
            using (var connection = new SqliteConnection($"Data Source={file.FullName};Pooling=False"))
            {
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = "CREATE TABLE event (persistence_id TEXT, payload BLOB); INSERT INTO event VALUES ('outbox-psn-1', x'00')";
                command.ExecuteNonQuery();
            }
            var before = File.ReadAllBytes(file.FullName);

            var refused = Should.Throw<JournalLayoutException>(() => NodeStorage.Sqlite(directory, new NodeName("psn-1")));

            refused.Message.ShouldStartWith($"{file.FullName} was written by another version of this program");
            File.ReadAllBytes(file.FullName).ShouldBe(before);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("hunter2")]
    [InlineData("Host=db;Password=half;hunter2=half")]
    [InlineData("Host=db;Password=x;Port=hunter2")]
    [InlineData("Host=db;Password='hunter2")]
    [InlineData("Password=hunter2;Username=isemail")]
    [InlineData("postgres://isemail:hunter2@db/isemail")]
    public async Task A_malformed_connection_string_is_refused_without_being_repeated(string text)
    {
        var refused = await Should.ThrowAsync<IOException>(() => NodeStorage.PostgreSqlAsync(text, CancellationToken.None));
        refused.ToString().ShouldNotContain("hunter2");
        refused.Message.ShouldStartWith("the connection string is not one of PostgreSQL");
    }

    [PostgreSqlFact]
    public async Task A_wrong_password_is_told_and_not_repeated()
    {
        var wrong = new NpgsqlConnectionStringBuilder(await storage.DatabaseAsync()) { Password = "hunter2" };
        var refused = await Should.ThrowAsync<IOException>(() => NodeStorage.PostgreSqlAsync(wrong.ConnectionString, CancellationToken.None));
        refused.ToString().ShouldNotContain("hunter2");
        refused.Message.ShouldStartWith($"the database at 127.0.0.1:{wrong.Port.ToString(CultureInfo.InvariantCulture)} cannot be used: 28P01");
    }

    [PostgreSqlFact]
    public async Task The_password_is_in_no_log_and_no_setting()
    {
        var password = await storage.PasswordAsync();
        await using var nodes = new SendingNodes(StorageKind.PostgreSql, storage.DatabaseAsync);
        var node = await nodes.StartAsync(new KeepingTransport());
        await SendingNodes.TakeUntilTaken(node.Outbox, SendingNodes.Many(3));
        await SendingNodes.Until(node.Outbox, census => census.Delivered == 3);
        nodes.Logged.ShouldNotBeEmpty();
        nodes.Logged.ShouldAllBe(line => !line.Contains(password, StringComparison.OrdinalIgnoreCase));
        node.System.Settings.Config.ToString().ShouldNotContain(password);
    }

    private sealed class Keeper : ReceivePersistentActor
    {
        private OutboxSnapshot? _kept;

        public Keeper()
        {
            JournalPluginId = NodeStorage.Journal(NodeStorage.Own);
            SnapshotPluginId = NodeStorage.Snapshots(NodeStorage.Own);
            IActorRef asker = ActorRefs.Nobody;
            Recover<SnapshotOffer>(offer => _kept = (OutboxSnapshot)offer.Snapshot);
            Command<OutboxSnapshot>(snapshot =>
            {
                asker = Sender;
                SaveSnapshot(snapshot);
            });
            Command<SaveSnapshotSuccess>(saved => asker.Tell(saved));
            Command<string>(_ => Sender.Tell(_kept));
        }

        public override string PersistenceId => "keeper";

        public static Props Props() => Akka.Actor.Props.Create(() => new Keeper());
    }
}
