using System.Net.Sockets;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Network;

/// <summary>What exceptions of the network mean.</summary>
internal static class NetworkExceptions
{
    /// <summary>What <paramref name="exception"/> means; <c>null</c>: it is none of the network's.</summary>
    /// <param name="exception">What was thrown, or what it was caused by.</param>
    /// <param name="host">The name that was to be reached.</param>
    /// <param name="where">What was to be reached, for the reason.</param>
    public static NetworkFault? Meaning(Exception exception, string host, string where)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case TunnelException tunnel:
                    return tunnel.Fault;
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return NetworkFault.NameUnknown(where, host);
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return NetworkFault.NobodyListens(where);
                case SocketException { SocketErrorCode: SocketError.TimedOut }:
                    return NetworkFault.NoAnswer(where);
                case SocketException socket:
                    return NetworkFault.Broken(where, socket.Message);
            }
        }
        return null;
    }
}
