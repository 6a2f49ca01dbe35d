using MailKit;

namespace IseMail.Cluster.Sending;

/// <summary>
/// Listens to one connection's dialogue for the two facts MailKit does not tell: how far the dialogue has come when it
/// breaks, and whether the end of the data had gone out. It keeps no text of the client's.
/// <para>
/// MailKit reports client bytes after their write has completed. The end of the data stands in one TLS record: as long
/// as that write has not completed, the server cannot have read the dot, so a connection that is lost before is a mail
/// that was not sent, and one that is lost after is a mail in doubt.
/// </para>
/// </summary>
internal sealed class ConversationWatch(TimeSpan step, TimeSpan finalReply) : IProtocolLogger
{
    private const ulong EndOfData = 0x0D0A2E0D0A; // CR LF . CR LF
    private const ulong FiveBytes = 0xFF_FFFF_FFFF;

    private ulong _tail;
    private CancellationTokenSource? _deadline;

    /// <summary>Whether the dot that ends the data has been written since <see cref="Begin"/>.</summary>
    public bool EndOfDataWritten => _tail == EndOfData;

    /// <summary>Whether STARTTLS has been written.</summary>
    public bool TlsBegun { get; private set; }

    /// <summary>Whether the server has agreed to it, so that what follows is the handshake.</summary>
    public bool TlsAgreed { get; private set; }

    /// <inheritdoc/>
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>From now on <paramref name="deadline"/> is put off whenever something has been sent: each step has its own time.</summary>
    public void Begin(CancellationTokenSource deadline)
    {
        _tail = 0;
        _deadline = deadline;
        deadline.CancelAfter(step);
    }

    /// <summary>Ends what <see cref="Begin"/> began.</summary>
    public void End() => _deadline = null;

    /// <inheritdoc/>
    public void LogConnect(Uri uri)
    {
    }

    /// <inheritdoc/>
    public void LogClient(byte[] buffer, int offset, int count)
    {
        var written = buffer.AsSpan(offset, count);
        foreach (var b in written[^Math.Min(count, 5)..]) _tail = ((_tail << 8) | b) & FiveBytes;
        if (!TlsBegun && written.StartsWith("STARTTLS"u8)) TlsBegun = true;
        // Exchange holds mail beyond a mailbox's rate back before it answers, so this one reply may take long.
        _deadline?.CancelAfter(EndOfDataWritten ? finalReply : step);
    }

    /// <inheritdoc/>
    public void LogServer(byte[] buffer, int offset, int count)
    {
        if (!TlsBegun || TlsAgreed || !buffer.AsSpan(offset, count).StartsWith("220"u8)) return;
        TlsAgreed = true;
        // The handshake is a step of its own, and its records pass by this watch.
        _deadline?.CancelAfter(step);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
