using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;

namespace IseMail.Cluster.Storage;

/// <summary>Settings of Akka.Persistence.Sql under names of our own.</summary>
public static class SqlPlugin
{
    /// <summary>
    /// A journal and a snapshot store, each with the package's own defaults, which Akka applies only to the plugin named
    /// "sql".
    /// </summary>
    /// <param name="journal">The journal's full name.</param>
    /// <param name="snapshots">The snapshot store's.</param>
    /// <param name="ofJournal">What else the journal has.</param>
    /// <param name="ofSnapshots">What else the snapshot store has.</param>
    public static Config Named(string journal, string snapshots, string ofJournal, string ofSnapshots) => ConfigurationFactory.ParseString($$"""
        {{journal}} {
          class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
          plugin-id = "{{journal}}"
          {{ofJournal}}
        }
        {{snapshots}} {
          class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
          plugin-id = "{{snapshots}}"
          {{ofSnapshots}}
        }
        """)
        .WithFallback(SqlPersistence.DefaultJournalConfiguration.MoveTo(journal))
        .WithFallback(SqlPersistence.DefaultSnapshotConfiguration.MoveTo(snapshots));
}
