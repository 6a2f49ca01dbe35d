using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Npgsql;
using Serilog;

namespace IseMail.Cluster.Storage;

/// <summary>A PostgreSQL database as its connection string describes it. What is printed of it names host and port at most.</summary>
internal sealed class PostgreSqlDatabase
{
    // Every node of a process shares its pool. A server allows 100 connections unless told otherwise, and others need some.
    private const int PoolOfProcess = 50;

    // Any number, the same in every process: who holds it makes tables, the others wait.
    private const long SchemaLock = 7421_0001;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly NpgsqlConnectionStringBuilder _settings;

    private PostgreSqlDatabase(NpgsqlConnectionStringBuilder settings) => _settings = settings;

    /// <summary>With the password in it.</summary>
    public string ConnectionString => _settings.ConnectionString;

    /// <summary>Takes <paramref name="connectionString"/> apart.</summary>
    /// <exception cref="IOException">It is malformed. The text is not repeated, nor what its reader says, for that may quote the password.</exception>
    public static PostgreSqlDatabase At(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { PersistSecurityInfo = false, IncludeErrorDetail = false };
            if (string.IsNullOrEmpty(settings.Host)) throw Malformed();
            if (settings.MaxPoolSize == new NpgsqlConnectionStringBuilder().MaxPoolSize) settings.MaxPoolSize = PoolOfProcess;
            return new PostgreSqlDatabase(settings);
        }
        catch (Exception malformed) when (malformed is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            throw Malformed();
        }
    }

    /// <summary>Makes the tables that are missing, one process at a time.</summary>
    /// <param name="within">How long a database is waited for that takes no connections yet.</param>
    /// <param name="log">Told once that it is waited for.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <exception cref="IOException">The database cannot be used.</exception>
    public async Task PrepareAsync(TimeSpan within, ILogger log, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        var told = false;
        while (true)
        {
            try
            {
                await MakeTablesAsync(cancellationToken);
                return;
            }
            // A host name that nobody has yet is the resolver's fault, not the driver's.
            catch (Exception fault) when (fault is NpgsqlException or SocketException)
            {
                var passes = fault is SocketException or NpgsqlException { IsTransient: true };
                if (!passes || waited.Elapsed >= within)
                    throw new IOException(string.Create(CultureInfo.InvariantCulture, $"the database at {_settings.Host}:{_settings.Port} cannot be used: {fault.Message}"), fault);
                if (!told) log.Warning("the database at {Host}:{Port} takes no connections yet: {Reason}", _settings.Host, _settings.Port, fault.Message);
                told = true;
            }
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Takes away all that was journalled under <paramref name="persistenceIds"/>.</summary>
    /// <exception cref="IOException">The database cannot be used.</exception>
    public async Task ForgetAsync(string[] persistenceIds, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = $"DELETE FROM {StorageSchema.Journal} WHERE persistence_id = ANY(@ids); DELETE FROM {StorageSchema.Snapshots} WHERE persistence_id = ANY(@ids)";
            command.Parameters.AddWithValue("ids", persistenceIds);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException fault)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"the database at {_settings.Host}:{_settings.Port} cannot be used: {fault.Message}"), fault);
        }
    }

    private async Task MakeTablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({SchemaLock})");
        await command.ExecuteNonQueryAsync(cancellationToken);
        command.CommandText = StorageSchema.PostgreSql;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static IOException Malformed() => new("the connection string is not one of PostgreSQL, such as Host=…;Database=…;Username=…;Password=…");
}
