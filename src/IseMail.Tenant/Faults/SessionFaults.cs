using System.Net.Security;
using System.Net.Sockets;
using IseMail.Domain.Faults;
using IseMail.Domain.Notices;
using IseMail.Tenant.Sockets;
using IseMail.Tenant.Submission;
using IseMail.Tenant.Transcripts;

namespace IseMail.Tenant.Faults;

/// <summary>Lets the tenant's faults happen to one conversation with the submission server.</summary>
internal sealed class SessionFaults(TenantFaults faults, SocketLoopStream line, SessionChannel channel, SubmissionBounds bounds, TimeProvider time, string client, Func<string> stamp, Action<Fault, FaultPoint> struck)
{
    // How long a client that was told the end may take to leave, before what it still sends makes a reset of it.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private LineDisturbance? _disturbance;

    /// <summary>The certificate to be shown instead of the server's own; <c>null</c>: its own.</summary>
    public SslStreamCertificateContext? Certificate { get; private set; }

    /// <summary>What a command stands for; <c>null</c>: no point of a mail's way, or one that is met where more is known of it.</summary>
    public static FaultPoint? PointOf(string verb) => verb.ToUpperInvariant() switch
    {
        "EHLO" or "HELO" => FaultPoint.Ehlo,
        "STARTTLS" => FaultPoint.StartTls,
        "MAIL" => FaultPoint.Mail,
        "RCPT" => FaultPoint.Rcpt,
        "DATA" => FaultPoint.Data,
        _ => null,
    };

    /// <summary>Lets whatever is to happen at <paramref name="point"/> happen.</summary>
    /// <returns>The reply to be given instead of doing what was asked; <c>null</c>: go on.</returns>
    /// <exception cref="FaultStruckException">The connection has ended.</exception>
    public ValueTask<ServerReply?> MeetAsync(
        FaultPoint point, CancellationToken stop, string? mailbox = null, string? from = null, IReadOnlyList<string>? to = null, EmailAddress? header = null) =>
        faults.IsEmpty ? default : LookAsync(point, new FaultContext(client, mailbox, from, to, header), stop);

    private async ValueTask<ServerReply?> LookAsync(FaultPoint point, FaultContext context, CancellationToken stop)
    {
        var strikes = faults.Decide(point, context);
        if (strikes.IsEmpty) return null;
        // What was answered before belongs to the time before.
        await channel.FlushAsync(stop);
        foreach (var strike in strikes)
        {
            struck(strike.Fault, point);
            if (await HappenAsync(strike, point, context, stop) is { } reply) return reply;
        }
        return null;
    }

    private async ValueTask<ServerReply?> HappenAsync(FaultStrike strike, FaultPoint point, FaultContext context, CancellationToken stop)
    {
        switch (strike.Fault.What)
        {
            case FaultEffect.Reply reply when reply.Closes(point):
                channel.Reply(Said(reply.Text, point, context));
                await channel.FlushAsync(stop);
                throw await CloseAsync(strike, stop);
            case FaultEffect.Reply reply:
                return Said(reply.Text, point, context);
            case FaultEffect.Disconnect:
                throw await CloseAsync(strike, stop);
            case FaultEffect.Reset:
                line.Socket.Close(0);
                throw Ended(strike);
            case FaultEffect.Delay delay:
                await PauseAsync(strike, delay.By < bounds.Stalled ? delay.By : bounds.Stalled, stop);
                break;
            case FaultEffect.Stall:
                if (!await PauseAsync(strike, bounds.Stalled, stop)) throw Ended(strike);
                break;
            case FaultEffect.Slow slow:
                Disturbance().Slow(slow.BytesPerSecond, strike.Gone);
                break;
            case FaultEffect.OneWay:
                Disturbance().Mute();
                break;
            case FaultEffect.WrongCertificate wrong:
                Certificate = SslStreamCertificateContext.Create(faults.Certificate(wrong.Flaw, certificates => certificates.ExchangeOnline), null, offline: true);
                break;
        }
        return null;
    }

    private ServerReply Said(string template, FaultPoint point, in FaultContext context)
    {
        var parts = context.Parts(stamp());
        var text = parts.Fill(template);
        // The user that AUTH names stands in what it carries, of which nothing is shown.
        return point == FaultPoint.Auth && parts.Mailbox is { } user ? ServerReply.Repeating(text, user.Value) : ServerReply.Naming(text, parts.From, context.From);
    }

    /// <summary>Says nothing for so long, or until the fault has gone, which is then <c>true</c>.</summary>
    private async Task<bool> PauseAsync(FaultStrike strike, TimeSpan longest, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(strike.Gone, stop);
        var left = Disturbance().UntilClosedAsync(keep: true, either.Token);
        await Task.WhenAny(left, Task.Delay(longest, time, either.Token));
        await either.CancelAsync();
        await left.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        if (left.IsCompletedSuccessfully) throw new FaultStruckException($"the client gave up while the fault '{strike.Fault.Name}' kept it waiting");
        return strike.Gone.IsCancellationRequested;
    }

    private async Task<FaultStruckException> CloseAsync(FaultStrike strike, CancellationToken stop)
    {
        line.Socket.Shutdown(SocketShutdown.Send);
        // A connection closed with something unread is reset, and a reset may overtake what was said last.
        using var patience = new CancellationTokenSource(Farewell, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        await Disturbance().UntilClosedAsync(keep: false, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Ended(strike);
    }

    private static FaultStruckException Ended(FaultStrike strike) => new($"the fault '{strike.Fault.Name}' ended it");

    private LineDisturbance Disturbance()
    {
        if (_disturbance is not null) return _disturbance;
        _disturbance = new LineDisturbance(line, time);
        line.Disturb(_disturbance);
        return _disturbance;
    }
}
