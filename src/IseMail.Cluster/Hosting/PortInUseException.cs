using System.Net.Sockets;
using IseMail.Domain.Deployments;

namespace IseMail.Cluster.Hosting;

/// <summary>A node's cluster listener could not start because its port is in use.</summary>
/// <param name="node">Which node.</param>
/// <param name="listener">Its listener.</param>
/// <param name="inner">What the operating system said.</param>
public sealed class PortInUseException(NodeName node, ClusterListener listener, Exception? inner = null)
    : IOException($"the cluster port of {node}, {listener.Port} at {listener.Bind}, is already in use; free it or give the node another address", inner)
{
    /// <summary>Which node.</summary>
    public NodeName Node { get; } = node;

    /// <summary>The port that is taken.</summary>
    public int Port { get; } = listener.Port;

    internal static SocketException? Find(Exception? fault) => fault switch
    {
        null => null,
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } found => found,
        AggregateException many => many.InnerExceptions.Select(Find).FirstOrDefault(found => found is not null),
        _ => Find(fault.InnerException),
    };
}
