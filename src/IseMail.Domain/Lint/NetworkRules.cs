using System.Collections.Immutable;
using IseMail.Domain.Settings;
using IseMail.Domain.Texts;
using static IseMail.Domain.Lint.LintSeverity;

namespace IseMail.Domain.Lint;

/// <summary>ISE701 and on: nodes that do not reach Microsoft 365 as the others do.</summary>
internal static class NetworkRules
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private static readonly LintRule WrongClock = new(
        "ISE701", Warning, "a clock that is more than five minutes wrong",
        "Certificates and tokens are judged by the node's clock: one that is wrong finds a valid chain expired or not yet valid, and uses a token beyond its end.",
        "Point the node to the same NTP servers as the others ('network.clock').", Sources.Settings,
        design => Differing(design).Where(one => one.Own.ClockOffset.Duration() > Tolerance)
            .Select(one => ($"{one.Path}.clock", $"the clock of '{one.Node}' is {DurationText.Of(one.Own.ClockOffset.Duration())} {(one.Own.ClockOffset > TimeSpan.Zero ? "ahead" : "behind")}")));

    private static readonly LintRule NoWayOut = new(
        "ISE702", Error, "a node that may leave its network through a proxy only, and has none",
        "Its connections are never answered: connect timed out, and its duties' mail waits.",
        "Set 'network.proxy' of the node, or 'mail.proxy'.", Sources.OAuthSmtp,
        design => Differing(design).Where(one => one.Own.DirectAccess == DirectAccess.Blocked && (one.Own.Proxy ?? design.Topology.Mail.Proxy) is ProxySettings.Direct)
            .Select(one => ($"{one.Path}.directAccess", $"'{one.Node}' is blocked, and no proxy is set for it")));

    private static readonly LintRule LacksCertificates = new(
        "ISE703", Warning, "a node that lacks trusted certificates",
        "A node that was registered before an import, or restored, may lack what the PAN has. The connection test runs on the PAN and succeeds.",
        "Import them at the node ('network.lacksCertificates').", Sources.Settings,
        design => Differing(design).Where(one => !one.Own.LacksCertificates.IsEmpty)
            .Select(one => ($"{one.Path}.lacksCertificates", $"'{one.Node}' lacks {(one.Own.LacksCertificates.Contains("*") ? "all" : string.Join(", ", one.Own.LacksCertificates))}")));

    private static readonly LintRule UnknownName = new(
        "ISE704", Error, "a node that cannot resolve a name that mail needs",
        "Without an address of the token service or the submission server no mail leaves from it.",
        "Give the node a name server that knows them ('network.names').", Sources.Settings,
        design => Differing(design).SelectMany(one => one.Own.Names
            .Where(name => name.Target == NameTarget.Unknown && design.Services.Contains(name.Name, StringComparer.OrdinalIgnoreCase))
            .Select(name => ($"{one.Path}.names.{name.Name}", $"'{one.Node}' does not know '{name.Name}'"))));

    private static readonly LintRule AnotherProxy = new(
        "ISE705", Note, "a node with a proxy of its own",
        "The connection test runs on the PAN and says nothing of this node's way.",
        "Test from the node as well ('isemail settings test' tells of every node).", Sources.Settings,
        design => Differing(design).Where(one => one.Own.Proxy is { } proxy && proxy != design.Topology.Mail.Proxy)
            .Select(one => ($"{one.Path}.proxy", one.Own.Proxy is ProxySettings.Http http ? $"'{one.Node}' leaves through {http.Host}:{http.Port}" : $"'{one.Node}' leaves directly")));

    private static readonly LintRule ProxyForHalf = new(
        "ISE706", Note, "only one of the two services is reached through the proxy",
        "The token service and the submission server stand at different names: with one of them bypassed, a test of the other says nothing of it.",
        "List both under 'bypass', or none.", Sources.Settings,
        design => design.Topology.Mail.Proxy is ProxySettings.Http proxy && design.Services.Where(proxy.IsBypassed).Distinct(StringComparer.OrdinalIgnoreCase).ToList() is [var bypassed] && design.Services.Any(host => !proxy.IsBypassed(host))
            ? [("mail.proxy.bypass", $"'{bypassed}' is reached without the proxy")]
            : []);

    public static ImmutableArray<LintRule> All { get; } = [WrongClock, NoWayOut, LacksCertificates, UnknownName, AnotherProxy, ProxyForHalf];

    private static IEnumerable<(string Path, string Node, NodePathSettings Own)> Differing(Design design) =>
        design.Nodes.Where(one => one.Node.Network is not null).Select(one => ($"{one.Path}.network", one.Node.Name.Value, one.Node.Network!));
}
