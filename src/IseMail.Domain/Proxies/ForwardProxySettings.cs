using System.Collections.Immutable;
using IseMail.Domain.Settings;

namespace IseMail.Domain.Proxies;

/// <summary>The HTTP proxy that stands beside the embedded tenant: the way out of a network without a direct one.</summary>
/// <param name="Host">The name by which nodes know it.</param>
/// <param name="Port">The port by which nodes know it.</param>
/// <param name="Login">Whom it lets through; <c>null</c>: everybody.</param>
/// <param name="Refuses">Names of hosts to which it opens no tunnel.</param>
public sealed record ForwardProxySettings(string Host, int Port, ProxyLogin? Login, ImmutableArray<string> Refuses)
{
    /// <summary>The port by which nodes know it unless told otherwise.</summary>
    public const int StandardPort = 8080;

    /// <summary>The name by which nodes know it unless told otherwise.</summary>
    public const string StandardHost = "proxy.contoso.example";
}

/// <summary>The one user that a proxy lets through.</summary>
/// <param name="UserName">The name.</param>
/// <param name="Password">Where the password is read from; <c>null</c>: made at the first start.</param>
public sealed record ProxyLogin(string UserName, SecretSource? Password);
