using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Mailboxes;
using Serilog;

namespace IseMail.Tenant.Submission;

/// <summary>
/// The tenant's submission server: what <c>smtp.office365.com:587</c> says to a client that submits with OAuth
/// (M-OAUTH, M-SUBM, W-TRANSCRIPT). It delivers nothing beyond the tenant.
/// </summary>
public sealed class SubmissionServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly SessionSurroundings _surroundings;
    private readonly CancellationTokenSource _stop;
    private readonly ConcurrentDictionary<long, Task> _sessions = new();
    private Task _accepting = Task.CompletedTask;

    private SubmissionServer(Socket listener, SessionSurroundings surroundings, CancellationTokenSource stop)
    {
        _listener = listener;
        _surroundings = surroundings;
        _stop = stop;
    }

    /// <summary>The TCP port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>
    /// Starts to listen where <paramref name="tenant"/> says. <paramref name="verify"/> says whose a token is,
    /// <c>null</c> for a token that is not valid; it is called by several connections at once.
    /// <paramref name="cancellation"/> stops the server as disposal does.
    /// </summary>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    public static Task<SubmissionServer> StartAsync(
        TenantSettings tenant,
        X509Certificate2 serverCertificate,
        Func<string, SubmissionIdentity?> verify,
        MailboxStore store,
        SubmissionBounds bounds,
        TimeProvider time,
        ILogger log,
        CancellationToken cancellation)
    {
        var endpoint = new IPEndPoint(IPAddress.Parse(tenant.Listen.Address), tenant.Listen.SubmissionPort);
        var listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(endpoint);
            listener.Listen(512);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
        var surroundings = new SessionSurroundings(
            tenant, SslStreamCertificateContext.Create(serverCertificate, null, offline: true), verify, store, bounds, new MailboxMeters(tenant), time, log);
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
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(CancellationToken stop)
    {
        for (long number = 1; !stop.IsCancellationRequested; number++)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException fault)
            {
                // The client that was about to be accepted has gone; the listener itself is as it was.
                _surroundings.Log.Debug(fault, "A connection ended before it was accepted");
                continue;
            }
            socket.NoDelay = true;
            var crowded = _sessions.Count >= _surroundings.Bounds.Connections;
            var id = number;
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _sessions[id] = ServeAsync(socket, id, crowded, started.Task, stop);
            started.SetResult();
        }
    }

    private async Task ServeAsync(Socket socket, long number, bool crowded, Task started, CancellationToken stop)
    {
        // A session that ends at once must not be forgotten before it was noted.
        await started;
        try
        {
            await using var session = new SubmissionSession(new NetworkStream(socket, ownsSocket: true), number, _surroundings);
            await session.RunAsync(crowded, stop);
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            _surroundings.Log.Debug("Submission connection {Connection} ended: {Reason}", number, fault.Message);
        }
        catch (Exception fault)
        {
            _surroundings.Log.Error(fault, "Submission connection {Connection} failed", number);
        }
        finally
        {
            _sessions.TryRemove(number, out _);
        }
    }
}

/// <summary>What all sessions of a server share.</summary>
internal sealed record SessionSurroundings(
    TenantSettings Tenant,
    SslStreamCertificateContext Certificate,
    Func<string, SubmissionIdentity?> Verify,
    MailboxStore Store,
    SubmissionBounds Bounds,
    MailboxMeters Meters,
    TimeProvider Time,
    ILogger Log);
