using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using IseMail.Domain.Deployments;

namespace IseMail.Scenarios.Isolation;

/// <summary>
/// The ports at which nodes without an address of their own listen: the same each time one starts, as a machine keeps its
/// address. Others then know at once that a node which comes back is no longer what it was, and need not wait until the one
/// that died has been silent for long enough. They lie below the ports that operating systems give to connections (49152 and
/// up by RFC 6335, section 6; Linux begins at 32768), so that no connection takes one while its node is down. A node that comes
/// first in the deployment has a lower one: where the lower address decides who goes on, it is the same node in each run.
/// </summary>
/// <param name="deployment">The nodes.</param>
/// <param name="bind">The address that they bind.</param>
/// <param name="random">Where the search begins, so that deployments beside each other do not meet.</param>
internal sealed class NodePorts(Deployment deployment, string bind, Random random)
{
    private const int Lowest = 20_000;
    private const int Highest = 32_767;

    private readonly ConcurrentDictionary<NodeName, int> _ports = new();

    /// <summary>The port of <paramref name="node"/>, which does not run: the one it had, unless somebody else has taken it meanwhile; 0 (any) if none is free.</summary>
    public int Of(NodeName node) => _ports.AddOrUpdate(node, Next, (name, before) => IsFree(before) ? before : Next(name));

    private int Next(NodeName node)
    {
        var taken = _ports.Values.ToHashSet();
        var place = deployment.Nodes.TakeWhile(one => one.Name != node).Count();
        var width = (Highest - Lowest) / (deployment.Nodes.Length + 1);
        for (var attempt = 0; attempt < Highest - Lowest; attempt++)
        {
            var port = Lowest + (place * width) + random.Next(width);
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
