using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Sql.Config;
using IseMail.Cluster.Hosting;
using IseMail.Cluster.Storage;
using IseMail.Domain.Deployments;
using LinqToDB;
using Microsoft.Data.Sqlite;

namespace IseMail.Benchmarks.Sending;

/// <summary>Where a pipeline journals.</summary>
internal enum Journals
{
    /// <summary>SQLite files, as the program does.</summary>
    Program,

    /// <summary>SQLite files through Akka.Persistence.Sql, which the program uses for PostgreSQL.</summary>
    Plugin,

    /// <summary>Memory, to see what journalling costs.</summary>
    Memory,
}

/// <summary>Settings of a pipeline's journals.</summary>
internal sealed record BenchmarkStorage(Config Settings, Setup Setup, Func<string, string> Journal, Func<string, string> Snapshots)
{
    private const string Memory = "akka.persistence.journal.inmem";
    private const string MemorySnapshots = "akka.persistence.snapshot-store.inmem";

    /// <summary>Journals of <paramref name="node"/> in <paramref name="directory"/>.</summary>
    public static BenchmarkStorage In(DirectoryInfo directory, NodeName node, Journals journals)
    {
        var program = NodeStorage.Sqlite(directory, node);
        var settings = ActorSettings.For(program);
        return journals switch
        {
            Journals.Program => new BenchmarkStorage(settings, program.Setup, NodeStorage.Journal, NodeStorage.Snapshots),
            Journals.Plugin => Plugin(directory, settings),
            _ => new BenchmarkStorage(
                settings.WithFallback(ConfigurationFactory.ParseString($"{MemorySnapshots}.class = \"Akka.Persistence.Snapshot.MemorySnapshotStore, Akka.Persistence\"")),
                program.Setup, _ => Memory, _ => MemorySnapshots),
        };
    }

    private static BenchmarkStorage Plugin(DirectoryInfo directory, Config settings)
    {
        var setup = new MultiDataOptionsSetup();
        foreach (var which in (string[])[NodeStorage.Own, NodeStorage.Shared])
        {
            var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory.FullName, $"plugin-{which}.db") }.ToString();
            using (var connection = new SqliteConnection(file))
            {
                // What the program's own journals have; without it each record would wait for the disk.
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA journal_mode = WAL";
                command.ExecuteNonQuery();
            }
            var options = new DataOptions().UseConnectionString(ProviderName.SQLiteMS, file);
            setup.AddDataOptions(Journal(which), options);
            setup.AddDataOptions(Snapshots(which), options);
            settings = settings.WithFallback(SqlPlugin.Named(Journal(which), Snapshots(which), "auto-initialize = true", "auto-initialize = true"));
        }
        return new BenchmarkStorage(settings, setup, Journal, Snapshots);

        static string Journal(string which) => NodeStorage.Journal($"plugin-{which}");

        static string Snapshots(string which) => NodeStorage.Snapshots($"plugin-{which}");
    }
}
