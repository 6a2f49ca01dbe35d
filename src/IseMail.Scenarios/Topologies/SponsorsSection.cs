using System.Collections.Immutable;
using IseMail.Domain.Guests;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads <c>guests.sponsors</c> and <c>guests.sponsorGroups</c>.</summary>
internal static class SponsorsSection
{
    public static Sponsors Read(KeyReader guests, ImmutableArray<GuestType> types)
    {
        var groups = guests.Has("sponsorGroups") ? [.. Named(guests, "sponsorGroups", map => Group(map, types), group => group.Name)] : SponsorGroup.BuiltIn;
        guests.Take("sponsorGroups");
        if (groups.IsEmpty)
        {
            guests.Problems.AddAt(guests.PathOf("sponsorGroups"), "'sponsorGroups' is empty", "at least one group, such as { name: Reception }");
            groups = SponsorGroup.BuiltIn;
        }
        var sponsors = Named(guests, "sponsors", map => Sponsor(map, groups), sponsor => sponsor.Name).ToImmutableArray();
        foreach (var twice in sponsors.Index().Where(one => sponsors.Take(one.Index).Any(other => other.Address == one.Item.Address)))
            guests.Problems.AddAt(guests.PathOf($"sponsors[{twice.Index}].email"), $"two sponsors have the address {twice.Item.Address}", "an address for each: it says whose guest an account is");
        return new Sponsors(sponsors, groups);
    }

    private static Sponsor Sponsor(KeyReader map, ImmutableArray<SponsorGroup> groups)
    {
        var sponsor = new Sponsor(map.Text("name"), map.Address("email", null), map.Text("group", groups[0].Name));
        map.Done();
        if (!groups.Any(group => Same(group.Name, sponsor.Group)))
            map.Problems.AddAt(map.PathOf("group"), $"'{sponsor.Group}' is not a sponsor group", "one of " + string.Join(", ", groups.Select(group => group.Name)));
        return sponsor;
    }

    private static SponsorGroup Group(KeyReader map, ImmutableArray<GuestType> types)
    {
        var rule = types.IsEmpty ? "guest types" : "one of " + string.Join(", ", types.Select(type => type.Name));
        var group = new SponsorGroup(
            map.Text("name"),
            map.Choice<ManagedAccounts>("manages", ManagedAccounts.All, ("all", ManagedAccounts.All), ("group", ManagedAccounts.Group), ("own", ManagedAccounts.Own)),
            map.Flag("notify", false),
            [.. map.Texts("types", rule, text => (types.Any(type => Same(type.Name, text)), text))],
            map.Number("mostAtOnce", 1, GuestSettings.MostAtOnce, GuestSettings.MostAtOnce));
        map.Done();
        return group;
    }

    private static IEnumerable<T> Named<T>(KeyReader guests, string key, Func<KeyReader, T> read, Func<T, string> nameOf)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var map in guests.Maps(key))
        {
            var one = read(map);
            var name = nameOf(one);
            if (name.Length > 0 && !names.Add(name)) map.Problems.Add(map.Take("name")!.Mark, $"'{name}' stands twice in '{key}'", "each name once");
            yield return one;
        }
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
