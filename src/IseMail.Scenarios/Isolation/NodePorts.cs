using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using IseMail.Domain.Deployments;

namespace IseMail.Scenarios.Isolation;

/// <summary>
/// The ports at which nodes without an address of their own listen: the same each time one starts, as a machine keeps its
/// address. Others then know at once that a node which comes back is no longer what it was, and need not wait until the one
/// that died has been silent for long enough.
/// </summary>
/// <param name="bind">The address that they bind.</param>
internal sealed class NodePorts(string bind)
{
    private readonly ConcurrentDictionary<NodeName, int> _ports = new();

    /// <summary>The port of <paramref name="node"/>, which does not run: the one it had, unless somebody else has taken it meanwhile.</summary>
    public int Of(NodeName node) => _ports.AddOrUpdate(node, _ => Free(0)!.Value, (_, before) => Free(before) ?? Free(0)!.Value);

    // Between this and the node's own listening somebody else may take it; the node then says so.
    private int? Free(int port)
    {
        try
        {
            using var socket = new TcpListener(IPAddress.Parse(bind), port);
            socket.Start();
            return ((IPEndPoint)socket.LocalEndpoint).Port;
        }
        catch (SocketException) when (port != 0)
        {
            return null;
        }
    }
}
