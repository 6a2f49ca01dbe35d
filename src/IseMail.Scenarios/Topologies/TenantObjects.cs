using System.Collections.Immutable;
using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads the objects of a tenant's directory.</summary>
internal static class TenantObjects
{
    private const string PermissionRule = "a permission's name";

    /// <summary>The objects of a list; <paramref name="standard"/> where it is left out.</summary>
    public static ImmutableArray<T> Listed<T>(KeyReader map, string key, ImmutableArray<T> standard, Func<KeyReader, T> read)
    {
        map.Take(key);
        return map.Has(key) ? [.. map.Maps(key).Select(read)] : standard;
    }

    /// <summary>Tells of an object that has another one's identity.</summary>
    public static void Distinct<T, TIdentity>(KeyReader map, string key, ImmutableArray<T> objects, Func<T, TIdentity> identity, string identityKey)
    {
        // Where reading one failed, its place and its number differ.
        if (map.Problems.Any) return;
        var seen = new HashSet<TIdentity>();
        foreach (var (i, one) in objects.Index())
        {
            if (!seen.Add(identity(one))) map.Problems.AddAt(map.PathOf($"{key}[{i}].{identityKey}"), $"'{identity(one)}' stands twice in '{key}'", $"each {identityKey} once");
        }
    }

    public static ApplicationRegistration Application(KeyReader map, ApplicationRegistration standard)
    {
        map.Take("secret");
        map.Take("permissions");
        var application = new ApplicationRegistration(
            map.Text("name", standard.Name),
            map.Guid("clientId", standard.ClientId),
            map.Guid("objectId", standard.PrincipalObjectId),
            map.Has("secret") ? SecretSection.Read(map, "secret", false) : null,
            DateText.Read(map, "secretExpires"),
            map.Has("permissions") ? [.. map.Texts("permissions", PermissionRule, Permission)] : standard.Permissions)
        {
            Unconsented = [.. map.Texts("withoutConsent", PermissionRule, Permission)],
            RegistrationObjectId = map.Take("registrationId") is null ? null : map.Guid("registrationId", null),
            Enabled = map.Flag("enabled", true),
        };
        map.Done();
        return application;
    }

    public static ExchangeServicePrincipal ServicePrincipal(KeyReader map)
    {
        var principal = new ExchangeServicePrincipal(map.Guid("appId", null), map.Guid("objectId", null)) { DisplayName = map.Take("displayName") is null ? "" : map.Text("displayName") };
        map.Done();
        return principal;
    }

    public static TenantMailbox Mailbox(KeyReader map)
    {
        map.Take("password");
        var mailbox = new TenantMailbox(
            map.Address("address", null),
            [.. map.Texts("fullAccess", "a client ID (GUID)", text => (Guid.TryParseExact(text, "D", out var guid), guid))],
            [.. map.Texts("sendAs", EmailAddress.Rule, text => (EmailAddress.TryParse(text, out var address), address))])
        {
            DisplayName = map.Take("displayName") is null ? null : map.Text("displayName"),
            Licensed = map.Flag("licensed", true),
            SignInBlocked = map.Flag("signInBlocked", false),
            Password = map.Has("password") ? SecretSection.Read(map, "password", false) : null,
            SmtpClientAuthenticationDisabled = map.Take("smtpClientAuthenticationDisabled") is null ? null : map.Flag("smtpClientAuthenticationDisabled", false),
            Quota = SizeText.Read(map, "quota", 1 << 10, TenantUser.StandardQuota, TenantUser.StandardQuota),
            MaxSendSize = (int)SizeText.Read(map, "maxSendSize", 1 << 10, SubmissionReplies.AnnouncedSize, TenantUser.StandardSendSize),
            RecipientLimits = map.Number("recipientLimits", 1, 1000, TenantUser.StandardRecipients),
        };
        map.Done();
        return mailbox;
    }

    public static RoleAssignment RoleAssignment(KeyReader map)
    {
        var app = map.Guid("appId", null);
        var assignment = new RoleAssignment(
            map.Text("name", $"{Domain.Tenants.RoleAssignment.ApplicationSmtpSendAsApp}-{app:D}"), app, map.Take("mailbox") is null ? null : map.Address("mailbox", null));
        map.Done();
        return assignment;
    }

    private static (bool Ok, string Value) Permission(string text) => (true, text);
}
