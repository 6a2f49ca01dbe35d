using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace IseMail.Domain.Alarms;

/// <summary>
/// The alarms ISE can raise. The administrator guide's table was not at hand: each entry says how sure it is
/// (<see cref="AlarmDefinition.Evidence"/>), and a deployment can set another severity.
/// </summary>
public static class AlarmCatalogue
{
    private static readonly FrozenDictionary<string, AlarmDefinition> ByName =
        OperationalAlarms.All.Concat(ServiceAlarms.All).Concat(SystemAlarms.All).ToFrozenDictionary(alarm => alarm.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All of them, by category and name.</summary>
    public static ImmutableArray<AlarmDefinition> All { get; } =
        [.. ByName.Values.OrderBy(alarm => alarm.Category, StringComparer.Ordinal).ThenBy(alarm => alarm.Name, StringComparer.Ordinal)];

    /// <summary>The alarm of that name, regardless of case, if there is one.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out AlarmDefinition? alarm) => ByName.TryGetValue(name, out alarm);
}
