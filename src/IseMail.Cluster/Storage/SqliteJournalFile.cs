using System.Text.Json;
using Akka.Configuration;
using Microsoft.Data.Sqlite;

namespace IseMail.Cluster.Storage;

/// <summary>What a journal on SQLite survives.</summary>
public enum SqliteDurability
{
    /// <summary>
    /// The death of the process, by <c>kill -9</c> too: what is journalled is with the operating system. The loss of the
    /// machine's power may take the newest records with it, and never leaves a damaged file.
    /// </summary>
    Process,

    /// <summary>The loss of the machine's power too: each record waits for the disk, some milliseconds.</summary>
    Power,
}

/// <summary>A journal's file: how it is opened, what lies in it.</summary>
internal sealed record SqliteJournalFile(string Path, SqliteDurability Durability)
{
    /// <summary>How many bits of a record's place are its sequence number.</summary>
    public const int SequenceBits = 40;

    /// <summary>The greatest sequence number a record can have.</summary>
    public const long GreatestSequenceNumber = (1L << SequenceBits) - 1;

    // Counted up whenever records are laid out in another way.
    private const long Layout = 2;

    private const string PathKey = "file";
    private const string DurabilityKey = "durability";

    // Where the writer itself copies the log into the file's main part, which waits for the disk: only if the copying
    // that goes on beside it has fallen far behind.
    private const int GreatestPagesAhead = 16_000;

    /// <summary>The file that a plugin's settings name.</summary>
    public static SqliteJournalFile Of(Config settings) =>
        new(settings.GetString(PathKey), Enum.Parse<SqliteDurability>(settings.GetString(DurabilityKey)));

    /// <summary>What <see cref="Of"/> reads.</summary>
    public string Settings => $"{PathKey} = {JsonSerializer.Serialize(Path)}\n{DurabilityKey} = {Durability}";

    /// <summary>Opens it. How much a connection waits for the disk is its own affair and not the file's.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, DefaultTimeout = 30, Pooling = false }.ToString());
        try
        {
            connection.Open();
            Run(connection, $"PRAGMA synchronous = {(Durability == SqliteDurability.Power ? "FULL" : "NORMAL")}; PRAGMA wal_autocheckpoint = {GreatestPagesAhead}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes its tables where they are missing.</summary>
    /// <exception cref="JournalLayoutException">The file is another version's.</exception>
    public void Create()
    {
        using var connection = Open();
        HoldToLayout(connection);
        // Written ahead: readers and the one writer do not block each other, and what is committed survives the death of
        // the process. A record's place is its actor's number and its own in one, so that adding one touches one page;
        // the view shows them apart.
        Run(connection, $"""
            PRAGMA journal_mode = WAL;
            CREATE TABLE IF NOT EXISTS actor (
              number INTEGER PRIMARY KEY,
              persistence_id TEXT NOT NULL UNIQUE,
              deleted_to INTEGER NOT NULL DEFAULT 0
            );
            CREATE TABLE IF NOT EXISTS record (
              place INTEGER PRIMARY KEY,
              serializer INTEGER NOT NULL,
              manifest TEXT NOT NULL,
              payload BLOB NOT NULL,
              writer TEXT NOT NULL
            );
            CREATE VIEW IF NOT EXISTS event AS
              SELECT persistence_id, place & {GreatestSequenceNumber} AS sequence_number, serializer, manifest, payload, writer
              FROM record JOIN actor ON actor.number = place >> {SequenceBits};
            CREATE TABLE IF NOT EXISTS snapshot (
              persistence_id TEXT NOT NULL,
              sequence_number INTEGER NOT NULL,
              created INTEGER NOT NULL,
              serializer INTEGER NOT NULL,
              manifest TEXT NOT NULL,
              payload BLOB NOT NULL,
              PRIMARY KEY (persistence_id, sequence_number)
            )
            """);
    }

    /// <summary>Makes the table of leases as well, in the file that the deployment's nodes share.</summary>
    /// <exception cref="JournalLayoutException">The file is another version's.</exception>
    public void CreateLeases()
    {
        Create();
        using var connection = Open();
        Run(connection, "CREATE TABLE IF NOT EXISTS lease (name TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL)");
    }

    /// <summary>Copies what has been written ahead into the file's main part, beside writers.</summary>
    public void CatchUp()
    {
        using var connection = Open();
        Run(connection, "PRAGMA wal_checkpoint(PASSIVE)");
    }

    /// <summary>Tables made beside another version's would hide the mail that waits in those.</summary>
    private void HoldToLayout(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT user_version FROM pragma_user_version WHERE EXISTS (SELECT 1 FROM sqlite_schema)";
        switch (command.ExecuteScalar())
        {
            case Layout:
                return;
            case null:
                Run(connection, $"PRAGMA user_version = {Layout}");
                return;
            default:
                throw new JournalLayoutException(Path);
        }
    }

    private static void Run(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
