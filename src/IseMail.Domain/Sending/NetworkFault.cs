using System.Globalization;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Sending;

/// <summary>What is wrong with the way to a server, whoever was to be reached.</summary>
/// <param name="Kind">What that means for the next attempt.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Reason">What to say of it.</param>
/// <param name="UnknownName">The name that has no address; <c>null</c>: that is not the problem.</param>
public sealed record NetworkFault(ConnectionFailureKind Kind, ConnectionProblem Problem, string Reason, string? UnknownName = null)
{
    private const int ProxyAuthenticationRequired = 407;

    /// <summary>A name has no address.</summary>
    /// <param name="where">What was to be reached.</param>
    /// <param name="host">The name.</param>
    public static NetworkFault NameUnknown(string where, string host) => new(ConnectionFailureKind.Transient, ConnectionProblem.NameUnknown, $"no address is known for {where}", host);

    /// <summary>The connection was refused.</summary>
    public static NetworkFault NobodyListens(string where) => new(ConnectionFailureKind.Transient, ConnectionProblem.Refused, $"nobody listens at {where}");

    /// <summary>Nothing was answered.</summary>
    public static NetworkFault NoAnswer(string where) => new(ConnectionFailureKind.Transient, ConnectionProblem.TimedOut, $"{where} did not answer");

    /// <summary>Anything else.</summary>
    /// <param name="where">What was to be reached.</param>
    /// <param name="what">What was said of it.</param>
    public static NetworkFault Broken(string where, string what) => new(ConnectionFailureKind.Transient, ConnectionProblem.Broken, $"{where}: {what}");

    /// <summary>A proxy said no.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="where">Host and port that were to be reached.</param>
    /// <param name="status">Its answer's status.</param>
    /// <param name="phrase">Its answer's phrase.</param>
    public static NetworkFault TunnelRefused(ProxySettings.Http proxy, string where, int status, string phrase)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{NameOf(proxy)} opened no tunnel to {where}: {status} {phrase}");
        return status == ProxyAuthenticationRequired
            ? new(ConnectionFailureKind.Configuration, ConnectionProblem.ProxyLoginRefused, text + (proxy.UserName is { } user ? $" (asked as {user})" : " (asked without a user)"))
            : new(status >= 500 ? ConnectionFailureKind.Transient : ConnectionFailureKind.Configuration, ConnectionProblem.ProxyRefused, text);
    }

    /// <summary>The proxy user's password cannot be read.</summary>
    /// <param name="why">Why not.</param>
    public static NetworkFault PasswordUnreadable(string why) => new(ConnectionFailureKind.Configuration, ConnectionProblem.SecretUnreadable, $"the proxy user's password cannot be read: {why}");

    /// <summary>A proxy as reasons name it.</summary>
    public static string NameOf(ProxySettings.Http proxy) => string.Create(CultureInfo.InvariantCulture, $"the proxy {proxy.Host}:{proxy.Port}");
}
