using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Sql.Config;
using IseMail.Domain.Deployments;
using LinqToDB;
using Microsoft.Data.Sqlite;
using Serilog;
using Serilog.Core;

namespace IseMail.Cluster.Storage;

/// <summary>
/// Where a node journals: its own outbox, and what is shared by the deployment (the sender's memory, the duties). With
/// SQLite these are two files, so that nodes do not wait for one another; with PostgreSQL one database.
/// </summary>
public sealed class NodeStorage
{
    /// <summary>Akka.Persistence's name of the journal and snapshot store of the node alone.</summary>
    public const string Own = "own";

    /// <summary>Akka.Persistence's name of the journal and snapshot store that the deployment shares.</summary>
    public const string Shared = "shared";

    private readonly bool _together;
    private readonly Func<TimeProvider, ILeaseTable> _leases;

    private NodeStorage(Config settings, bool together, Func<TimeProvider, ILeaseTable> leases, Setup? setup = null)
    {
        Settings = settings;
        _together = together;
        _leases = leases;
        Setup = setup ?? new MultiDataOptionsSetup();
    }

    /// <summary>The plugins' settings; no secret in them.</summary>
    public Config Settings { get; }

    /// <summary>The plugins' connections, kept out of the settings because they hold passwords.</summary>
    public Setup Setup { get; }

    /// <summary>Where the deployment's nodes keep their lease, for the actor system of a node.</summary>
    /// <param name="clock">By which a lease's time runs out where the database has no clock of its own, and by which it is renewed.</param>
    public LeaseSetup LeaseBy(TimeProvider clock) => new(_leases(clock), clock);

    /// <summary>Full name of the journal plugin <paramref name="which"/>.</summary>
    public static string Journal(string which) => $"akka.persistence.journal.{which}";

    /// <summary>Full name of the snapshot plugin <paramref name="which"/>.</summary>
    public static string Snapshots(string which) => $"akka.persistence.snapshot-store.{which}";

    /// <summary>Akka.Persistence's name of the journal and snapshot store of another node alone.</summary>
    public string Of(NodeName node) => _together ? Own : $"of-{node}";

    /// <summary>SQLite files in <paramref name="directory"/>, made where they are missing.</summary>
    /// <param name="directory">Where they lie.</param>
    /// <param name="node">Whose.</param>
    /// <param name="others">Nodes whose files can be opened as well (<see cref="Of"/>).</param>
    /// <param name="durability">What the journals survive.</param>
    /// <exception cref="JournalLayoutException">The node's file is another version's.</exception>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    public static NodeStorage Sqlite(DirectoryInfo directory, NodeName node, IEnumerable<NodeName>? others = null, SqliteDurability durability = SqliteDurability.Process)
    {
        directory.Create();
        var own = new SqliteJournalFile(Path.Combine(directory.FullName, $"node-{node}.db"), durability);
        var shared = new SqliteJournalFile(Path.Combine(directory.FullName, "shared.db"), durability);
        try
        {
            // Found out now and not when the first mail is to be journalled.
            own.Create();
        }
        catch (SqliteException unusable)
        {
            throw new IOException($"{own.Path} cannot be used: {unusable.Message}", unusable);
        }
        return new NodeStorage(
            ConfigurationFactory.ParseString(Plugins(Own, own) + Plugins(Shared, shared)
                + string.Concat((others ?? []).Select(other => Plugins($"of-{other}", new SqliteJournalFile(Path.Combine(directory.FullName, $"node-{other}.db"), durability))))),
            together: false, clock => new SqliteLeaseTable(shared, clock));

        static string Plugins(string which, SqliteJournalFile file) =>
            Plugin<SqliteJournal>(Journal(which), file) + Plugin<SqliteSnapshots>(Snapshots(which), file);

        static string Plugin<T>(string name, SqliteJournalFile file) => $$"""
            {{name}} {
              class = "{{typeof(T).AssemblyQualifiedName}}"
              plugin-dispatcher = "akka.persistence.dispatchers.default-plugin-dispatcher"
              {{file.Settings}}
            }

            """;
    }

    /// <summary>Takes away what a node that does not run has in its own file.</summary>
    /// <exception cref="IOException">It is in use.</exception>
    public static void ForgetSqlite(DirectoryInfo directory, NodeName node)
    {
        foreach (var file in directory.GetFiles($"node-{node}.db*")) file.Delete();
    }

    /// <summary>Takes away what a node that does not run has journalled for itself.</summary>
    /// <exception cref="IOException">The database cannot be used.</exception>
    public static Task ForgetPostgreSqlAsync(string connectionString, NodeName node, CancellationToken cancellationToken) =>
        PostgreSqlDatabase.At(connectionString).ForgetAsync([$"outbox-{node}", $"settings-{node}", $"sender-{node}"], cancellationToken);

    /// <summary>
    /// A PostgreSQL database, which any number of nodes share: what they journal lies under each one's own name. Its
    /// tables are made where they are missing. The connection string holds a password and is never printed.
    /// </summary>
    /// <param name="connectionString">How to reach it.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <param name="within">How long a database is waited for that takes no connections yet, because it starts together with the nodes.</param>
    /// <param name="log">Told once that it is waited for.</param>
    /// <exception cref="IOException">The connection string is malformed, or the database cannot be used.</exception>
    public static async Task<NodeStorage> PostgreSqlAsync(
        string connectionString, CancellationToken cancellationToken, TimeSpan within = default, ILogger? log = null)
    {
        var database = PostgreSqlDatabase.At(connectionString);
        await database.PrepareAsync(within, log ?? Logger.None, cancellationToken);
        var options = new DataOptions().UseConnectionString(ProviderName.PostgreSQL15, database.ConnectionString);
        var setup = new MultiDataOptionsSetup();
        var settings = Config.Empty;
        foreach (var which in (string[])[Own, Shared])
        {
            setup.AddDataOptions(Journal(which), options);
            setup.AddDataOptions(Snapshots(which), options);
            settings = settings.WithFallback(SqlPlugin.Named(
                Journal(which), Snapshots(which),
                $"""
                parallelism = 2
                tag-write-mode = Csv
                auto-initialize = false
                default.journal.table-name = "{StorageSchema.Journal}"
                """,
                $"""
                auto-initialize = false
                default.snapshot.table-name = "{StorageSchema.Snapshots}"
                """));
        }
        return new NodeStorage(settings, together: true, _ => new PostgreSqlLeaseTable(database), setup);
    }
}
