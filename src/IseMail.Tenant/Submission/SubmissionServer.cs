using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Faults;
using IseMail.Tenant.Listeners;
using IseMail.Tenant.Mailboxes;
using IseMail.Tenant.Sockets;
using IseMail.Tenant.Transcripts;
using Serilog;

namespace IseMail.Tenant.Submission;

/// <summary>
/// The tenant's submission server: what <c>smtp.office365.com:587</c> says to a client that submits with OAuth
/// (M-OAUTH, M-SUBM, W-TRANSCRIPT). It delivers nothing beyond the tenant.
/// </summary>
public sealed class SubmissionServer : IAsyncDisposable
{
    // Beside the processors there is a deployment to be run, as a rule, and three connections are all a mailbox gets.
    private const int MostLoops = 3;

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener;
    private readonly SocketLoop[] _loops = [.. Enumerable.Range(1, Math.Min(MostLoops, Environment.ProcessorCount)).Select(number => new SocketLoop($"submission {number}"))];
    private readonly SessionSurroundings _surroundings;
    private readonly CancellationTokenSource _stop;
    private readonly ConcurrentDictionary<long, Task> _sessions = new();
    private Task _accepting = Task.CompletedTask;

    private SubmissionServer(Socket listener, SessionSurroundings surroundings, CancellationTokenSource stop)
    {
        _listener = listener;
        _surroundings = surroundings;
        _stop = stop;
        // The numbers go on where those of the kept messages end: a message's connection is not to be taken for one since.
        var earlier = surroundings.Store.Snapshot();
        Sessions = new SessionLog(surroundings.Time, earlier.Count == 0 ? 0 : earlier.Max(message => message.Connection));
    }

    /// <summary>The TCP port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>The newest sessions and what was said in them.</summary>
    public SessionLog Sessions { get; }

    /// <summary>
    /// Starts to listen where <paramref name="tenant"/> says, for the mailboxes and permissions of
    /// <paramref name="directory"/>. <paramref name="verify"/> says whose a token is,
    /// <c>null</c> for a token that is not valid; it is called by several connections at once.
    /// <paramref name="cancellation"/> stops the server as disposal does. <paramref name="faults"/> happen for as long as
    /// they are there.
    /// </summary>
    /// <exception cref="ListenerException">It cannot listen there.</exception>
    public static Task<SubmissionServer> StartAsync(
        TenantSettings tenant,
        LiveDirectory directory,
        X509Certificate2 serverCertificate,
        Func<string, SubmissionIdentity?> verify,
        MailboxStore store,
        SubmissionBounds bounds,
        TimeProvider time,
        ILogger log,
        CancellationToken cancellation,
        TenantFaults? faults = null)
    {
        var endpoint = new IPEndPoint(IPAddress.Parse(tenant.Listen.Address), tenant.Listen.SubmissionPort);
        var listener = Listen(endpoint);
        var surroundings = new SessionSurroundings(
            tenant, directory, SslStreamCertificateContext.Create(serverCertificate, null, offline: true), verify, store, bounds, new MailboxMeters(directory.View, store), faults ?? new TenantFaults(0, time, null), time, log);
        var server = new SubmissionServer(listener, surroundings, CancellationTokenSource.CreateLinkedTokenSource(cancellation));
        server._accepting = server.AcceptAsync(server._stop.Token);
        return Task.FromResult(server);
    }

    /// <summary>What each mailbox of the tenant has submitted so far.</summary>
    public MailboxCounters Counters(string mailbox) => _surroundings.Meters.Counters(mailbox);

    /// <summary>Stops listening and ends every connection; a message without its reply may or may not have arrived.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        await Task.WhenAll(_sessions.Values);
        foreach (var loop in _loops) await loop.DisposeAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    private static Socket Listen(IPEndPoint endpoint)
    {
        Socket? listener = null;
        try
        {
            listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // As the web listeners do: the address of all of IPv6 is that of all of IPv4 as well.
            if (endpoint.Address.Equals(IPAddress.IPv6Any)) listener.DualMode = true;
            listener.Bind(endpoint);
            listener.Listen(512);
            return listener;
        }
        catch (SocketException fault)
        {
            listener?.Dispose();
            throw new ListenerException("tenant.listen.submissionPort", endpoint.Address.ToString(), endpoint.Port, fault.SocketErrorCode, fault);
        }
    }

    private async Task AcceptAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                if (await AcceptOneAsync(stop) is not { } socket) continue;
                var transcript = Sessions.Begin();
                var crowded = _sessions.Count >= _surroundings.Bounds.Connections;
                var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _sessions[transcript.Number] = ServeAsync(socket, transcript, crowded, started.Task, stop);
                started.SetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops; its sessions hear it themselves.
            return;
        }
    }

    private async Task<Socket?> AcceptOneAsync(CancellationToken stop)
    {
        try
        {
            return await _listener.AcceptAsync(stop);
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
        {
            // The client stays in the queue and would be met again at once: sessions need a moment to end.
            _surroundings.Log.Warning("No submission connection can be accepted now: {Reason}", fault.Message);
            await Task.Delay(AcceptPause, _surroundings.Time, stop);
            return null;
        }
        catch (SocketException fault)
        {
            // The client that was about to be accepted has gone; the listener itself is as it was.
            _surroundings.Log.Debug(fault, "A connection ended before it was accepted");
            return null;
        }
    }

    private async Task ServeAsync(Socket socket, SessionTranscript transcript, bool crowded, Task started, CancellationToken stop)
    {
        // A session that ends at once must not be forgotten before it was noted.
        await started;
        using var owned = socket;
        var number = transcript.Number;
        try
        {
            socket.NoDelay = true;
            await using var session = new SubmissionSession(new SocketLoopStream(socket, _loops[number % _loops.Length]), transcript, _surroundings);
            await session.RunAsync(crowded, stop);
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            _surroundings.Log.Debug("Submission connection {Connection} ended: {Reason}", number, fault.Message);
            transcript.Note(WhyEnded(fault));
        }
        catch (Exception fault)
        {
            _surroundings.Log.Error(fault, "Submission connection {Connection} failed", number);
        }
        finally
        {
            transcript.End();
            _sessions.TryRemove(number, out _);
        }
    }

    // In words of the server's own: those of an exception may be anybody's.
    private static string WhyEnded(Exception fault) => fault switch
    {
        FaultStruckException => fault.Message,
        OperationCanceledException => "the server ended the session",
        System.Security.Authentication.AuthenticationException => "the TLS handshake failed",
        _ => "the connection was lost",
    };
}

/// <summary>What all sessions of a server share.</summary>
internal sealed record SessionSurroundings(
    TenantSettings Tenant,
    LiveDirectory Directory,
    SslStreamCertificateContext Certificate,
    Func<string, SubmissionIdentity?> Verify,
    MailboxStore Store,
    SubmissionBounds Bounds,
    MailboxMeters Meters,
    TenantFaults Faults,
    TimeProvider Time,
    ILogger Log);
