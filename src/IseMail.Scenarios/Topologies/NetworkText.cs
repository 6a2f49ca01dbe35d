using System.Globalization;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Writes how a node leaves its network as <see cref="NetworkSection.Way"/> reads it; what is as on other nodes is left out.</summary>
internal static class NetworkText
{
    /// <summary>The entries of the mapping.</summary>
    /// <exception cref="ArgumentException">A proxy's password is not read from anywhere that a file can name.</exception>
    public static IEnumerable<(string Key, string Written)> Write(NodePathSettings network)
    {
        if (network.Proxy is { } proxy) yield return ("proxy", Proxy(proxy));
        if (!network.LacksCertificates.IsEmpty) yield return ("lacksCertificates", YamlWord.List(network.LacksCertificates.Select(name => YamlWord.Of(name))));
        if (!network.Names.IsEmpty) yield return ("names", YamlWord.Map(network.Names.Select(name => (YamlWord.Of(name.Name), Target(name.Target)))));
        if (network.DirectAccess == DirectAccess.Blocked) yield return ("directAccess", "blocked");
    }

    private static string Target(NameTarget target) => target switch
    {
        { Host: null } => "unknown",
        { Port: { } port } => YamlWord.Of(string.Create(CultureInfo.InvariantCulture, $"{target.Host}:{port}")),
        _ => YamlWord.Of(target.Host),
    };

    private static string Proxy(ProxySettings proxy)
    {
        if (proxy is not ProxySettings.Http http) return "direct";
        List<(string, string)> entries = [("host", YamlWord.Of(http.Host)), ("port", http.Port.ToString(CultureInfo.InvariantCulture))];
        if (http is { UserName: { } user, Password: { } password }) entries.Add(("login", YamlWord.Map(("userName", YamlWord.Of(user)), ("password", Secret(password)))));
        if (!http.Bypass.IsEmpty) entries.Add(("bypass", YamlWord.List(http.Bypass.Select(entry => YamlWord.Of(entry)))));
        return YamlWord.Map(entries);
    }

    private static string Secret(SecretSource source) => source switch
    {
        SecretSource.File file => YamlWord.Map(("file", YamlWord.Of(file.Path))),
        SecretSource.Environment variable => YamlWord.Map(("environment", YamlWord.Of(variable.Variable))),
        _ => throw new ArgumentException("no file can name where that password is", nameof(source)),
    };
}
