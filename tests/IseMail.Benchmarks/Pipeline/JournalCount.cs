using Microsoft.Data.Sqlite;

namespace IseMail.Benchmarks.Pipeline;

/// <summary>What lies in journals: how many records of each kind, and how long they are.</summary>
internal static class JournalCount
{
    /// <summary>How many records each actor has journalled, those that are deleted again counted too.</summary>
    public static SortedDictionary<string, long> Written(DirectoryInfo directory)
    {
        var actors = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var file in directory.GetFiles("*.db"))
        {
            using var connection = Open(file);
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT persistence_id, MAX(sequence_number) FROM event GROUP BY persistence_id";
            using var rows = command.ExecuteReader();
            while (rows.Read()) actors[rows.GetString(0)] = rows.GetInt64(1);
        }
        return actors;
    }

    /// <summary>Counts the journals in <paramref name="directory"/>.</summary>
    public static SortedDictionary<string, (long Records, long Octets)> Of(DirectoryInfo directory)
    {
        var kinds = new SortedDictionary<string, (long, long)>(StringComparer.Ordinal);
        foreach (var file in directory.GetFiles("*.db"))
        {
            using var connection = Open(file);
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT manifest, COUNT(*), SUM(LENGTH(payload)) FROM event GROUP BY manifest";
            using var rows = command.ExecuteReader();
            while (rows.Read()) kinds[rows.GetString(0)] = (rows.GetInt64(1), rows.GetInt64(2));
        }
        return kinds;
    }

    private static SqliteConnection Open(FileInfo file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file.FullName, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
