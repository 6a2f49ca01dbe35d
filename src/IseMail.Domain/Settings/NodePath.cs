using System.Collections.Immutable;
using IseMail.Domain.Deployments;

namespace IseMail.Domain.Settings;

/// <summary>
/// How one node reaches the token service and the submission server. Nodes of one deployment stand in different networks:
/// that the PAN's test succeeds says nothing of a PSN behind another proxy (docs/parity.md, trap 5).
/// </summary>
/// <param name="Proxy">Its proxy.</param>
/// <param name="Trusted">The certificates it has.</param>
/// <param name="TrustsMachine">Whether the machine's own roots are believed as well.</param>
/// <param name="Names">How it resolves names.</param>
/// <param name="DirectAccess">Whether its network lets it out without a proxy.</param>
/// <param name="ClockOffset">How far its clock is ahead of the right time.</param>
public sealed record NodePath(
    ProxySettings Proxy,
    ImmutableArray<TrustedCertificate> Trusted,
    bool TrustsMachine,
    NameTable Names,
    DirectAccess DirectAccess,
    TimeSpan ClockOffset)
{
    /// <summary>Straight to the Internet with the machine's own roots, names and clock.</summary>
    public static NodePath Plain { get; } = new(new ProxySettings.Direct(), [], true, NameTable.Machine, DirectAccess.Open, TimeSpan.Zero);

    /// <summary>The path of <paramref name="node"/> under <paramref name="settings"/>.</summary>
    /// <param name="settings">The deployment's settings.</param>
    /// <param name="node">Which node.</param>
    /// <param name="surroundings">What the runner adds: where the embedded tenant answers.</param>
    public static NodePath Of(SystemSettings settings, NodeName node, NodePath surroundings)
    {
        var own = settings.Nodes.GetValueOrDefault(node, NodePathSettings.None);
        var lacks = own.LacksCertificates;
        return new NodePath(
            own.Proxy ?? settings.Proxy,
            [.. settings.Trusted.Where(certificate => !lacks.Contains("*") && !lacks.Contains(certificate.Name, StringComparer.OrdinalIgnoreCase))],
            surroundings.TrustsMachine && !lacks.Contains("*"),
            surroundings.Names.With(own.Names),
            own.DirectAccess,
            own.ClockOffset);
    }
}

/// <summary>Whether a node's network lets it out without a proxy.</summary>
public enum DirectAccess
{
    /// <summary>It does.</summary>
    Open,

    /// <summary>A firewall drops what does not come from the proxy: connecting is never answered.</summary>
    Blocked,
}

/// <summary>What is different on one node.</summary>
/// <param name="Proxy">Its own proxy; <c>null</c>: the deployment's.</param>
/// <param name="LacksCertificates">Friendly names of trusted certificates that it does not have; <c>*</c> for all.</param>
/// <param name="Names">Names it resolves in its own way, each at most once.</param>
/// <param name="DirectAccess">Whether its network lets it out without a proxy.</param>
/// <param name="ClockOffset">How far its clock is ahead of the right time; negative: behind.</param>
public sealed record NodePathSettings(
    ProxySettings? Proxy,
    ImmutableArray<string> LacksCertificates,
    ImmutableArray<OwnName> Names,
    DirectAccess DirectAccess,
    TimeSpan ClockOffset)
{
    /// <summary>Nothing is different.</summary>
    public static NodePathSettings None { get; } = new(null, [], [], DirectAccess.Open, TimeSpan.Zero);

    /// <summary>Whether nothing is different.</summary>
    public bool IsNone => Proxy is null && LacksCertificates.IsEmpty && Names.IsEmpty && DirectAccess == DirectAccess.Open && ClockOffset == TimeSpan.Zero;
}

/// <summary>A name that one node resolves in its own way.</summary>
public sealed record OwnName(string Name, NameTarget Target);

/// <summary>Where a name leads.</summary>
/// <param name="Host">A name or address to connect to instead; <c>null</c>: the name is not known.</param>
/// <param name="Port">The port to connect to instead; <c>null</c>: the one that was asked for.</param>
public sealed record NameTarget(string? Host, int? Port)
{
    /// <summary>The name is not known.</summary>
    public static NameTarget Unknown { get; } = new(null, null);
}

/// <summary>How names are resolved: some in a way of their own, the rest by the machine or not at all.</summary>
/// <param name="Known">Names with a way of their own, each with a port or for all of them.</param>
/// <param name="Closed">
/// Whether the rest is unknown, but for this machine itself: where the tenant is embedded, nothing must go to the real
/// service by mistake.
/// </param>
public sealed record NameTable(ImmutableArray<KnownName> Known, bool Closed)
{
    /// <summary>Name of the proxy that goes by this table as well; <c>null</c>: there is none.</summary>
    public string? Proxy { get; init; }

    /// <summary>As the machine resolves them.</summary>
    public static NameTable Machine { get; } = new([], false);

    /// <summary>Where to connect for <paramref name="host"/> and <paramref name="port"/>; <see cref="NameTarget.Unknown"/>: nowhere.</summary>
    public NameTarget Find(string host, int port)
    {
        var known = Known.FirstOrDefault(name => name.Is(host) && name.Port == port) ?? Known.FirstOrDefault(name => name.Is(host) && name.Port is null);
        if (known is not null) return known.Target.Host is null ? NameTarget.Unknown : known.Target with { Port = known.Target.Port ?? port };
        return Closed && !IsThisMachine(host) ? NameTarget.Unknown : new NameTarget(host, port);
    }

    /// <summary>
    /// What a proxy is asked for, so that it leads where <paramref name="host"/> and <paramref name="port"/> do;
    /// <see cref="NameTarget.Unknown"/>: nothing. A proxy resolves names by itself; one that does so by another table than a
    /// closed one must not be asked for the real service.
    /// </summary>
    /// <param name="proxy">Name of the proxy.</param>
    /// <param name="host">The name to reach.</param>
    /// <param name="port">The port to reach.</param>
    public NameTarget FindThrough(string proxy, string host, int port) =>
        !Closed || string.Equals(proxy, Proxy, StringComparison.OrdinalIgnoreCase) ? new NameTarget(host, port) : Find(host, port);

    /// <summary>This table with some names resolved in another way, at every port.</summary>
    public NameTable With(ImmutableArray<OwnName> own) => own.IsEmpty
        ? this
        : this with { Known = [.. Known.Where(name => !own.Any(other => name.Is(other.Name))), .. own.Select(other => new KnownName(other.Name, null, other.Target))] };

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || host == "::1" || host.StartsWith("127.", StringComparison.Ordinal);
}

/// <summary>A name with a way of its own.</summary>
/// <param name="Host">The name, in any case.</param>
/// <param name="Port">The port asked for; <c>null</c>: any.</param>
/// <param name="Target">Where it leads.</param>
public sealed record KnownName(string Host, int? Port, NameTarget Target)
{
    /// <summary>Whether this is the name.</summary>
    public bool Is(string host) => string.Equals(Host, host, StringComparison.OrdinalIgnoreCase);
}
