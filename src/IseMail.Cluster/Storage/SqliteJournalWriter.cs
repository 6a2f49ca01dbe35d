using Microsoft.Data.Sqlite;

namespace IseMail.Cluster.Storage;

/// <summary>One record as it lies in the file.</summary>
internal readonly record struct SqliteJournalRow(string PersistenceId, long SequenceNumber, int Serializer, string Manifest, byte[] Payload, string Writer);

/// <summary>Adds records, by statements that are prepared once. Not for concurrent use.</summary>
internal sealed class SqliteJournalWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly SqliteParameter _place;
    private readonly SqliteParameter _serializer;
    private readonly SqliteParameter _manifest;
    private readonly SqliteParameter _payload;
    private readonly SqliteParameter _writer;

    /// <summary>A writer on <paramref name="connection"/>, which is its own from here on.</summary>
    public SqliteJournalWriter(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Command("BEGIN IMMEDIATE");
        _commit = Command("COMMIT");
        _rollback = Command("ROLLBACK");
        _insert = Command("INSERT INTO record VALUES ($place, $serializer, $manifest, $payload, $writer)");
        _place = _insert.Parameters.Add("$place", SqliteType.Integer);
        _serializer = _insert.Parameters.Add("$serializer", SqliteType.Integer);
        _manifest = _insert.Parameters.Add("$manifest", SqliteType.Text);
        _payload = _insert.Parameters.Add("$payload", SqliteType.Blob);
        _writer = _insert.Parameters.Add("$writer", SqliteType.Text);
        _insert.Prepare();
    }

    /// <summary>Adds all of <paramref name="rows"/> or none.</summary>
    /// <exception cref="SqliteException">The file refuses them: somebody else has written such a record, or the disk fails.</exception>
    public void Write(List<SqliteJournalRow> rows)
    {
        // Before the transaction, so that a number that is known is one that stays.
        foreach (var row in rows) NumberOf(row.PersistenceId);
        if (rows.Count == 1)
        {
            // One statement is a transaction of its own.
            Insert(rows[0]);
            return;
        }
        _begin.ExecuteNonQuery();
        try
        {
            foreach (var row in rows) Insert(row);
            _commit.ExecuteNonQuery();
        }
        catch
        {
            _rollback.ExecuteNonQuery();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in new[] { _begin, _insert, _commit, _rollback }) command.Dispose();
        _connection.Dispose();
    }

    private void Insert(in SqliteJournalRow row)
    {
        _place.Value = (NumberOf(row.PersistenceId) << SqliteJournalFile.SequenceBits) + row.SequenceNumber;
        _serializer.Value = row.Serializer;
        _manifest.Value = row.Manifest;
        _payload.Value = row.Payload;
        _writer.Value = row.Writer;
        _insert.ExecuteNonQuery();
    }

    private long NumberOf(string persistenceId)
    {
        if (_numbers.TryGetValue(persistenceId, out var known)) return known;
        using var command = Command("INSERT INTO actor (persistence_id) VALUES ($id) ON CONFLICT DO NOTHING; SELECT number FROM actor WHERE persistence_id = $id");
        command.Parameters.AddWithValue("$id", persistenceId);
        return _numbers[persistenceId] = (long)command.ExecuteScalar()!;
    }

    private SqliteCommand Command(string text)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        return command;
    }
}
