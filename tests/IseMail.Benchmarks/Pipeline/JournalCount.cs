using Microsoft.Data.Sqlite;

namespace IseMail.Benchmarks.Pipeline;

/// <summary>What lies in journals: how many records of each kind, and how long they are.</summary>
internal static class JournalCount
{
    /// <summary>Counts the journals in <paramref name="directory"/>.</summary>
    public static SortedDictionary<string, (long Records, long Octets)> Of(DirectoryInfo directory)
    {
        var kinds = new SortedDictionary<string, (long, long)>(StringComparer.Ordinal);
        foreach (var file in directory.GetFiles("*.db"))
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file.FullName, Pooling = false }.ToString());
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT manifest, COUNT(*), SUM(LENGTH(payload)) FROM event GROUP BY manifest";
            using var rows = command.ExecuteReader();
            while (rows.Read()) kinds[rows.GetString(0)] = (rows.GetInt64(1), rows.GetInt64(2));
        }
        return kinds;
    }
}
