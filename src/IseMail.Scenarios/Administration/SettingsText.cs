using System.Collections.Immutable;
using System.Globalization;
using IseMail.Cluster.Settings;
using IseMail.Domain.Settings;

namespace IseMail.Scenarios.Administration;

/// <summary>Puts settings into words, without a secret.</summary>
internal static class SettingsText
{
    public static SettingsDocument Document(SettingsReport report)
    {
        var version = report.Version;
        var settings = version.Settings;
        return new SettingsDocument(
            report.Keeper.Value,
            version.Version,
            version.Version == 0 ? null : version.SavedAt,
            version.Cause,
            version.WhyNotConfigured is { } why ? report.InitialTest is { } test ? $"{why}. The topology file's own did not pass: {test}" : why : null,
            settings.Server is { } server ? Fields(server) : ImmutableSortedDictionary<string, string>.Empty,
            settings.Server?.Authentication switch
            {
                SmtpAuthentication.ExchangeOnlineOAuth oauth => Source(oauth.OAuth.ClientSecret),
                SmtpAuthentication.Password password => Source(password.Secret),
                _ => null,
            },
            settings.Server?.OAuth?.TokenEndpoint.AbsoluteUri,
            Proxy(settings.Proxy),
            [.. settings.Trusted.Select(certificate => new TrustedDocument(certificate.Name, certificate.Subject, certificate.NotAfter, [.. certificate.TrustedFor.Select(Key)]))],
            report.Nodes.ToImmutableSortedDictionary(entry => entry.Key.Value, entry => entry.Value),
            settings.Nodes.ToImmutableSortedDictionary(entry => entry.Key.Value, entry => Network(entry.Value)),
            settings.DebugLogs.ToImmutableSortedDictionary(entry => entry.Key.Value, entry => entry.Value.ToString()));
    }

    public static string Key(TrustUsage usage) => char.ToLowerInvariant(usage.ToString()[0]) + usage.ToString()[1..];

    public static bool TryUsage(string text, out TrustUsage usage) =>
        Enum.TryParse(text, ignoreCase: true, out usage) && Enum.IsDefined(usage) && !text.Any(char.IsAsciiDigit);

    private static ImmutableSortedDictionary<string, string> Fields(SmtpServerSettings server)
    {
        var form = SmtpServerForm.Of(server);
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["host"] = form.Host,
            ["port"] = form.Port,
            ["connectionTimeout"] = form.ConnectionTimeout,
            ["encryption"] = form.Encryption,
            ["authentication"] = form.Authentication,
            ["mailbox"] = form.Mailbox,
            ["clientId"] = form.ClientId,
            ["tenantId"] = form.TenantId,
            ["secretExpires"] = form.SecretExpires,
            ["scope"] = server.OAuth?.Scope,
            ["userName"] = form.UserName,
        };
        return fields.Where(field => field.Value is not null).ToImmutableSortedDictionary(field => field.Key, field => field.Value!);
    }

    private static string Source(SecretSource source) => source switch
    {
        SecretSource.File file => $"read from {file.Path}",
        SecretSource.Environment variable => $"read from the environment variable {variable.Variable}",
        SecretSource.Stored => "kept here, sealed with the deployment's key",
        _ => "the embedded tenant's own",
    };

    private static string Proxy(ProxySettings proxy) => proxy is ProxySettings.Http http
        ? string.Create(CultureInfo.InvariantCulture, $"{http.Host}:{http.Port}{(http.UserName is { } user ? $" as {user}" : "")}{(http.Bypass.IsEmpty ? "" : ", not for " + string.Join(", ", http.Bypass))}")
        : "direct";

    private static string Network(NodePathSettings network)
    {
        var parts = new List<string>();
        if (network.Proxy is { } proxy) parts.Add($"proxy {Proxy(proxy)}");
        if (!network.LacksCertificates.IsEmpty) parts.Add($"lacks {string.Join(", ", network.LacksCertificates.Select(name => name == "*" ? "every trusted certificate" : name))}");
        parts.AddRange(network.Names.Select(name => $"{name.Name} is {(name.Target.Host is { } host ? name.Target.Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{host}:{port}") : host : "unknown")}"));
        if (network.DirectAccess == DirectAccess.Blocked) parts.Add("no way out but a proxy");
        if (network.ClockOffset != TimeSpan.Zero) parts.Add(string.Create(CultureInfo.InvariantCulture, $"clock {(network.ClockOffset > TimeSpan.Zero ? "ahead" : "behind")} by {network.ClockOffset.Duration()}"));
        return parts.Count == 0 ? "as the others" : string.Join("; ", parts);
    }
}
