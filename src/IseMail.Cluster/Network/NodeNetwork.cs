using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using IseMail.Cluster.Sending;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Network;

/// <summary>
/// Opens a node's TCP connections: by its own names, through its own proxy, out of its own network. The token service and
/// the submission server are reached the same way, so the same mistake shows the same symptom at both.
/// </summary>
/// <param name="path">The node's path.</param>
/// <param name="readSecret">Reads the proxy user's password.</param>
internal sealed class NodeNetwork(NodePath path, ReadSecret readSecret)
{
    /// <summary>A connection to <paramref name="host"/>.</summary>
    /// <param name="host">The name asked for.</param>
    /// <param name="port">The port asked for.</param>
    /// <param name="reached">Told of each stage as it begins.</param>
    /// <param name="cancellationToken">Ends the attempt: a network that drops packets never does.</param>
    /// <exception cref="SocketException">The name is unknown, or nobody answers there.</exception>
    /// <exception cref="TunnelException">The proxy could not be reached, or would not open a tunnel.</exception>
    public async Task<Stream> ConnectAsync(string host, int port, Action<ConnectionStage> reached, CancellationToken cancellationToken)
    {
        switch (NodeWay.Of(path, host, port))
        {
            case NodeWay.Tunnel tunnel:
                reached(ConnectionStage.Proxy);
                return await TunnelAsync(tunnel, host, port, cancellationToken);
            case NodeWay.Straight straight:
                reached(ConnectionStage.NameResolution);
                var addresses = await ResolveAsync(straight.To, cancellationToken);
                reached(ConnectionStage.Tcp);
                if (straight.IsBlocked) await Task.Delay(Timeout.Infinite, cancellationToken);
                return new NetworkStream(await ConnectAsync(addresses, straight.To.Port ?? port, cancellationToken), ownsSocket: true);
            default:
                throw new InvalidOperationException("no such way");
        }
    }

    private async Task<Stream> TunnelAsync(NodeWay.Tunnel way, string host, int port, CancellationToken cancellationToken)
    {
        var proxy = way.Proxy;
        if (way.Asked.Host is not { } asked) throw new SocketException((int)SocketError.HostNotFound);
        var login = await LoginAsync(proxy, cancellationToken);
        var where = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        Stream? stream = null;
        try
        {
            var addresses = await ResolveAsync(way.ProxyAt, cancellationToken);
            stream = new NetworkStream(await ConnectAsync(addresses, way.ProxyAt.Port ?? proxy.Port, cancellationToken), ownsSocket: true);
            var (status, phrase) = await ProxyTunnel.AskAsync(stream, asked, way.Asked.Port ?? port, login, cancellationToken);
            if (status is < 200 or > 299) throw new TunnelException(NetworkFault.TunnelRefused(proxy, where, status, phrase));
            var tunnel = stream;
            stream = null;
            return tunnel;
        }
        catch (Exception fault) when (fault is SocketException or IOException and not TunnelException)
        {
            throw TunnelException.Of(proxy, fault);
        }
        finally
        {
            if (stream is not null) await stream.DisposeAsync();
        }
    }

    private async Task<NetworkCredential?> LoginAsync(ProxySettings.Http proxy, CancellationToken cancellationToken)
    {
        if (proxy.UserName is not { } user) return null;
        try
        {
            return new NetworkCredential(user, proxy.Password is { } password ? await readSecret(password, cancellationToken) : "");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new TunnelException(NetworkFault.PasswordUnreadable(unreadable.Message), unreadable);
        }
    }

    private static async Task<IPAddress[]> ResolveAsync(NameTarget target, CancellationToken cancellationToken) => target.Host is { } host
        ? await Dns.GetHostAddressesAsync(host, cancellationToken)
        : throw new SocketException((int)SocketError.HostNotFound);

    private static async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        foreach (var (number, address) in addresses.Index())
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, port, cancellationToken);
                return socket;
            }
            catch (SocketException fault) when (number < addresses.Length - 1 && fault.SocketErrorCode != SocketError.ConnectionReset)
            {
                // The next address may answer.
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw new SocketException((int)SocketError.HostNotFound);
    }
}
