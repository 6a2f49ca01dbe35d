using Microsoft.Data.Sqlite;

namespace IseMail.Cluster.Storage;

/// <summary>Leases in the SQLite file that nodes of one machine share; their time is that machine's.</summary>
/// <param name="file">The shared file.</param>
/// <param name="clock">The time.</param>
internal sealed class SqliteLeaseTable(SqliteJournalFile file, TimeProvider clock) : ILeaseTable
{
    private volatile bool _created;

    /// <inheritdoc/>
    public Task<string> TakeAsync(string lease, string owner, TimeSpan term, CancellationToken cancellationToken)
    {
        using var connection = Open();
        // What is read here is what is written upon: no other process writes meanwhile.
        using var transaction = connection.BeginTransaction(deferred: false);
        cancellationToken.ThrowIfCancellationRequested();
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO lease VALUES ($lease, $owner, $until)
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until WHERE lease.owner = excluded.owner OR lease.until <= $now;
            SELECT owner FROM lease WHERE name = $lease
            """;
        command.Parameters.AddWithValue("$lease", lease);
        command.Parameters.AddWithValue("$owner", owner);
        // Only now, for the turn may have been waited for.
        var now = clock.GetUtcNow();
        command.Parameters.AddWithValue("$now", now.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$until", (now + term).ToUnixTimeMilliseconds());
        var holder = (string)command.ExecuteScalar()!;
        transaction.Commit();
        return Task.FromResult(holder);
    }

    /// <inheritdoc/>
    public Task GiveBackAsync(string lease, string owner, CancellationToken cancellationToken)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM lease WHERE name = $lease AND owner = $owner";
        command.Parameters.AddWithValue("$lease", lease);
        command.Parameters.AddWithValue("$owner", owner);
        command.ExecuteNonQuery();
        return Task.CompletedTask;
    }

    private SqliteConnection Open()
    {
        if (!_created) file.CreateLeases();
        _created = true;
        var connection = file.Open();
        connection.DefaultTimeout = (int)DatabaseLease.AnswerWithin.TotalSeconds;
        return connection;
    }
}
