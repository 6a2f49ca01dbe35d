using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using IseMail.Domain.Settings;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads how nodes leave their network: <c>mail.proxy</c>, <c>mail.trusted</c>, <c>nodes[].network</c>.</summary>
internal static partial class NetworkSection
{
    private static readonly (string Name, TrustUsage Value)[] Usages =
    [
        ("infrastructure", TrustUsage.Infrastructure), ("endpoints", TrustUsage.Endpoints),
        ("adminAuthentication", TrustUsage.AdminAuthentication), ("ciscoServices", TrustUsage.CiscoServices),
    ];

    /// <summary>What is different on one node; <c>null</c>: nothing.</summary>
    public static NodePathSettings? OfNode(KeyReader node)
    {
        if (node.Map("network") is not { } map) return null;
        var network = Way(map) with { ClockOffset = Clock(map) };
        map.Done();
        return network;
    }

    /// <summary>How a node leaves its network: what <paramref name="map"/> says of it; what it does not say is as on other nodes.</summary>
    public static NodePathSettings Way(KeyReader map) => new(
        Proxy(map, "proxy"),
        [.. map.Texts("lacksCertificates", "a friendly name, or '*' for all", text => (text.Length <= TrustedCertificate.MaxNameLength, text))],
        Names(map),
        map.Choice<DirectAccess>("directAccess", DirectAccess.Open, ("open", DirectAccess.Open), ("blocked", DirectAccess.Blocked)),
        TimeSpan.Zero);

    /// <summary>A proxy, or <c>direct</c>; <c>null</c> where nothing is said.</summary>
    public static ProxySettings? Proxy(KeyReader parent, string key)
    {
        if (parent.Take(key) is not { } value) return null;
        if (value is YamlText) return parent.ChoiceOf<ProxySettings>(key, value, new ProxySettings.Direct(), ("direct", new ProxySettings.Direct()));
        if (parent.AsMap(key, parent.PathOf(key), value) is not { } map) return null;
        var login = map.Map("login");
        var proxy = new ProxySettings.Http(
            DomainOrAddress(map, "host"),
            map.Number("port", 1, 65535, null),
            login?.Text("userName"),
            login is null ? null : SecretSection.Read(login, "password", false),
            [.. map.Texts("bypass", "a host, or .domain for all hosts of a domain", text => (Uri.CheckHostName(text.TrimStart('.')) != UriHostNameType.Unknown, text))]);
        login?.Done();
        map.Done();
        return proxy;
    }

    /// <summary>The files of the trusted certificates store: a path, or a mapping with what they are trusted for.</summary>
    public static ImmutableArray<TrustedFile> Trusted(KeyReader mail)
    {
        var files = ImmutableArray.CreateBuilder<TrustedFile>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, item) in mail.List("trusted").Index())
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{mail.PathOf("trusted")}[{index}]");
            if (Read(mail, path, index, item) is not { } file) continue;
            if (names.Add(file.Name)) files.Add(file);
            else if (item is YamlText) files.Add(file with { Name = Numbered(file.Name, names) });
            else mail.Problems.Add(item.Mark, $"a certificate named '{file.Name}' stands here again", "a 'name' of its own");
        }
        return files.ToImmutable();
    }

    private static string Numbered(string name, HashSet<string> taken)
    {
        var number = 2;
        while (!taken.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {number}"))) number++;
        return string.Create(CultureInfo.InvariantCulture, $"{name} {number}");
    }

    private static TrustedFile? Read(KeyReader mail, string path, int index, YamlEntry item)
    {
        if (item is YamlText { Value.Length: > 0 } text) return new TrustedFile(mail.Problems.Resolve(text.Value), Path.GetFileNameWithoutExtension(text.Value), [TrustUsage.Infrastructure]);
        if (mail.AsMap(string.Create(CultureInfo.InvariantCulture, $"trusted[{index}]"), path, item) is not { } map) return null;
        var file = map.FilePath("file");
        var name = map.Text("name", Path.GetFileNameWithoutExtension(file) is { Length: > 0 } own ? own : "certificate");
        var usages = map.Has("trustedFor")
            ? map.List("trustedFor").Select(usage => map.ChoiceOf<TrustUsage?>("trustedFor", usage, null, [.. Usages.Select(one => (one.Name, (TrustUsage?)one.Value))])).OfType<TrustUsage>().ToImmutableSortedSet()
            : [TrustUsage.Infrastructure];
        map.Take("trustedFor");
        map.Done();
        return new TrustedFile(file, name, usages);
    }

    private static ImmutableArray<OwnName> Names(KeyReader network)
    {
        const string rule = "an address or name, with a port or without, or 'unknown'";
        if (network.Map("names") is not { } map) return [];
        var names = ImmutableArray.CreateBuilder<OwnName>();
        foreach (var name in map.Keys)
        {
            var text = map.Text(name, "");
            if (Uri.CheckHostName(name) == UriHostNameType.Unknown) map.Problems.AddAt(map.PathOf(name), $"'{name}' is not a host's name", "a DNS name");
            else if (text == "unknown") names.Add(new OwnName(name, NameTarget.Unknown));
            else if (Target().Match(text) is { Success: true } match) names.Add(new OwnName(name, new NameTarget(match.Groups["host"].Value, Port(match.Groups["port"]))));
            else if (text.Length > 0) map.Problems.AddAt(map.PathOf(name), $"'{text}' is not where a name can lead", rule);
        }
        map.Done();
        return names.ToImmutable();

        static int? Port(Group port) => port.Success ? int.Parse(port.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;
    }

    private static TimeSpan Clock(KeyReader network)
    {
        if (network.Take("clock") is not { } value) return TimeSpan.Zero;
        var text = network.Text("clock", "0");
        var behind = text.StartsWith('-');
        if (text is "0" or "right") return TimeSpan.Zero;
        if (DurationText.TryParse(text.TrimStart('+', '-'), out var offset)) return behind ? -offset : offset;
        network.Problems.Add(value.Mark, $"'{text}' is not how far a clock is wrong", "such as +2h or -400d");
        return TimeSpan.Zero;
    }

    private static string DomainOrAddress(KeyReader map, string key)
    {
        var text = map.Text(key);
        if (text.Length > 0 && Uri.CheckHostName(text) == UriHostNameType.Unknown) map.Problems.AddAt(map.PathOf(key), $"'{text}' is not a host", "a DNS name or an IP address");
        return text;
    }

    [GeneratedRegex(@"\A(?<host>[A-Za-z0-9][A-Za-z0-9.-]{0,252})(:(?<port>[0-9]{1,5}))?\z", RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex Target();
}
