using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;
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

    // Read once: it is the same for every node of a process.
    private static readonly Lazy<Config> SnapshotPlugins = new(() => SnapshotPlugin(Own).WithFallback(SnapshotPlugin(Shared)));

    private readonly DataOptions _own;
    private readonly DataOptions _shared;
    private readonly Func<string, Config> _journal;

    private NodeStorage(DataOptions own, DataOptions shared, Func<string, Config> journal)
    {
        _own = own;
        _shared = shared;
        _journal = journal;
    }

    /// <summary>Full name of the journal plugin <paramref name="which"/>.</summary>
    public static string Journal(string which) => $"akka.persistence.journal.{which}";

    /// <summary>Full name of the snapshot plugin <paramref name="which"/>.</summary>
    public static string Snapshots(string which) => $"akka.persistence.snapshot-store.{which}";

    /// <summary>SQLite files in <paramref name="directory"/>, made where they are missing.</summary>
    /// <param name="directory">Where they lie.</param>
    /// <param name="node">Whose.</param>
    /// <param name="durability">What the journals survive.</param>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    public static NodeStorage Sqlite(DirectoryInfo directory, NodeName node, SqliteDurability durability = SqliteDurability.Process)
    {
        directory.Create();
        var own = File($"node-{node}.db");
        var shared = File("shared.db");
        return new NodeStorage(Options(own), Options(shared), which => ConfigurationFactory.ParseString($$"""
            {{Journal(which)}} {
              class = "{{typeof(SqliteJournal).AssemblyQualifiedName}}"
              plugin-dispatcher = "akka.persistence.dispatchers.default-plugin-dispatcher"
              {{new SqliteJournalFile(which == Own ? own : shared, durability).Settings}}
            }
            """));

        string File(string name) => Path.Combine(directory.FullName, name);

        static DataOptions Options(string file)
        {
            var connection = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30 }.ToString();
            Prepare(connection);
            return new DataOptions().UseConnectionString(ProviderName.SQLiteMS, connection);
        }
    }

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
        return new NodeStorage(options, options, which => ConfigurationFactory.ParseString($$"""
            {{Journal(which)}} {
              class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
              plugin-id = "{{Journal(which)}}"
              parallelism = 2
              tag-write-mode = Csv
              auto-initialize = false
              default.journal.table-name = "{{StorageSchema.Journal}}"
            }
            """).WithFallback(SqlPersistence.DefaultJournalConfiguration.MoveTo(Journal(which))));
    }

    /// <summary>The plugins' settings; no secret in them.</summary>
    public Config Settings => _journal(Own).WithFallback(_journal(Shared)).WithFallback(SnapshotPlugins.Value);

    /// <summary>The plugins' connections, kept out of the settings because they hold passwords.</summary>
    public Setup Setup
    {
        get
        {
            var setup = new MultiDataOptionsSetup();
            foreach (var (which, options) in new[] { (Own, _own), (Shared, _shared) })
            {
                setup.AddDataOptions(Journal(which), options);
                setup.AddDataOptions(Snapshots(which), options);
            }
            return setup;
        }
    }

    // Each plugin carries the package's own defaults, which Akka applies only to the plugin named "sql".
    private static Config SnapshotPlugin(string which) => ConfigurationFactory.ParseString($$"""
        {{Snapshots(which)}} {
          class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
          plugin-id = "{{Snapshots(which)}}"
          auto-initialize = false
          default.snapshot.table-name = "{{StorageSchema.Snapshots}}"
        }
        """)
        .WithFallback(SqlPersistence.DefaultSnapshotConfiguration.MoveTo(Snapshots(which)));

    /// <summary>
    /// Sets the file to write-ahead logging once and for all: readers and the one writer do not block each other, and
    /// what is committed survives the death of the process. Then makes its tables.
    /// </summary>
    private static void Prepare(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL;" + StorageSchema.Sqlite;
        command.ExecuteNonQuery();
    }
}
