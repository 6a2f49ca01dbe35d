using System.Net.Sockets;
using IseMail.Domain.Sending;
using MailKit.Net.Proxy;

namespace IseMail.Cluster.Network;

/// <summary>What an exception of the network means, whoever was to be reached.</summary>
internal static class NetworkFault
{
    /// <summary>The problem and what to say of it; <c>null</c>: it is none of the network's.</summary>
    /// <param name="exception">What was thrown, or what it was caused by.</param>
    /// <param name="where">Host and port that were to be reached.</param>
    public static (ConnectionFailureKind Kind, ConnectionProblem Problem, string Reason)? Of(Exception exception, string where)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case ProxyProtocolException refused:
                    return (ConnectionFailureKind.Configuration, ConnectionProblem.ProxyRefused, $"the proxy opened no tunnel to {where}: {refused.Message}");
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return (ConnectionFailureKind.Transient, ConnectionProblem.NameUnknown, $"no address is known for {where}");
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return (ConnectionFailureKind.Transient, ConnectionProblem.Refused, $"nobody listens at {where}");
                case SocketException { SocketErrorCode: SocketError.TimedOut }:
                    return (ConnectionFailureKind.Transient, ConnectionProblem.TimedOut, $"{where} did not answer");
                case SocketException socket:
                    return (ConnectionFailureKind.Transient, ConnectionProblem.Broken, $"{where}: {socket.Message}");
            }
        }
        return null;
    }
}
