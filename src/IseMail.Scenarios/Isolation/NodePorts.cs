using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using IseMail.Domain.Deployments;

namespace IseMail.Scenarios.Isolation;

/// <summary>
/// The ports at which nodes without an address of their own listen: the same each time one starts, as a machine keeps its
/// address. Others then know at once that a node which comes back is no longer what it was, and need not wait until the one
/// that died has been silent for long enough. They lie below the ports that operating systems give to connections (49152 and
/// up by RFC 6335, section 6; Linux begins at 32768), so that no connection takes one while its node is down.
/// </summary>
/// <param name="bind">The address that they bind.</param>
/// <param name="random">Where the search begins, so that deployments beside each other do not meet.</param>
internal sealed class NodePorts(string bind, Random random)
{
    private const int Lowest = 20_000;
    private const int Highest = 32_767;

    private readonly ConcurrentDictionary<NodeName, int> _ports = new();

    /// <summary>The port of <paramref name="node"/>, which does not run: the one it had, unless somebody else has taken it meanwhile; 0 (any) if none is free.</summary>
    public int Of(NodeName node) => _ports.AddOrUpdate(node, _ => Next(), (_, before) => IsFree(before) ? before : Next());

    private int Next()
    {
        var taken = _ports.Values.ToHashSet();
        for (var attempt = 0; attempt < Highest - Lowest; attempt++)
        {
            var port = random.Next(Lowest, Highest + 1);
            if (!taken.Contains(port) && IsFree(port)) return port;
        }

        return 0;
    }

    // Between this and the node's own listening somebody else may take it; the node then says so.
    private bool IsFree(int port)
    {
        try
        {
            using var socket = new TcpListener(IPAddress.Parse(bind), port);
            socket.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
