using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace IseMail.Domain.Deployments;

/// <summary>What one role or service of ISE's means for a node's personas.</summary>
/// <param name="Personas">Personas that it brings; empty: none that sends mail.</param>
/// <param name="PrimaryFor">For which of them the node is the primary.</param>
public sealed record IseNodeWord(ImmutableSortedSet<Persona> Personas, ImmutableSortedSet<Persona> PrimaryFor);

/// <summary>
/// ISE's own words for what a node does. Source: Cisco ISE OpenAPI, <c>/api/v1/deployment/node</c>; ERS writes services in
/// capitals and with spaces (<c>DEVICE ADMIN</c>), so case, spaces, hyphens and underscores do not count.
/// </summary>
public static class IseNodeWords
{
    private static readonly (string Word, IseNodeWord Means)[] RoleWords =
    [
        ("PrimaryAdmin", new([Persona.Pan], [Persona.Pan])),
        ("SecondaryAdmin", new([Persona.Pan], [])),
        ("PrimaryMonitoring", new([Persona.Mnt], [Persona.Mnt])),
        ("SecondaryMonitoring", new([Persona.Mnt], [])),
        ("PrimaryDedicatedMonitoring", new([Persona.Mnt], [Persona.Mnt])),
        ("SecondaryDedicatedMonitoring", new([Persona.Mnt], [])),
        ("Standalone", new([Persona.Pan, Persona.Mnt, Persona.Psn], [Persona.Pan, Persona.Mnt])),
    ];

    private static readonly (string Word, IseNodeWord Means)[] ServiceWords =
    [
        .. new[] { "Session", "Profiler", "TC-NAC", "SXP", "DeviceAdmin", "PassiveIdentity" }.Select(word => (word, new IseNodeWord([Persona.Psn], []))),
        // Topologies have no persona for it: a node with nothing else sends no mail.
        .. new[] { "pxGrid", "pxGridCloud" }.Select(word => (word, new IseNodeWord([], []))),
    ];

    private static readonly FrozenDictionary<string, IseNodeWord> RolesByWord = RoleWords.ToFrozenDictionary(one => Plain(one.Word), one => one.Means, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, IseNodeWord> ServicesByWord = ServiceWords.ToFrozenDictionary(one => Plain(one.Word), one => one.Means, StringComparer.Ordinal);

    /// <summary>All roles.</summary>
    public static ImmutableArray<string> Roles { get; } = [.. RoleWords.Select(one => one.Word)];

    /// <summary>All services.</summary>
    public static ImmutableArray<string> Services { get; } = [.. ServiceWords.Select(one => one.Word)];

    /// <summary>What a role means, if it is one.</summary>
    public static bool TryRole(string word, [NotNullWhen(true)] out IseNodeWord? means) => RolesByWord.TryGetValue(Plain(word), out means);

    /// <summary>What a service means, if it is one.</summary>
    public static bool TryService(string word, [NotNullWhen(true)] out IseNodeWord? means) => ServicesByWord.TryGetValue(Plain(word), out means);

    private static string Plain(string word) => string.Concat(word.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
