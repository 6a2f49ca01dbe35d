using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using IseMail.Domain.Faults;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Faults;
using IseMail.Tenant.Sockets;
using IseMail.Tenant.Transcripts;

namespace IseMail.Tenant.Submission;

/// <summary>One client's conversation from greeting to end: which command may come when.</summary>
internal sealed class SubmissionSession : IAsyncDisposable
{
    private readonly SessionSurroundings _surroundings;
    private readonly SessionChannel _channel;
    private readonly SessionFaults _faults;
    private readonly SessionAuthentication _authentication;
    private readonly MessageTransaction _transaction;
    private readonly SessionTranscript _transcript;
    private readonly string _id;
    private readonly string _client;
    private bool _greeted;
    private bool _secure;
    private bool _done;
    private int _bad;
    private bool _refused;
    private TenantUser? _mailbox;

    public SubmissionSession(SocketLoopStream stream, SessionTranscript transcript, SessionSurroundings surroundings)
    {
        _surroundings = surroundings;
        _transcript = transcript;
        _id = transcript.Number.ToString("X16", CultureInfo.InvariantCulture);
        _client = (stream.Socket.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "unknown";
        _channel = new SessionChannel(stream, surroundings.Bounds, surroundings.Time, transcript);
        _faults = new SessionFaults(surroundings.Faults, stream, _channel, surroundings.Bounds, surroundings.Time, ConnectionFaults.Client((stream.Socket.RemoteEndPoint as IPEndPoint)?.Address), () => Stamp, Struck);
        _authentication = new SessionAuthentication(_channel, _faults, surroundings, transcript.Number, () => Stamp);
        _transaction = new MessageTransaction(_channel, _faults, surroundings, transcript);
    }

    private string Host => _surroundings.Tenant.Listen.HostName;

    private string Stamp => SubmissionReplies.Stamp(Host, _surroundings.Time.GetUtcNow(), _id);

    /// <summary>Talks until the client or the server ends it; <paramref name="crowded"/>: the server has no room for it.</summary>
    public async Task RunAsync(bool crowded, CancellationToken stop)
    {
        if (crowded)
        {
            await EndAsync(SubmissionReplies.NotActive, stop);
            return;
        }
        await _faults.MeetAsync(FaultPoint.Connect, stop);
        await _faults.MeetAsync(FaultPoint.Greeting, stop);
        _channel.Reply(SubmissionReplies.Greeting(Host, _surroundings.Time.GetUtcNow(), _id));
        while (!_done)
        {
            var line = await _channel.ReadCommandAsync(Bound, stop);
            switch (line.End)
            {
                case LineEnd.Whole:
                    await CommandAsync(line.Text, stop);
                    break;
                case LineEnd.TooLong:
                    Bad("500 5.5.2 Syntax error, line too long");
                    break;
                case LineEnd.Idle:
                    await EndAsync(SubmissionReplies.IdleTooLong, stop);
                    break;
                default:
                    return;
            }
            if (_bad >= _surroundings.Bounds.BadCommands && !_done) await EndAsync("421 4.7.0 Too many errors on this connection, closing transmission channel", stop);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_mailbox is { } mailbox) _surroundings.Meters.With(mailbox.Address, meter => Counted(meter.Close));
        await _channel.DisposeAsync();
    }

    private static bool Counted(Action count)
    {
        count();
        return true;
    }

    private int Bound(ReadOnlySequence<byte> line)
    {
        Span<byte> verb = stackalloc byte[5];
        if (line.Length < verb.Length) return _surroundings.Bounds.CommandLine;
        line.Slice(0, verb.Length).CopyTo(verb);
        return Ascii.EqualsIgnoreCase(verb, "AUTH "u8) ? _surroundings.Bounds.AuthLine : _surroundings.Bounds.CommandLine;
    }

    private async ValueTask CommandAsync(string line, CancellationToken stop)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var verb = space < 0 ? line : line[..space];
        var argument = space < 0 ? "" : line[(space + 1)..].Trim(' ');
        // A bare CR or LF would be a second command to a server that reads lines less strictly.
        if (line.AsSpan().ContainsAny('\r', '\n', '\0')) Bad("500 5.5.2 Syntax error, bare CR or LF");
        else if (!_surroundings.Faults.IsEmpty && await StruckAsync(verb, argument, stop)) return;
        else if (Is(verb, "EHLO") || Is(verb, "HELO")) Hello(verb, argument);
        else if (Is(verb, "STARTTLS")) await StartTlsAsync(argument, stop);
        else if (Is(verb, "AUTH")) await AuthAsync(argument, stop);
        else if (Is(verb, "MAIL")) Mail(argument);
        else if (Is(verb, "RCPT")) Tell(_transaction.Recipient(argument));
        else if (Is(verb, "DATA")) await DataAsync(argument, stop);
        else if (Is(verb, "BDAT")) await ChunkAsync(argument, stop);
        else if (Is(verb, "RSET")) Reset();
        else if (Is(verb, "NOOP")) _channel.Reply("250 2.0.0 OK");
        else if (Is(verb, "VRFY")) _channel.Reply("252 2.1.5 Cannot VRFY user");
        else if (Is(verb, "QUIT")) await EndAsync("221 2.0.0 Service closing transmission channel", stop);
        else Bad("500 5.3.3 Unrecognized command");
    }

    /// <summary>Whether a fault has answered a command in place of the server.</summary>
    private async ValueTask<bool> StruckAsync(string verb, string argument, CancellationToken stop)
    {
        if (SessionFaults.PointOf(verb) is not { } point) return false;
        var told = point switch
        {
            FaultPoint.Mail => await _faults.MeetAsync(point, stop, _mailbox?.Address.Value, EnvelopePath.AddressOf(argument, "FROM:")),
            FaultPoint.Rcpt => await _transaction.StruckAsync(point, stop, EnvelopePath.AddressOf(argument, "TO:")),
            FaultPoint.Data => await _transaction.StruckAsync(point, stop),
            _ => await _faults.MeetAsync(point, stop, _mailbox?.Address.Value),
        };
        if (told is not { } reply) return false;
        _refused |= point == FaultPoint.Mail;
        _channel.Reply(reply);
        return true;
    }

    private void Struck(Fault fault, FaultPoint point)
    {
        _surroundings.Log.Information("Fault {Fault} struck submission connection {Connection} at {Point}", fault.Name, _transcript.Number, point.Word());
        _transcript.Note($"fault '{fault.Name}' strikes at {point.Word()}");
    }

    private static bool Is(string verb, string name) => verb.Equals(name, StringComparison.OrdinalIgnoreCase);

    private void Hello(string verb, string argument)
    {
        if (argument.Length == 0)
        {
            Bad("501 5.5.4 Invalid domain name");
            return;
        }
        _greeted = true;
        _transaction.Reset();
        if (Is(verb, "HELO"))
        {
            _channel.Reply($"250 {Host} Hello [{_client}]");
            return;
        }
        foreach (var line in SubmissionReplies.Capabilities(Host, _client, _secure)) _channel.Reply(line);
    }

    private async Task StartTlsAsync(string argument, CancellationToken stop)
    {
        if (_secure || argument.Length > 0)
        {
            Bad(_secure ? "503 5.5.2 TLS is already active" : "501 5.5.4 Invalid arguments");
            return;
        }
        _channel.Reply("220 2.0.0 SMTP server ready");
        await _channel.FlushAsync(stop);
        await _faults.MeetAsync(FaultPoint.Handshake, stop);
        using var limit = new CancellationTokenSource(_surroundings.Bounds.Handshake, _surroundings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        await _channel.SecureAsync(_faults.Certificate ?? _surroundings.Certificate, either.Token);
        // Whatever was said in the clear is forgotten (RFC 3207, section 4.2).
        _secure = true;
        _greeted = false;
        _transaction.Reset();
    }

    private async ValueTask AuthAsync(string argument, CancellationToken stop)
    {
        var space = argument.IndexOf(' ', StringComparison.Ordinal);
        var mechanism = space < 0 ? argument : argument[..space];
        var initial = space < 0 ? null : argument[(space + 1)..].Trim(' ');
        if (!_secure || !SessionAuthentication.Knows(mechanism)) Bad(ExchangeReplies.UnknownMechanism.Say(Stamp));
        else if (!_greeted) Bad("503 5.5.2 Send hello first");
        else if (_mailbox is not null) Bad("503 5.5.2 Already authenticated");
        else
        {
            var tried = await _authentication.TryAsync(mechanism, initial, stop);
            if (tried.End != LineEnd.Whole) await BrokenOffAsync(tried.End, stop);
            else if (tried.Mailbox is { } mailbox) Open(mailbox);
            else if (tried.Mistake is { } mistake) Bad(mistake);
        }
    }

    private void Open(TenantUser mailbox)
    {
        _mailbox = mailbox;
        _transcript.Opened(mailbox.Address.Value);
        _surroundings.Meters.With(mailbox.Address, meter => Counted(meter.Open));
        _channel.Reply(SubmissionReplies.Authenticated);
    }

    private void Mail(string argument)
    {
        _refused = false;
        if (_mailbox is not { } mailbox) Bad(ExchangeReplies.NotAuthenticated.Say(Stamp));
        else if (!_greeted) Bad("503 5.5.2 Send hello first");
        else if (_surroundings.Meters.With(mailbox.Address, RefusesConnection)) _channel.Reply(SubmissionReplies.SenderThreads);
        else Tell(_transaction.Begin(_surroundings.Directory.View.User(mailbox.Address) ?? mailbox, argument));
        _refused = !_transaction.IsBegun;
    }

    private bool RefusesConnection(MailboxMeter meter)
    {
        var refused = meter.TooManyConnections(_surroundings.Directory.View.Organization.Limits);
        if (refused) meter.Refuse();
        return refused;
    }

    private async ValueTask DataAsync(string argument, CancellationToken stop)
    {
        if (argument.Length > 0) Bad("501 5.5.4 Invalid arguments");
        else if (_transaction.WhyNoData(dotted: true) is { } reason) Tell(reason);
        else await FollowAsync(await _transaction.DataAsync(stop), stop);
    }

    private async ValueTask ChunkAsync(string argument, CancellationToken stop)
    {
        var last = argument.EndsWith(" LAST", StringComparison.OrdinalIgnoreCase);
        if (!long.TryParse(last ? argument[..^5] : argument, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size > SubmissionBounds.Drained)
        {
            // What follows is not known to be commands: going on would take a message's text for them.
            await EndAsync("501 5.5.4 Invalid arguments", stop);
            return;
        }
        await FollowAsync(await _transaction.ChunkAsync(size, last, await _transaction.StruckAsync(FaultPoint.Data, stop), stop), stop);
    }

    private async ValueTask FollowAsync(LineEnd end, CancellationToken stop)
    {
        if (end != LineEnd.Whole) await BrokenOffAsync(end, stop);
    }

    private async ValueTask BrokenOffAsync(LineEnd end, CancellationToken stop)
    {
        _done = true;
        if (end == LineEnd.Idle) await EndAsync(SubmissionReplies.IdleTooLong, stop);
        else if (end == LineEnd.TooLong) await EndAsync(SubmissionReplies.TooLarge, stop);
    }

    private void Reset()
    {
        _transaction.Reset();
        _channel.Reply("250 2.0.0 Resetting");
    }

    private void Tell(string reply)
    {
        // Limits are told with 4xx and 552; only mistakes in the conversation count towards its end. What a client sent
        // behind MAIL before it could know that MAIL is refused is none (RFC 2920).
        if (reply.StartsWith("50", StringComparison.Ordinal) && !_refused) Bad(reply);
        else _channel.Reply(reply);
    }

    private void Bad(string reply)
    {
        _bad++;
        _channel.Reply(reply);
    }

    private async ValueTask EndAsync(string reply, CancellationToken stop)
    {
        _done = true;
        _channel.Reply(reply);
        await _channel.FlushAsync(stop);
    }
}
