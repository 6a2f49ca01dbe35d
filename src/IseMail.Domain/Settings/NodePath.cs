using System.Collections.Immutable;
using IseMail.Domain.Deployments;

namespace IseMail.Domain.Settings;

/// <summary>
/// How one node reaches the token service and the submission server. Nodes of one deployment stand in different networks:
/// that the PAN's test succeeds says nothing of a PSN behind another proxy (domain.md, trap 5).
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
    /// <param name="surroundings">What the runner adds: where the embedded tenant answers, and its authority.</param>
    public static NodePath Of(SystemSettings settings, NodeName node, NodePath surroundings)
    {
        var own = settings.Nodes.GetValueOrDefault(node, NodePathSettings.None);
        var lacks = own.LacksCertificates;
        return new NodePath(
            own.Proxy ?? settings.Proxy,
            [.. surroundings.Trusted.Concat(settings.Trusted).Where(certificate => !lacks.Contains("*") && !lacks.Contains(certificate.Name, StringComparer.OrdinalIgnoreCase))],
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
/// <param name="Hosts">Names with a way of their own, in any case.</param>
/// <param name="Closed">
/// Whether the rest is unknown, but for this machine itself: where the tenant is embedded, nothing must go to the real
/// service by mistake.
/// </param>
public sealed record NameTable(ImmutableSortedDictionary<NameAndPort, NameTarget> Hosts, bool Closed)
{
    /// <summary>As the machine resolves them.</summary>
    public static NameTable Machine { get; } = new(ImmutableSortedDictionary<NameAndPort, NameTarget>.Empty, false);

    /// <summary>Where to connect for <paramref name="host"/> and <paramref name="port"/>; <see cref="NameTarget.Unknown"/>: nowhere.</summary>
    public NameTarget Find(string host, int port)
    {
        if (Hosts.TryGetValue(new NameAndPort(host, port), out var exact) || Hosts.TryGetValue(new NameAndPort(host, null), out exact))
            return exact.Host is null ? exact : exact with { Port = exact.Port ?? port };
        return Closed && !IsThisMachine(host) ? NameTarget.Unknown : new NameTarget(host, port);
    }

    /// <summary>This table with some names resolved in another way.</summary>
    public NameTable With(ImmutableArray<OwnName> own)
    {
        if (own.IsEmpty) return this;
        // What a node says of a name holds for every port of it.
        var kept = Hosts.Where(entry => !own.Any(name => string.Equals(name.Name, entry.Key.Host, StringComparison.OrdinalIgnoreCase)));
        return this with { Hosts = kept.Concat(own.Select(name => KeyValuePair.Create(new NameAndPort(name.Name, null), name.Target))).ToImmutableSortedDictionary() };
    }

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || host == "::1" || host.StartsWith("127.", StringComparison.Ordinal);
}

/// <summary>A name, compared without regard to case, and the port asked for; <c>null</c>: any.</summary>
public readonly record struct NameAndPort(string Host, int? Port) : IComparable<NameAndPort>
{
    /// <summary>Equal regardless of the name's case.</summary>
    public bool Equals(NameAndPort other) => string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase) && Port == other.Port;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(Host), Port);

    /// <inheritdoc/>
    public int CompareTo(NameAndPort other)
    {
        var byName = string.Compare(Host, other.Host, StringComparison.OrdinalIgnoreCase);
        return byName != 0 ? byName : Nullable.Compare(Port, other.Port);
    }
}
