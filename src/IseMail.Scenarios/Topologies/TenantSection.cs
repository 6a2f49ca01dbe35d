using System.Collections.Immutable;
using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;
using IseMail.Scenarios.Faults;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads <c>tenant</c>. What is left out is one application that may send as both senders through one mailbox.</summary>
internal static class TenantSection
{
    private static readonly Guid Tenant = new("00000000-0000-0000-0000-0000000000a0");
    private static readonly Guid Client = new("00000000-0000-0000-0000-0000000000c1");
    private static readonly Guid Principal = new("00000000-0000-0000-0000-0000000000e1");

    public static TenantSettings? Read(KeyReader root, SenderAddresses senders)
    {
        if (root.Take("tenant") is not { } value) return null;
        var standard = Standard(senders);
        if (value is YamlText) return root.ChoiceOf("tenant", value, standard, ("embedded", standard));
        if (root.AsMap("tenant", "tenant", value) is not { } map) return standard;
        var tenant = new TenantSettings(
            map.Guid("tenantId", standard.TenantId),
            DomainText.Read(map, "domain", standard.Domain),
            map.Has("applications") ? [.. map.Maps("applications").Select(Application)] : Known(map, "applications", standard.Applications),
            map.Has("servicePrincipals") ? [.. map.Maps("servicePrincipals").Select(ServicePrincipal)] : Known(map, "servicePrincipals", standard.ServicePrincipals),
            map.Has("mailboxes") ? [.. map.Maps("mailboxes").Select(Mailbox)] : Known(map, "mailboxes", standard.Mailboxes),
            Limits(map),
            map.Choice<TokenRefusalStyle>("refusal", TokenRefusalStyle.Direct, ("direct", TokenRefusalStyle.Direct), ("challenge", TokenRefusalStyle.Challenge)),
            Lifetime(map),
            Listen(map))
        {
            Faults = FaultSection.Read(map),
        };
        map.Done();
        return tenant;
    }

    private static TenantSettings Standard(SenderAddresses senders) => new(
        Tenant,
        "contoso.example",
        [new ApplicationRegistration("Cisco ISE", Client, Principal, null, null, [ApplicationRegistration.SmtpSendAsApp])],
        [new ExchangeServicePrincipal(Client, Principal)],
        [new TenantMailbox(new EmailAddress("ise-mail@contoso.example"), [Client], [senders.Alarm, senders.Guest])],
        SubmissionLimits.ExchangeOnline,
        TokenRefusalStyle.Direct,
        TokenLifetime.EntraId,
        TenantListeners.Loopback);

    private static ImmutableArray<T> Known<T>(KeyReader map, string key, ImmutableArray<T> standard)
    {
        map.Take(key);
        return standard;
    }

    private static ApplicationRegistration Application(KeyReader map)
    {
        var application = new ApplicationRegistration(
            map.Text("name", "Cisco ISE"),
            map.Guid("clientId", Client),
            map.Guid("objectId", Principal),
            map.Has("secret") ? SecretSection.Read(map, "secret", false) : null,
            null,
            map.Has("permissions") ? [.. map.Texts("permissions", "a permission's name", text => (true, text))] : [ApplicationRegistration.SmtpSendAsApp]);
        map.Take("secret");
        map.Take("permissions");
        map.Done();
        return application;
    }

    private static ExchangeServicePrincipal ServicePrincipal(KeyReader map)
    {
        var principal = new ExchangeServicePrincipal(map.Guid("appId", null), map.Guid("objectId", null));
        map.Done();
        return principal;
    }

    private static TenantMailbox Mailbox(KeyReader map)
    {
        var mailbox = new TenantMailbox(
            map.Address("address", null),
            [.. map.Texts("fullAccess", "a client ID (GUID)", text => (Guid.TryParseExact(text, "D", out var guid), guid))],
            [.. map.Texts("sendAs", EmailAddress.Rule, text => (EmailAddress.TryParse(text, out var address), address))]);
        map.Done();
        return mailbox;
    }

    private static SubmissionLimits Limits(KeyReader tenant)
    {
        var standard = SubmissionLimits.ExchangeOnline;
        if (tenant.Take("limits") is not { } value) return standard;
        if (value is YamlText) return tenant.ChoiceOf("limits", value, standard, ("none", SubmissionLimits.None));
        if (tenant.AsMap("limits", tenant.PathOf("limits"), value) is not { } map) return standard;
        var limits = new SubmissionLimits(
            map.Number("connections", 0, 10_000, standard.Connections),
            map.Number("messages", 0, 1_000_000, standard.Messages),
            map.Duration("per", standard.Per),
            map.Choice<ExcessMessages>("excess", standard.Excess, ("delay", ExcessMessages.Delay), ("refuse", ExcessMessages.Refuse)),
            map.Number("recipientsPerDay", 0, 100_000_000, standard.RecipientsPerDay));
        map.Done();
        return limits;
    }

    private static TokenLifetime Lifetime(KeyReader tenant)
    {
        if (tenant.Map("tokenLifetime") is not { } map) return TokenLifetime.EntraId;
        var life = new TokenLifetime(map.Duration("shortest", TokenLifetime.EntraId.Shortest), map.Duration("longest", TokenLifetime.EntraId.Longest));
        if (life.Longest < life.Shortest) map.Problems.Add(map.Mark, "'longest' is less than 'shortest'", "'longest' of at least 'shortest'");
        map.Done();
        return life;
    }

    private static TenantListeners Listen(KeyReader tenant)
    {
        var standard = TenantListeners.Loopback;
        if (tenant.Map("listen") is not { } map) return standard;
        var listen = new TenantListeners(
            IpAddressText.Read(map, "address", standard.Address),
            DomainText.Read(map, "hostName", standard.HostName),
            map.Number("tokenPort", 0, 65535, standard.TokenPort),
            map.Number("submissionPort", 0, 65535, standard.SubmissionPort),
            map.Number("mailboxPort", 0, 65535, standard.MailboxPort));
        map.Done();
        return listen;
    }
}
