using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Microsoft.Data.Sqlite;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace IseMail.Cluster.Storage;

/// <summary>
/// Akka.Persistence's journal on one SQLite file, by one connection and one prepared statement. A record costs a few tens
/// of microseconds of processor time where the general SQL plugin takes several hundred, and the shared sender journals
/// before and after each mail.
/// </summary>
/// <remarks>
/// SQLite's work is done in the actor's own turn, because SQLite knows no other way: its asynchronous calls block too. Two
/// processes may have the same file open; the second writer of one actor's records is refused by the primary key.
/// </remarks>
public sealed class SqliteJournal : AsyncWriteJournal, IDisposable
{
    // About 4 MB; SQLite's own measure is a thousand pages.
    private const long CatchUpAfter = 4_000_000;

    // A transaction writes whole pages, however little is new in them.
    private const int OctetsBesidePayload = 4096;

    // Where an actor's records begin.
    private static readonly string First = $"((SELECT number FROM actor WHERE persistence_id = $id) << {SqliteJournalFile.SequenceBits})";

    private readonly SqliteJournalFile _file;
    private readonly AkkaSerialization _serialization = Context.System.Serialization;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private SqliteJournalWriter? _writer;
    private Task _catchingUp = Task.CompletedTask;
    private long _ahead;

    /// <summary>Made by Akka.Persistence with the plugin's settings.</summary>
    public SqliteJournal(Config settings) => _file = SqliteJournalFile.Of(settings);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _writer?.Dispose();

    /// <inheritdoc/>
    public override async Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        var sender = context.Sender;
        await using var connection = _file.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT place & {SqliteJournalFile.GreatestSequenceNumber}, serializer, manifest, payload, writer FROM record
            WHERE place BETWEEN {First} + $from AND {First} + $to ORDER BY place LIMIT $max
            """;
        command.Parameters.AddWithValue("$id", persistenceId);
        command.Parameters.AddWithValue("$from", fromSequenceNr);
        command.Parameters.AddWithValue("$to", Math.Min(toSequenceNr, SqliteJournalFile.GreatestSequenceNumber));
        command.Parameters.AddWithValue("$max", max);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var payload = _serialization.Deserialize(rows.GetFieldValue<byte[]>(3), rows.GetInt32(1), rows.GetString(2));
            recoveryCallback(new Persistent(payload, rows.GetInt64(0), persistenceId, "", isDeleted: false, sender, rows.GetString(4)));
        }
    }

    /// <inheritdoc/>
    public override async Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        await using var connection = _file.Open();
        return await HighestAsync(connection, persistenceId, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _file.Create();
        _writer = new SqliteJournalWriter(_file.Open());
        base.PreStart();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Dispose();
        base.PostStop();
    }

    /// <summary>
    /// Takes writing out of the base's hands: it would have it guarded by a circuit breaker and put in order by another
    /// actor, both for writes that end some time later. These are done when this returns.
    /// </summary>
    protected override bool AroundReceive(Receive receive, object message)
    {
        if (message is not WriteMessages writes) return base.AroundReceive(receive, message);
        Write(writes);
        return true;
    }

    /// <inheritdoc/>
    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken) =>
        throw new NotSupportedException("records are written as they come");

    private void Write(WriteMessages writes)
    {
        Exception? refused = null;
        var rows = new List<SqliteJournalRow>();
        try
        {
            foreach (var write in PreparePersistentBatch(writes.Messages))
            {
                foreach (var message in (IImmutableList<IPersistentRepresentation>)write.Payload) rows.Add(Row(message));
            }
            if (rows.Count > 0) _writer!.Write(rows);
            CatchUp(rows);
        }
        catch (Exception cause)
        {
            // Whatever it is, the actor whose records these are is told, stops, and recovers from what is in the file.
            refused = cause;
        }

        var actor = writes.PersistentActor;
        actor.Tell(refused is null ? WriteMessagesSuccessful.Instance : new WriteMessagesFailed(refused, writes.Messages.Count(envelope => envelope is AtomicWrite)), Self);
        foreach (var envelope in writes.Messages)
        {
            if (envelope is AtomicWrite write)
            {
                foreach (var message in (IImmutableList<IPersistentRepresentation>)write.Payload)
                {
                    actor.Tell(
                        refused is null ? new WriteMessageSuccess(message, writes.ActorInstanceId) : new WriteMessageFailure(message, refused, writes.ActorInstanceId),
                        message.Sender);
                }
            }
            else
            {
                actor.Tell(new LoopMessageSuccess(envelope.Payload, writes.ActorInstanceId), envelope.Sender);
            }
        }
    }

    /// <summary>Has the log copied into the file's main part from time to time, elsewhere: that waits for the disk, and no mail should.</summary>
    private void CatchUp(List<SqliteJournalRow> written)
    {
        foreach (var row in written) _ahead += row.Payload.Length + OctetsBesidePayload;
        if (_ahead < CatchUpAfter || !_catchingUp.IsCompleted) return;
        if (_catchingUp.Exception is { } fault) _log.Warning("the journal's log could not be copied into its file; it is tried again: {0}", fault.GetBaseException().Message);
        _ahead = 0;
        _catchingUp = Task.Run(_file.CatchUp);
    }

    private SqliteJournalRow Row(IPersistentRepresentation message)
    {
        var serializer = _serialization.FindSerializerFor(message.Payload);
        return new SqliteJournalRow(
            message.PersistenceId, message.SequenceNr, serializer.Identifier, AkkaSerialization.ManifestFor(serializer, message.Payload),
            serializer.ToBinary(message.Payload), message.WriterGuid);
    }

    /// <inheritdoc/>
    protected override async Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken)
    {
        await using var connection = _file.Open();
        await using var transaction = connection.BeginTransaction(deferred: false);
        // The highest number outlives its record, so that no number is given twice.
        var to = Math.Min(toSequenceNr, await HighestAsync(connection, persistenceId, cancellationToken));
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            DELETE FROM record WHERE place BETWEEN {First} AND {First} + $to;
            UPDATE actor SET deleted_to = MAX(deleted_to, $to) WHERE persistence_id = $id
            """;
        command.Parameters.AddWithValue("$id", persistenceId);
        command.Parameters.AddWithValue("$to", to);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<long> HighestAsync(SqliteConnection connection, string persistenceId, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT MAX(deleted_to, IFNULL((
              SELECT MAX(place) & {SqliteJournalFile.GreatestSequenceNumber} FROM record
              WHERE place BETWEEN {First} AND {First} + {SqliteJournalFile.GreatestSequenceNumber}), 0))
            FROM actor WHERE persistence_id = $id
            """;
        command.Parameters.AddWithValue("$id", persistenceId);
        return await command.ExecuteScalarAsync(cancellationToken) as long? ?? 0;
    }
}
