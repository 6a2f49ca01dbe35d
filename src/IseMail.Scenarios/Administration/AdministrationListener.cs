using System.Net;
using IseMail.Domain;

namespace IseMail.Scenarios.Administration;

/// <summary>Where a deployment's administration listens.</summary>
/// <param name="EndPoint">Address and port; port 0: any free one.</param>
/// <param name="Token">A token that requests may show beside the one in the deployment's directory: a secret; <c>null</c>: none.</param>
public sealed record AdministrationListener(IPEndPoint EndPoint, string? Token)
{
    /// <summary>The shortest token, in characters: 16 random octets in hexadecimal digits.</summary>
    public const int ShortestToken = 32;

    /// <summary>A free port of this machine, which no other can reach.</summary>
    public static AdministrationListener Local { get; } = new(new IPEndPoint(IPAddress.Loopback, 0), null);

    /// <summary>Why it must not be used; <c>null</c>: it may be.</summary>
    public Problem? Check()
    {
        if (Token is null) return IPAddress.IsLoopback(EndPoint.Address) ? null : new Problem("", $"{EndPoint} can be reached from other machines, and no token is given", "a token, or an address of this machine alone such as 127.0.0.1:9443");
        return Token.Length >= ShortestToken && Token.All(c => c is > ' ' and < '\x7f')
            ? null
            : new Problem("", "the administration's token cannot be used", $"at least {ShortestToken} printable ASCII characters without a space, such as 'openssl rand -hex 32' prints");
    }

    /// <summary>The record without its secret.</summary>
    public override string ToString() => $"{EndPoint}, {(Token is null ? "no token" : "with a token")}";

    /// <summary>How this machine reaches it on that port.</summary>
    internal Uri OnThisMachine(int port)
    {
        var address = EndPoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : EndPoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : EndPoint.Address;
        return new UriBuilder(Uri.UriSchemeHttp, address.ToString(), port).Uri;
    }
}
