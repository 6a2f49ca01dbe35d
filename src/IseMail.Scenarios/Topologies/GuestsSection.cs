using System.Collections.Immutable;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads <c>guests</c>.</summary>
internal static class GuestsSection
{
    private static readonly NoticeTemplate[] Templates =
    [
        NoticeTemplate.Credentials, NoticeTemplate.PasswordReset, NoticeTemplate.Copy, NoticeTemplate.Summary, NoticeTemplate.ApprovalRequest,
        NoticeTemplate.Approved, NoticeTemplate.Denied, NoticeTemplate.GuestExpiry,
    ];

    public static GuestSettings Read(KeyReader root, TemplateFiles templates)
    {
        var standard = GuestSettings.Default;
        if (root.Map("guests") is not { } map) return standard;
        var types = map.Has("types") ? [.. map.Maps("types").Select(Type)] : standard.Types;
        map.Take("types");
        if (types.IsEmpty) map.Problems.AddAt(map.PathOf("types"), "'types' is empty", "at least one guest type, such as { name: Visitor }");
        var settings = new GuestSettings(
            map.Flag("notifications", standard.Notifications),
            map.Choice<bool>("from", standard.FromSponsor, ("sponsor", true), ("default", false)),
            types,
            SelfRegistration(map, types),
            ZoneText.Read(map, "timeZone"),
            SponsorsSection.Read(map, types));
        if (map.Map("templates") is { } files)
        {
            foreach (var template in Templates) templates.Read(files, template.Key, template);
            files.Done();
        }
        map.Done();
        return settings;
    }

    private static GuestType Type(KeyReader map)
    {
        var name = map.Text("name");
        var duration = map.Duration("duration", TimeSpan.FromDays(90));
        var longest = map.Duration("longest", TimeSpan.FromDays(365));
        var type = new GuestType(
            name, duration, longest, DurationOrNone.Read(map, "expiryNotice", null),
            map.Choice<bool>("starts", false, ("fromDate", false), ("fromFirstLogin", true)));
        map.Done();
        if (duration > longest) map.Problems.Add(map.Mark, "'duration' exceeds 'longest'", "'longest' of at least 'duration'");
        return type;
    }

    private static SelfRegistration SelfRegistration(KeyReader guests, ImmutableArray<GuestType> types)
    {
        var standard = Domain.Guests.SelfRegistration.Default;
        // The first type of the deployment's own, where it has not ISE's.
        if (!types.IsEmpty && types.All(type => type.Name != standard.Type)) standard = standard with { Type = types[0].Name };
        if (guests.Map("selfRegistration") is not { } map) return standard;
        var type = map.Text("type", standard.Type);
        var portal = new SelfRegistration(Approval(map), type, map.Duration("validity", standard.Validity));
        map.Done();
        if (types.FirstOrDefault(one => string.Equals(one.Name, type, StringComparison.OrdinalIgnoreCase)) is not { } known)
            map.Problems.AddAt(map.PathOf("type"), $"'{type}' is not a guest type", "one of " + string.Join(", ", types.Select(one => one.Name)));
        else if (portal.Validity > known.Longest)
            map.Problems.AddAt(map.PathOf("validity"), $"'validity' exceeds what accounts of type {known.Name} can hold", "a shorter one, or a 'longest' of the type that allows it");
        return portal;
    }

    private static ApprovalSettings? Approval(KeyReader portal)
    {
        if (portal.Take("approval") is not { } value) return null;
        if (value is YamlText) return portal.ChoiceOf<ApprovalSettings?>("approval", value, null, ("none", null));
        if (portal.AsMap("approval", portal.PathOf("approval"), value) is not { } map) return null;
        var approval = new ApprovalSettings(
            [.. map.Texts("recipients", EmailAddress.Rule, text => (EmailAddress.TryParse(text, out var address), address))],
            map.Duration("linksHold", ApprovalSettings.UsualLinksHold));
        map.Done();
        return approval;
    }
}
