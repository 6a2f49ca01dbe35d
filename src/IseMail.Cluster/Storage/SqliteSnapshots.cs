using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Snapshot;
using Microsoft.Data.Sqlite;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace IseMail.Cluster.Storage;

/// <summary>
/// Akka.Persistence's snapshot store in the file of <see cref="SqliteJournal"/>. The general SQL plugin compiles its
/// queries anew for each store, about a second of processor time; a process with 54 nodes has 54 of them.
/// </summary>
public sealed class SqliteSnapshots : SnapshotStore
{
    private const string Selected = "persistence_id = $id AND sequence_number BETWEEN $least AND $greatest AND created BETWEEN $earliest AND $latest";

    private readonly SqliteJournalFile _file;
    private readonly AkkaSerialization _serialization = Context.System.Serialization;

    /// <summary>Made by Akka.Persistence with the plugin's settings.</summary>
    public SqliteSnapshots(Config settings) => _file = SqliteJournalFile.Of(settings);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _file.Create();
        base.PreStart();
    }

    /// <inheritdoc/>
    protected override async Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken)
    {
        await using var connection = _file.Open();
        await using var command = Command(connection, $"SELECT sequence_number, created, serializer, manifest, payload FROM snapshot WHERE {Selected} ORDER BY sequence_number DESC LIMIT 1", persistenceId, criteria);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        if (!await rows.ReadAsync(cancellationToken)) return null;
        var snapshot = _serialization.Deserialize(rows.GetFieldValue<byte[]>(4), rows.GetInt32(2), rows.GetString(3));
        return new SelectedSnapshot(new SnapshotMetadata(persistenceId, rows.GetInt64(0), new DateTime(rows.GetInt64(1), DateTimeKind.Utc)), snapshot);
    }

    /// <inheritdoc/>
    protected override async Task SaveAsync(SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken)
    {
        var serializer = _serialization.FindSerializerFor(snapshot);
        await using var connection = _file.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT OR REPLACE INTO snapshot VALUES ($id, $number, $created, $serializer, $manifest, $payload)";
        command.Parameters.AddWithValue("$id", metadata.PersistenceId);
        command.Parameters.AddWithValue("$number", metadata.SequenceNr);
        command.Parameters.AddWithValue("$created", metadata.Timestamp.Ticks);
        command.Parameters.AddWithValue("$serializer", serializer.Identifier);
        command.Parameters.AddWithValue("$manifest", AkkaSerialization.ManifestFor(serializer, snapshot));
        command.Parameters.AddWithValue("$payload", serializer.ToBinary(snapshot));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellationToken) =>
        DeleteAsync(metadata.PersistenceId, new SnapshotSelectionCriteria(metadata.SequenceNr, DateTime.MaxValue, metadata.SequenceNr, DateTime.MinValue), cancellationToken);

    /// <inheritdoc/>
    protected override async Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken)
    {
        await using var connection = _file.Open();
        await using var command = Command(connection, $"DELETE FROM snapshot WHERE {Selected}", persistenceId, criteria);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static SqliteCommand Command(SqliteConnection connection, string text, string persistenceId, SnapshotSelectionCriteria criteria)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        command.Parameters.AddWithValue("$id", persistenceId);
        command.Parameters.AddWithValue("$least", criteria.MinSequenceNr);
        command.Parameters.AddWithValue("$greatest", criteria.MaxSequenceNr);
        command.Parameters.AddWithValue("$earliest", criteria.MinTimestamp?.Ticks ?? 0);
        command.Parameters.AddWithValue("$latest", criteria.MaxTimeStamp.Ticks);
        return command;
    }
}
