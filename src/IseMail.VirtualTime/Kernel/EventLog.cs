using System.Buffers.Binary;
using System.Security.Cryptography;

namespace IseMail.VirtualTime.Kernel;

/// <summary>
/// What happened, in order: <see cref="RecordSize"/> octets for each event. Only its hash is kept, and the last few events;
/// two runs whose hashes agree were the same to the last event.
/// </summary>
public sealed class EventLog : IDisposable
{
    /// <summary>Octets of one event.</summary>
    public const int RecordSize = 34;

    private const int Records = 2048;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[Records * RecordSize];
    private readonly Queue<(DateTimeOffset At, EventLabel Label)> _last = new();
    private readonly int _kept;
    private int _used;

    /// <summary>An empty log.</summary>
    /// <param name="kept">How many of the last events are kept.</param>
    public EventLog(int kept = 0) => _kept = kept;

    /// <summary>The last events, the oldest first.</summary>
    public IEnumerable<(DateTimeOffset At, EventLabel Label)> Last => _last;

    /// <summary>How many events there were.</summary>
    public long Count { get; private set; }

    /// <summary>SHA-256 of all records up to now, in hexadecimal.</summary>
    public string Hash()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    internal void Add(DateTimeOffset at, in EventLabel label)
    {
        var record = _buffer.AsSpan(_used, RecordSize);
        BinaryPrimitives.WriteInt64LittleEndian(record, at.UtcTicks);
        BinaryPrimitives.WriteUInt16LittleEndian(record[8..], label.Node);
        BinaryPrimitives.WriteUInt16LittleEndian(record[10..], label.From);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], label.Detail);
        BinaryPrimitives.WriteUInt16LittleEndian(record[16..], (ushort)label.Kind);
        BinaryPrimitives.WriteUInt128LittleEndian(record[18..], label.Subject);
        _used += RecordSize;
        Count++;
        if (_kept > 0)
        {
            if (_last.Count == _kept) _last.Dequeue();
            _last.Enqueue((at, label));
        }
        if (_used == _buffer.Length) Flush();
    }

    private void Flush()
    {
        var records = _buffer.AsSpan(0, _used);
        _hash.AppendData(records);
        _used = 0;
    }
}
