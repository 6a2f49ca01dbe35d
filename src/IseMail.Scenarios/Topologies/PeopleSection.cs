using System.Collections.Immutable;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads <c>administrators</c>, <c>internalUsers</c> and <c>passwordPolicy</c>.</summary>
internal static class PeopleSection
{
    public static PasswordSettings Policies(KeyReader root, TemplateFiles templates)
    {
        if (root.Map("passwordPolicy") is not { } map) return PasswordSettings.Default;
        var settings = new PasswordSettings(
            Policy(map, "administrators", PasswordPolicy.Administrators), Policy(map, "internalUsers", PasswordPolicy.InternalUsers), ZoneText.Read(map, "timeZone"));
        templates.Read(map, "template", NoticeTemplate.PasswordExpiry);
        map.Done();
        return settings;
    }

    public static ImmutableArray<PasswordOwner> Administrators(KeyReader root, TimeZoneInfo zone) => Read(root, "administrators", zone, administrators: true);

    public static ImmutableArray<PasswordOwner> InternalUsers(KeyReader root, TimeZoneInfo zone) => Read(root, "internalUsers", zone, administrators: false);

    private static PasswordPolicy Policy(KeyReader policies, string key, PasswordPolicy standard)
    {
        if (policies.Map(key) is not { } map) return standard;
        var policy = new PasswordPolicy(map.Duration("lifetime", standard.Lifetime), DurationList.Read(map, "remindBefore", standard.RemindBefore));
        map.Done();
        return policy;
    }

    private static ImmutableArray<PasswordOwner> Read(KeyReader root, string key, TimeZoneInfo zone, bool administrators)
    {
        var owners = ImmutableArray.CreateBuilder<PasswordOwner>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var map in root.Maps(key))
        {
            var name = map.Text("name");
            var alias = map.Text("alias", "");
            EmailAddress? address = map.Has("email") ? map.Address("email", null) : null;
            map.Take("email");
            var age = Age(map, zone);
            var alarms = administrators && map.Flag("includeSystemAlarms", false);
            map.Done();
            if (name.Length > 0 && !names.Add(name)) map.Problems.Add(map.Take("name")!.Mark, $"'{name}' stands twice in '{key}'", "each name once");
            if (alarms && address is null && !map.Has("email")) map.Problems.Add(map.Mark, $"'{name}' includes system alarms and has no 'email'", "'email: …' beside it");
            owners.Add(new PasswordOwner(name, alias.Length == 0 ? null : alias, address, age, alarms));
        }
        return owners.ToImmutable();
    }

    private static PasswordAge Age(KeyReader map, TimeZoneInfo zone)
    {
        var never = map.Flag("passwordNeverExpires", false);
        var changed = InstantText.Read(map, "passwordChanged", zone);
        var expires = InstantText.Read(map, "passwordExpires", zone);
        if ((never ? 1 : 0) + (map.Has("passwordChanged") ? 1 : 0) + (map.Has("passwordExpires") ? 1 : 0) > 1)
            map.Problems.Add(map.Mark, "the end of a password is said in two ways", "one of passwordExpires, passwordChanged, passwordNeverExpires");
        return expires is { } end ? new PasswordAge.Expires(end) : changed is { } at ? new PasswordAge.Changed(at) : new PasswordAge.Never();
    }
}

/// <summary>Collects the files that replace shipped texts.</summary>
internal sealed class TemplateFiles
{
    private readonly ImmutableSortedDictionary<string, string>.Builder _files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, string> All => _files.ToImmutable();

    public void Read(KeyReader map, string key, NoticeTemplate template)
    {
        if (map.Take(key) is not null && map.FilePath(key) is { Length: > 0 } path) _files[template.Key] = path;
    }
}
