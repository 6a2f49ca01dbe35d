using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace IseMail.Cluster.Storage;

/// <summary>
/// A database that takes nothing: its tables are locked by somebody who does not let go until this is disposed of. Whoever
/// writes meets what an operator's forgotten transaction makes of a database.
/// </summary>
public sealed class DatabaseOutage : IAsyncDisposable
{
    private readonly ImmutableArray<System.Data.Common.DbConnection> _holders;

    private DatabaseOutage(ImmutableArray<System.Data.Common.DbConnection> holders) => _holders = holders;

    /// <summary>Locks every SQLite file of <paramref name="directory"/>.</summary>
    /// <exception cref="IOException">One cannot be locked.</exception>
    public static async Task<DatabaseOutage> OfSqliteAsync(DirectoryInfo directory, CancellationToken cancellationToken)
    {
        var holders = ImmutableArray.CreateBuilder<System.Data.Common.DbConnection>();
        try
        {
            foreach (var file in directory.GetFiles("*.db"))
            {
                var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file.FullName, Pooling = false, DefaultTimeout = 30 }.ConnectionString);
                holders.Add(connection);
                await HoldAsync(connection, "BEGIN EXCLUSIVE", cancellationToken);
            }
            return new DatabaseOutage(holders.ToImmutable());
        }
        catch (SqliteException fault)
        {
            await new DatabaseOutage(holders.ToImmutable()).DisposeAsync();
            throw new IOException($"the database cannot be stopped: {fault.Message}", fault);
        }
    }

    /// <summary>Locks the tables of a PostgreSQL database.</summary>
    /// <exception cref="IOException">They cannot be locked.</exception>
    public static async Task<DatabaseOutage> OfPostgreSqlAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await HoldAsync(connection, $"BEGIN; LOCK TABLE \"{StorageSchema.Journal}\", \"{StorageSchema.Snapshots}\", \"{StorageSchema.Leases}\" IN ACCESS EXCLUSIVE MODE", cancellationToken);
            return new DatabaseOutage([connection]);
        }
        catch (NpgsqlException fault)
        {
            await connection.DisposeAsync();
            throw new IOException($"the database cannot be stopped: {fault.Message}", fault);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A connection that closes takes its transaction along.
        foreach (var holder in _holders) await holder.DisposeAsync();
    }

    private static async Task HoldAsync(System.Data.Common.DbConnection connection, string statement, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
