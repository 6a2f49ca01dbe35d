using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Network;

/// <summary>A proxy could not be reached, or opened no tunnel.</summary>
/// <param name="fault">What that means.</param>
/// <param name="cause">What it comes from; <c>null</c>: the proxy said it.</param>
internal sealed class TunnelException(NetworkFault fault, Exception? cause = null) : IOException(fault.Reason, cause)
{
    /// <summary>What that means.</summary>
    public NetworkFault Fault { get; } = fault;

    /// <summary>What <paramref name="cause"/> means of the proxy.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="cause">What went wrong on the way to it.</param>
    public static TunnelException Of(ProxySettings.Http proxy, Exception cause)
    {
        var name = NetworkFault.NameOf(proxy);
        return new(NetworkExceptions.Meaning(cause, proxy.Host, name) ?? NetworkFault.Broken(name, cause.Message), cause);
    }
}
