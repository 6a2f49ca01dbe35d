using System.Net.Sockets;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Network;

/// <summary>What an exception of the network means, whoever was to be reached.</summary>
/// <param name="Kind">What that means for the next attempt.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Reason">What to say of it.</param>
/// <param name="UnknownName">The name that has no address; <c>null</c>: that is not the problem.</param>
internal sealed record NetworkFault(ConnectionFailureKind Kind, ConnectionProblem Problem, string Reason, string? UnknownName = null)
{
    /// <summary>What <paramref name="exception"/> means; <c>null</c>: it is none of the network's.</summary>
    /// <param name="exception">What was thrown, or what it was caused by.</param>
    /// <param name="host">The name that was to be reached.</param>
    /// <param name="where">Host and port that were to be reached.</param>
    public static NetworkFault? Of(Exception exception, string host, string where)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case TunnelException tunnel:
                    return new NetworkFault(tunnel.Kind, tunnel.Problem, tunnel.Message, tunnel.UnknownName);
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return new NetworkFault(ConnectionFailureKind.Transient, ConnectionProblem.NameUnknown, $"no address is known for {where}", host);
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return new NetworkFault(ConnectionFailureKind.Transient, ConnectionProblem.Refused, $"nobody listens at {where}");
                case SocketException { SocketErrorCode: SocketError.TimedOut }:
                    return new NetworkFault(ConnectionFailureKind.Transient, ConnectionProblem.TimedOut, $"{where} did not answer");
                case SocketException socket:
                    return new NetworkFault(ConnectionFailureKind.Transient, ConnectionProblem.Broken, $"{where}: {socket.Message}");
            }
        }
        return null;
    }
}
