using IseMail.Domain.Proxies;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads <c>tenant.proxy</c>: the HTTP proxy that stands beside the embedded tenant.</summary>
internal static class ForwardProxySection
{
    public static ForwardProxySettings? Read(KeyReader tenant)
    {
        if (tenant.Take("proxy") is not { } value) return null;
        var standard = new ForwardProxySettings(ForwardProxySettings.StandardHost, ForwardProxySettings.StandardPort, null, []);
        if (value is YamlText) return tenant.ChoiceOf<ForwardProxySettings?>("proxy", value, null, ("none", null), ("embedded", standard));
        if (tenant.AsMap("proxy", tenant.PathOf("proxy"), value) is not { } map) return null;
        var proxy = new ForwardProxySettings(
            Host(map, standard.Host), map.Number("port", 1, 65535, standard.Port), Login(map),
            [.. map.Texts("refuses", "a host's name", text => (Uri.CheckHostName(text) != UriHostNameType.Unknown, text))]);
        map.Done();
        return proxy;
    }

    private static string Host(KeyReader map, string standard)
    {
        var text = map.Text("host", standard);
        if (Uri.CheckHostName(text) != UriHostNameType.Dns)
            map.Problems.Add(map.ValueMark("host"), $"'{text}' is not a name by which nodes can know the proxy", "a DNS name such as " + standard);
        else if (text.ToLowerInvariant() is OAuthSettings.EntraHost or SmtpServerSettings.ExchangeOnlineHost)
            map.Problems.Add(map.ValueMark("host"), $"'{text}' is the name of one of the tenant's servers", "a name of its own, such as " + standard);
        return text;
    }

    private static ProxyLogin? Login(KeyReader map)
    {
        if (map.Map("login") is not { } login) return null;
        var user = login.Text("userName");
        // The user ends at the first colon (RFC 7617, section 2).
        if (user.Contains(':', StringComparison.Ordinal)) login.Problems.Add(login.ValueMark("userName"), "a colon stands in 'userName'", "a name without a colon");
        var read = new ProxyLogin(user, login.Has("password") ? SecretSection.Read(login, "password", false) : null);
        login.Take("password");
        login.Done();
        return read;
    }
}
