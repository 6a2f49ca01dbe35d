using System.Globalization;
using System.Net.Sockets;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Network;

/// <summary>A proxy could not be reached, or opened no tunnel.</summary>
internal sealed class TunnelException : IOException
{
    private TunnelException(ConnectionFailureKind kind, ConnectionProblem problem, string message, string? unknownName, Exception? cause)
        : base(message, cause)
    {
        Kind = kind;
        Problem = problem;
        UnknownName = unknownName;
    }

    /// <summary>What that means for the next attempt.</summary>
    public ConnectionFailureKind Kind { get; }

    /// <summary>What is wrong.</summary>
    public ConnectionProblem Problem { get; }

    /// <summary>The proxy's name, where it has no address.</summary>
    public string? UnknownName { get; }

    /// <summary>The proxy said no.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="where">Host and port that were to be reached.</param>
    /// <param name="status">Its answer's status.</param>
    /// <param name="phrase">Its answer's phrase.</param>
    public static TunnelException Refused(ProxySettings.Http proxy, string where, int status, string phrase)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Name(proxy)} opened no tunnel to {where}: {status} {phrase}");
        return status == 407
            ? new(ConnectionFailureKind.Configuration, ConnectionProblem.ProxyLoginRefused, text + (proxy.UserName is { } user ? $" (asked as {user})" : " (asked without a user)"), null, null)
            : new(status >= 500 ? ConnectionFailureKind.Transient : ConnectionFailureKind.Configuration, ConnectionProblem.ProxyRefused, text, null, null);
    }

    /// <summary>What <paramref name="cause"/> means of the proxy.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="cause">What went wrong on the way to it.</param>
    public static TunnelException Of(ProxySettings.Http proxy, Exception cause)
    {
        var name = Name(proxy);
        return cause switch
        {
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
                new(ConnectionFailureKind.Transient, ConnectionProblem.NameUnknown, $"no address is known for {name}", proxy.Host, cause),
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
                new(ConnectionFailureKind.Transient, ConnectionProblem.Refused, $"nobody listens at {name}", null, cause),
            SocketException { SocketErrorCode: SocketError.TimedOut } =>
                new(ConnectionFailureKind.Transient, ConnectionProblem.TimedOut, $"{name} did not answer", null, cause),
            _ => new(ConnectionFailureKind.Transient, ConnectionProblem.Broken, $"{name}: {cause.Message}", null, cause),
        };
    }

    /// <summary>The proxy user's password cannot be read.</summary>
    public static TunnelException Unreadable(Exception cause) =>
        new(ConnectionFailureKind.Configuration, ConnectionProblem.SecretUnreadable, $"the proxy user's password cannot be read: {cause.Message}", null, cause);

    private static string Name(ProxySettings.Http proxy) => string.Create(CultureInfo.InvariantCulture, $"the proxy {proxy.Host}:{proxy.Port}");
}
