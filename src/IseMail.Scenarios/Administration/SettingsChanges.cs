using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;

namespace IseMail.Scenarios.Administration;

/// <summary>Turns what was asked for into other settings, or says what is wrong with it. Changes nothing itself.</summary>
internal static class SettingsChanges
{
    public static (SystemSettings? Settings, string Cause, Problem? Problem) Trust(SystemSettings now, TrustRequest request)
    {
        if (request.Remove is { } name)
        {
            return now.Trusted.Any(certificate => Same(certificate.Name, name))
                ? (now with { Trusted = [.. now.Trusted.Where(certificate => !Same(certificate.Name, name))] }, $"trusted certificate '{name}' removed", null)
                : Wrong("name", $"no trusted certificate is named '{name}'", now.Trusted.IsEmpty ? "the store is empty" : "one of " + string.Join(", ", now.Trusted.Select(certificate => certificate.Name)));
        }
        var usages = ImmutableSortedSet.CreateBuilder<TrustUsage>();
        foreach (var text in request.TrustedFor)
        {
            if (!SettingsText.TryUsage(text, out var usage)) return Wrong("trustedFor", $"'{text}' is no use of a trusted certificate", "one of " + string.Join(", ", Enum.GetValues<TrustUsage>().Select(SettingsText.Key)));
            usages.Add(usage);
        }
        if (!TrustedCertificate.TryRead(request.Name ?? "", request.Pem ?? "", usages.ToImmutable(), out var certificates, out var problem)) return (null, "", problem);
        var kept = now.Trusted.Where(certificate => !certificates.Any(added => Same(added.Name, certificate.Name)));
        return (now with { Trusted = [.. kept, .. certificates] }, $"trusted certificate '{request.Name}' imported", null);
    }

    public static (SystemSettings? Settings, string Cause, Problem? Problem) Proxy(SystemSettings now, ProxyRequest request, Deployment deployment)
    {
        ProxySettings? proxy = null;
        if (request.Direct) proxy = new ProxySettings.Direct();
        else if (!request.Inherit)
        {
            if (request.Host is null || Uri.CheckHostName(request.Host) == UriHostNameType.Unknown) return Wrong("host", "this is not a host", "the proxy's name or address");
            if (request.Port is not (>= 1 and <= 65_535)) return Wrong("port", "this is not a port", "a number from 1 to 65535");
            if (request.Bypass.FirstOrDefault(entry => Uri.CheckHostName(entry.TrimStart('.')) == UriHostNameType.Unknown) is { } bad) return Wrong("bypass", $"'{bad}' is not a host", "a host, or .domain for all hosts of a domain");
            if (request.UserName is null != request.Password is null) return Wrong("userName", "a user and his password go together", "both or neither");
            proxy = new ProxySettings.Http(
                request.Host, request.Port.Value, request.UserName, request.Password is { } password ? new SecretSource.Stored(new Domain.Notices.SealedText([.. password])) : null, request.Bypass);
        }
        var what = proxy is ProxySettings.Http ? "set" : proxy is null ? "left to the deployment's" : "removed";
        if (request.Node is not { } name) return proxy is null ? Wrong("inherit", "the deployment has nobody's proxy to use", "a node") : (now with { Proxy = proxy }, $"proxy {what}", null);
        return OnNode(now, name, deployment, own => (own with { Proxy = proxy }, null), $"proxy of {name} {what}");
    }

    public static (SystemSettings? Settings, string Cause, Problem? Problem) Network(SystemSettings now, NetworkRequest request, Deployment deployment) =>
        OnNode(now, request.Node, deployment, own =>
        {
            var names = own.Names;
            foreach (var (host, target) in request.Names ?? ImmutableDictionary<string, string>.Empty)
            {
                if (Uri.CheckHostName(host) == UriHostNameType.Unknown) return (null, new Problem("names", $"'{host}' is not a host's name", "a DNS name"));
                names = [.. names.Where(name => !Same(name.Name, host))];
                if (target == "known") continue;
                if (!TryTarget(target, out var leads)) return (null, new Problem("names", $"'{target}' is not where a name can lead", "host, host:port, 'unknown', or 'known' for what everybody knows"));
                names = names.Add(new OwnName(host, leads));
            }
            if (request.ClockMinutes is { } minutes && !(Math.Abs(minutes) <= 60 * 24 * 3650)) return (null, new Problem("clock", "a clock cannot be that wrong", "at most ten years"));
            return (own with
            {
                LacksCertificates = request.Lacks ?? own.LacksCertificates,
                Names = names,
                DirectAccess = request.Blocked is { } blocked ? blocked ? DirectAccess.Blocked : DirectAccess.Open : own.DirectAccess,
                ClockOffset = request.ClockMinutes is { } ahead ? TimeSpan.FromMinutes(ahead) : own.ClockOffset,
            }, null);
        }, $"network of {request.Node} changed");

    public static (SystemSettings? Settings, string Cause, Problem? Problem) DebugLog(SystemSettings now, DebugLogRequest request, Deployment deployment)
    {
        if (!NodeName.TryParse(request.Node, out var node) || deployment.Find(node) is null) return NoNode(request.Node, deployment);
        if (!Domain.Settings.DebugLog.Components.Contains(request.Component, StringComparer.OrdinalIgnoreCase)) return Wrong("component", $"'{request.Component}' is no component that mail depends on", "one of " + string.Join(", ", Domain.Settings.DebugLog.Components));
        if (!Enum.TryParse<DebugLogLevel>(request.Level, ignoreCase: true, out var level) || !Enum.IsDefined(level) || request.Level.Any(char.IsAsciiDigit))
            return Wrong("level", $"'{request.Level}' is no level", "one of " + string.Join(", ", Enum.GetNames<DebugLogLevel>().Select(name => name.ToLowerInvariant())));
        var logs = now.DebugLogs.GetValueOrDefault(node, Domain.Settings.DebugLog.Usual).With(request.Component.ToLowerInvariant(), level);
        return (now with { DebugLogs = logs == Domain.Settings.DebugLog.Usual ? now.DebugLogs.Remove(node) : now.DebugLogs.SetItem(node, logs) }, $"debug log of {node} changed", null);
    }

    private static (SystemSettings? Settings, string Cause, Problem? Problem) OnNode(
        SystemSettings now, string text, Deployment deployment, Func<NodePathSettings, (NodePathSettings?, Problem?)> change, string cause)
    {
        if (!NodeName.TryParse(text, out var node) || deployment.Find(node) is null) return NoNode(text, deployment);
        var (changed, problem) = change(now.Nodes.GetValueOrDefault(node, NodePathSettings.None));
        return changed is null ? (null, "", problem) : (now with { Nodes = now.Nodes.SetItem(node, changed) }, cause, null);
    }

    private static bool TryTarget(string text, out NameTarget target)
    {
        target = NameTarget.Unknown;
        if (text == "unknown") return true;
        var colon = text.LastIndexOf(':');
        int? port = null;
        if (colon > 0 && text.IndexOf(':', StringComparison.Ordinal) == colon)
        {
            if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var given) || given is < 1 or > 65_535) return false;
            port = given;
            text = text[..colon];
        }
        if (Uri.CheckHostName(text) == UriHostNameType.Unknown) return false;
        target = new NameTarget(text, port);
        return true;
    }

    private static (SystemSettings?, string, Problem?) NoNode(string text, Deployment deployment) =>
        Wrong("node", $"no node is named '{text}'", "one of " + string.Join(", ", deployment.Nodes.Select(one => one.Name)));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static (SystemSettings?, string, Problem?) Wrong(string field, string what, string expected) => (null, "", new Problem(field, what, expected));
}
