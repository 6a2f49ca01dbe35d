using Npgsql;

namespace IseMail.Cluster.Storage;

/// <summary>Leases in PostgreSQL; their time is the server's, whatever the hosts' clocks say.</summary>
/// <param name="database">The database, its tables made.</param>
internal sealed class PostgreSqlLeaseTable(PostgreSqlDatabase database) : ILeaseTable
{
    /// <inheritdoc/>
    public async Task<string> TakeAsync(string lease, string owner, TimeSpan term, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        // The row is locked whether it is changed or not, so that the second statement reads what the first has judged.
        command.CommandText = $"""
            INSERT INTO {StorageSchema.Leases} AS held VALUES (@lease, @owner, clock_timestamp() + @term)
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = clock_timestamp() + @term WHERE held.owner = excluded.owner OR held.until <= clock_timestamp();
            SELECT owner FROM {StorageSchema.Leases} WHERE name = @lease
            """;
        command.Parameters.AddWithValue("lease", lease);
        command.Parameters.AddWithValue("owner", owner);
        command.Parameters.AddWithValue("term", term);
        var holder = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        return holder;
    }

    /// <inheritdoc/>
    public async Task GiveBackAsync(string lease, string owner, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"DELETE FROM {StorageSchema.Leases} WHERE name = @lease AND owner = @owner";
        command.Parameters.AddWithValue("lease", lease);
        command.Parameters.AddWithValue("owner", owner);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(database.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
