using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;

namespace IseMail.Tenant.Transcripts;

/// <summary>
/// What is said in one submission session, written by the session and read by whoever wants to. Of a long one it keeps the beginning,
/// with TLS and AUTH, and what was said last.
/// </summary>
internal sealed class SessionTranscript
{
    /// <summary>How many lines are kept.</summary>
    public const int MostLines = 400;

    private const int Beginning = 100;
    private const int LongestLine = 512;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _began;
    private Entry[] _lines = new Entry[32];
    private long _count;
    private bool _forgotten;
    private DateTimeOffset? _ended;
    private string? _mailbox;
    private string? _node;
    private bool _tls;
    private int _accepted;

    /// <summary>Begins with nothing.</summary>
    public SessionTranscript(long number, TimeProvider time)
    {
        Number = number;
        _time = time;
        _began = time.GetUtcNow();
    }

    /// <summary>The server's number of the connection.</summary>
    public long Number { get; }

    /// <summary>What it has come to so far.</summary>
    public SessionSummary Summary
    {
        get
        {
            lock (_gate) return new SessionSummary(Number, _began, _ended, _mailbox, _node, _tls, _accepted);
        }
    }

    /// <summary>The client has said so.</summary>
    public void Client(ShownLine line) => Add(Speaker.Client, line, 0);

    /// <summary>A message of so many octets, or a part of one, has come in.</summary>
    public void Message(long octets) => Add(Speaker.Message, default, octets);

    /// <summary>The server says so.</summary>
    public void Server(ShownLine line) => Add(Speaker.Server, line, 0);

    /// <summary>Something has happened to the conversation.</summary>
    public void Note(string what) => Add(Speaker.Note, ShownLine.Whole($"({what})"), 0);

    /// <summary>It goes on over TLS, of such a version.</summary>
    public void Secured(string version)
    {
        lock (_gate) _tls = true;
        Note($"{version} begins");
    }

    /// <summary>It has opened a mailbox.</summary>
    public void Opened(string mailbox)
    {
        lock (_gate) _mailbox = mailbox;
    }

    /// <summary>A message has come whose header names its node so.</summary>
    public void From(string? node)
    {
        // A connection carries mail of the same few nodes as a rule.
        if (node is null || node == _node || node.Length > PlainAddress.LongestPart || !NodeName.TryParse(node, out _)) return;
        lock (_gate) _node = node;
    }

    /// <summary>A message was accepted.</summary>
    public void Accepted()
    {
        lock (_gate) _accepted++;
    }

    /// <summary>The connection is closed.</summary>
    public void End()
    {
        lock (_gate) _ended = _time.GetUtcNow();
    }

    /// <summary>Nobody will read it any more.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _forgotten = true;
            _lines = [];
        }
    }

    /// <summary>What was said up to now, with a note where lines are left out.</summary>
    public ImmutableArray<TranscriptLine> Read()
    {
        Entry[] lines;
        long count;
        lock (_gate)
        {
            lines = [.. _lines];
            count = _forgotten ? 0 : _count;
        }
        var told = ImmutableArray.CreateBuilder<TranscriptLine>();
        var left = count - MostLines;
        for (var index = 0L; index < count; index++)
        {
            if (index == Beginning && left > 0)
            {
                index += left;
                told.Add(new TranscriptLine(lines[Slot(index)].Time, Speaker.Note, string.Create(CultureInfo.InvariantCulture, $"({left} lines left out)")));
            }
            told.Add(lines[Slot(index)].Told());
        }
        return told.ToImmutable();
    }

    private static int Slot(long index) => (int)(index < MostLines ? index : Beginning + ((index - Beginning) % (MostLines - Beginning)));

    // Once or more for each line of each conversation: nothing is formatted here.
    private void Add(Speaker speaker, ShownLine line, long octets)
    {
        var at = _time.GetUtcNow().UtcTicks;
        lock (_gate)
        {
            if (_forgotten) return;
            var slot = Slot(_count);
            if (slot == _lines.Length) Array.Resize(ref _lines, Math.Min(MostLines, slot * 2));
            _lines[slot] = new Entry(at, octets, line, speaker);
            _count++;
        }
    }

    private readonly record struct Entry(long At, long Octets, ShownLine Line, Speaker Speaker)
    {
        public DateTimeOffset Time => new(At, TimeSpan.Zero);

        public TranscriptLine Told()
        {
            var text = Speaker == Speaker.Message ? string.Create(CultureInfo.InvariantCulture, $"(message, {Octets} octets)") : Line.ToString();
            return new TranscriptLine(Time, Speaker, text.Length <= LongestLine ? text : string.Concat(text.AsSpan(0, LongestLine - 1), "…"));
        }
    }
}
