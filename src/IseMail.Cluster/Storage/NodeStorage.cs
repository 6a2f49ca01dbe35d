using System.Diagnostics;
using System.Net.Sockets;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using IseMail.Domain.Deployments;
using LinqToDB;
using Microsoft.Data.Sqlite;
using Npgsql;
using Serilog;

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

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly DataOptions _own;
    private readonly DataOptions _shared;
    private readonly int _writers;
    private readonly string? _database;

    private NodeStorage(DataOptions own, DataOptions shared, int writers, string? database = null)
    {
        _own = own;
        _shared = shared;
        _writers = writers;
        _database = database;
    }

    /// <summary>Full name of the journal plugin <paramref name="which"/>.</summary>
    public static string Journal(string which) => $"akka.persistence.journal.{which}";

    /// <summary>Full name of the snapshot plugin <paramref name="which"/>.</summary>
    public static string Snapshots(string which) => $"akka.persistence.snapshot-store.{which}";

    /// <summary>SQLite files in <paramref name="directory"/>, made where they are missing.</summary>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    public static NodeStorage Sqlite(DirectoryInfo directory, NodeName node)
    {
        directory.Create();
        return new NodeStorage(File($"node-{node}.db"), File("shared.db"), 1);

        DataOptions File(string name)
        {
            var connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory.FullName, name), DefaultTimeout = 30 }.ToString();
            WriteAhead(connection);
            return new DataOptions().UseConnectionString(ProviderName.SQLiteMS, connection);
        }
    }

    /// <summary>A PostgreSQL database. The connection string holds a password and is never printed.</summary>
    public static NodeStorage PostgreSql(string connectionString)
    {
        var options = new DataOptions().UseConnectionString(ProviderName.PostgreSQL15, connectionString);
        return new NodeStorage(options, options, 2, connectionString);
    }

    /// <summary>
    /// Waits until the database takes connections, for it may start together with the nodes; files are always ready. A
    /// journal that found no database would be started again and again without a pause.
    /// </summary>
    /// <param name="within">How long it is waited for.</param>
    /// <param name="log">Told once that it is waited for.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <exception cref="IOException">It will take none, or takes none in time.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan within, ILogger log, CancellationToken cancellationToken)
    {
        if (_database is null) return;
        var waited = Stopwatch.StartNew();
        var told = false;
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(_database);
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (ArgumentException fault)
            {
                throw new IOException("the connection string of the database is not one that Npgsql understands", fault);
            }
            catch (Exception fault) when (fault is NpgsqlException or SocketException)
            {
                var passes = fault is SocketException or NpgsqlException { IsTransient: true };
                if (!passes || waited.Elapsed >= within) throw new IOException($"the database takes no connections: {fault.Message}", fault);
                if (!told) log.Warning("the database takes no connections yet: {Reason}", fault.Message);
                told = true;
            }
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>The plugins' settings; no secret in them.</summary>
    public Config Settings => Plugins(Own).WithFallback(Plugins(Shared));

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
    private Config Plugins(string which) => ConfigurationFactory.ParseString($$"""
        {{Journal(which)}} {
          class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
          plugin-id = "{{Journal(which)}}"
          parallelism = {{_writers}}
          tag-write-mode = Csv
          auto-initialize = true
        }
        {{Snapshots(which)}} {
          class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
          plugin-id = "{{Snapshots(which)}}"
          auto-initialize = true
        }
        """)
        .WithFallback(SqlPersistence.DefaultJournalConfiguration.MoveTo(Journal(which)))
        .WithFallback(SqlPersistence.DefaultSnapshotConfiguration.MoveTo(Snapshots(which)));

    /// <summary>
    /// Sets the file to write-ahead logging once and for all: readers and the one writer do not block each other, and
    /// what is committed survives the death of the process.
    /// </summary>
    private static void WriteAhead(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        command.ExecuteNonQuery();
    }
}
