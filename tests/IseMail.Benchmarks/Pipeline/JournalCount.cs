using Microsoft.Data.Sqlite;

namespace IseMail.Benchmarks.Pipeline;

/// <summary>What lies in the journals after a round: how many records of each kind, and how long they are.</summary>
internal sealed class JournalCount
{
    private readonly SortedDictionary<string, (long Records, long Octets)> _kinds = new(StringComparer.Ordinal);

    /// <summary>Kinds of records with their numbers and octets, as of the last round.</summary>
    public IReadOnlyDictionary<string, (long Records, long Octets)> Kinds => _kinds;

    /// <summary>Counts the journals in <paramref name="directory"/>, in place of what was counted before.</summary>
    public void Look(DirectoryInfo directory)
    {
        _kinds.Clear();
        foreach (var file in directory.GetFiles("*.db"))
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file.FullName, Mode = SqliteOpenMode.ReadOnly }.ToString());
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT manifest, COUNT(*), SUM(LENGTH(payload)) FROM event GROUP BY manifest";
            using var rows = command.ExecuteReader();
            while (rows.Read()) _kinds[rows.GetString(0)] = (rows.GetInt64(1), rows.GetInt64(2));
        }
    }
}
