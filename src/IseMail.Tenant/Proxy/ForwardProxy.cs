using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IseMail.Domain.Proxies;
using IseMail.Tenant.Listeners;
using Serilog;

namespace IseMail.Tenant.Proxy;

/// <summary>
/// An HTTP proxy that tunnels with CONNECT (RFC 9110, section 9.3.6) to the servers of the embedded tenant: what a network
/// has whose firewall lets nobody out directly.
/// </summary>
public sealed class ForwardProxy : IAsyncDisposable
{
    /// <summary>Most connections at once; a client beyond is closed without an answer.</summary>
    private const int Connections = 1000;

    private readonly TcpListener _listener;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, int> _tunnels = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<Task, bool> _clients = [];
    private ProxyRules _rules;
    private Task _accepting = Task.CompletedTask;

    private ForwardProxy(TcpListener listener, ProxyRules rules, TimeProvider time, ILogger log)
    {
        _listener = listener;
        _rules = rules;
        _time = time;
        _log = log;
    }

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it lets through.</summary>
    public ProxyRules Rules => Volatile.Read(ref _rules);

    /// <summary>Starts to listen.</summary>
    /// <param name="address">IP address to bind.</param>
    /// <param name="port">Port to bind; 0: any free one.</param>
    /// <param name="rules">What it lets through.</param>
    /// <param name="time">The clock of time-outs.</param>
    /// <param name="log">Hears of each tunnel and each refusal, never of a password.</param>
    /// <exception cref="ListenerException">It cannot listen there.</exception>
    public static ForwardProxy Start(string address, int port, ProxyRules rules, TimeProvider time, ILogger log)
    {
        var listener = new TcpListener(IPAddress.Parse(address), port);
        try
        {
            listener.Start();
        }
        catch (SocketException fault)
        {
            listener.Dispose();
            throw new ListenerException("tenant.listen.proxyPort", address, port, fault.SocketErrorCode, fault);
        }
        var proxy = new ForwardProxy(listener, rules, time, log);
        proxy._accepting = proxy.AcceptAsync();
        return proxy;
    }

    /// <summary>From here on it goes by other rules. Tunnels that stand live on.</summary>
    public void Use(ProxyRules rules) => Volatile.Write(ref _rules, rules);

    /// <summary>How many tunnels to <paramref name="host"/> it has opened.</summary>
    public int TunnelsTo(string host) => _tunnels.GetValueOrDefault(host);

    /// <summary>Stops to listen and ends every tunnel.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_clients.Keys);
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stopping.Token);
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException || _stopping.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException fault)
            {
                // The client has gone again, or the machine has no more sockets for the moment.
                _log.Warning("The proxy could not take a connection: {Fault}", fault.SocketErrorCode);
                continue;
            }
            if (_clients.Count >= Connections)
            {
                socket.Dispose();
                continue;
            }
            var client = ServeAsync(socket);
            _clients.TryAdd(client, true);
            _ = client.ContinueWith(done => _clients.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        // Off the accepting loop at once.
        await Task.Yield();
        await using var client = new NetworkStream(socket, ownsSocket: true);
        try
        {
            socket.NoDelay = true;
            if (await RequestHead.ReadAsync(client, _time, _stopping.Token) is not { } head) return;
            var request = ProxyRequest.TryParse(head.Text);
            var answer = Rules.Decide(request);
            if (answer is ProxyAnswer.Tunnel tunnel && request is not null) answer = await TunnelAsync(client, request, tunnel, head.Rest);
            if (answer is not ProxyAnswer.Refused refused) return;
            _log.Information("The proxy answered {Request} with {Status} {Phrase}", request?.ToString() ?? "what is no request", refused.Status, refused.Phrase);
            await client.WriteAsync(System.Text.Encoding.ASCII.GetBytes(refused.Wire), _stopping.Token);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            _log.Debug("A connection with the proxy ended: {Why}", ended.Message);
        }
    }

    /// <summary>Tunnels until both sides have ended; a refusal where there is nobody at the other end.</summary>
    private async Task<ProxyAnswer> TunnelAsync(NetworkStream client, ProxyRequest request, ProxyAnswer.Tunnel tunnel, ReadOnlyMemory<byte> rest)
    {
        using var other = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await other.ConnectAsync(tunnel.Address, tunnel.Port, _stopping.Token);
        }
        catch (SocketException)
        {
            return ProxyAnswer.Refused.NoWayThere;
        }
        await using var server = new NetworkStream(other, ownsSocket: false);
        _tunnels.AddOrUpdate(request.Host, 1, (_, count) => count + 1);
        _log.Information("The proxy opened a tunnel to {Target}", string.Create(CultureInfo.InvariantCulture, $"{request.Host}:{request.Port}"));
        await client.WriteAsync(System.Text.Encoding.ASCII.GetBytes(ProxyAnswer.Tunnel.Established), _stopping.Token);
        // A client need not wait for the answer before it goes on.
        if (!rest.IsEmpty) await server.WriteAsync(rest, _stopping.Token);
        await Task.WhenAll(PumpAsync(client, server), PumpAsync(server, client));
        return tunnel;
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to, _stopping.Token);
            to.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // What cannot be passed on any more ends the other direction as well.
            from.Close();
            to.Close();
        }
    }
}
