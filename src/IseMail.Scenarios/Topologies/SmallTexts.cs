using System.Net;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

internal static class IpAddressText
{
    public static string Read(KeyReader map, string key, string fallback)
    {
        if (map.Take(key) is not { } value) return fallback;
        var text = map.Text(key, fallback);
        if (!IPAddress.TryParse(text, out _)) map.Problems.Add(value.Mark, $"'{text}' is not an IP address", "an IP address such as 127.0.0.1");
        return text;
    }
}

internal static class DomainText
{
    public static string Read(KeyReader map, string key, string? fallback)
    {
        if (map.Take(key) is not { } value) return map.Text(key, fallback);
        var text = map.Text(key, fallback ?? "x");
        if (!EmailAddress.TryParse("x@" + text, out _)) map.Problems.Add(value.Mark, $"'{text}' is not a domain name", "a DNS name such as contoso.example");
        return text;
    }
}

/// <summary>Reads where a secret comes from; a secret written into the file itself is refused without being repeated.</summary>
internal static class SecretSection
{
    public static SecretSource Read(KeyReader map, string key, bool embedded)
    {
        SecretSource nothing = new SecretSource.Embedded();
        var rule = "'{file: path}' or '{environment: VARIABLE}'" + (embedded ? ", or 'embedded'" : "");
        if (map.Take(key, required: true) is not { } value) return nothing;
        if (value is YamlText { Value: "embedded" } && embedded) return nothing;
        if (value is not YamlMap)
        {
            map.Problems.Add(value.Mark, $"'{key}' does not say where the secret is read from", rule);
            return nothing;
        }
        var source = map.AsMap(key, map.PathOf(key), value)!;
        if (source.Has("file") == source.Has("environment")) source.Problems.Add(source.Mark, $"'{key}' does not name one source", rule);
        SecretSource read = source.Has("file") ? new SecretSource.File(source.Text("file")) : source.Has("environment") ? new SecretSource.Environment(source.Text("environment")) : nothing;
        source.Take("file");
        source.Take("environment");
        source.Done();
        return read;
    }
}
