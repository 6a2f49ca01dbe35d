namespace IseMail.Domain.Settings;

/// <summary>How a node goes to a server: the token service and the submission server are reached the same way.</summary>
public abstract record NodeWay
{
    private NodeWay() { }

    /// <summary>Straight.</summary>
    /// <param name="To">Where the name leads; <see cref="NameTarget.Unknown"/>: nowhere.</param>
    /// <param name="IsBlocked">Whether the node's network lets nothing out that does not come from a proxy: connecting is never answered.</param>
    public sealed record Straight(NameTarget To, bool IsBlocked) : NodeWay;

    /// <summary>Through its proxy, which resolves names and connects.</summary>
    /// <param name="Proxy">The proxy.</param>
    /// <param name="ProxyAt">Where the proxy's name leads; <see cref="NameTarget.Unknown"/>: nowhere.</param>
    /// <param name="Asked">What the proxy is asked for; <see cref="NameTarget.Unknown"/>: nothing.</param>
    public sealed record Tunnel(ProxySettings.Http Proxy, NameTarget ProxyAt, NameTarget Asked) : NodeWay;

    /// <summary>The way of a node.</summary>
    /// <param name="path">The node's proxy, names and network.</param>
    /// <param name="host">The server's name.</param>
    /// <param name="port">Its port.</param>
    public static NodeWay Of(NodePath path, string host, int port) => path.Proxy is ProxySettings.Http proxy && !proxy.IsBypassed(host)
        ? new Tunnel(proxy, path.Names.Find(proxy.Host, proxy.Port), path.Names.FindThrough(proxy.Host, host, port))
        : new Straight(path.Names.Find(host, port), path.DirectAccess == DirectAccess.Blocked);
}
