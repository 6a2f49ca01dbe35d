using System.Globalization;
using System.Net.Sockets;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using MailKit.Net.Proxy;

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

    /// <summary>What <paramref name="cause"/> means of the proxy.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="where">Host and port that were to be reached.</param>
    /// <param name="cause">What went wrong on the way to it, or what it said.</param>
    public static TunnelException Of(ProxySettings.Http proxy, string where, Exception cause)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"the proxy {proxy.Host}:{proxy.Port}");
        return cause switch
        {
            // MailKit's exception has the status line in its text and nowhere else.
            ProxyProtocolException { Message: var said } when said.Contains(" 407", StringComparison.Ordinal) =>
                new(ConnectionFailureKind.Configuration, ConnectionProblem.ProxyLoginRefused, $"{name} opened no tunnel to {where}: 407 Proxy Authentication Required{Shown(proxy)}", null, cause),
            ProxyProtocolException { Message: var said } =>
                new(ConnectionFailureKind.Configuration, ConnectionProblem.ProxyRefused, $"{name} opened no tunnel to {where}: {said}", null, cause),
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

    private static string Shown(ProxySettings.Http proxy) => proxy.UserName is { } user ? $" (asked as {user})" : " (asked without a user)";
}
