using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;
using IseMail.Scenarios.Faults;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads <c>tenant</c>. What is left out is one application that may send as both senders through one mailbox.</summary>
internal static class TenantSection
{
    private static readonly string[] StartedWith = ["listen", "proxy"];
    private static readonly Guid Tenant = new("00000000-0000-0000-0000-0000000000a0");
    private static readonly Guid Client = new("00000000-0000-0000-0000-0000000000c1");
    private static readonly Guid Principal = new("00000000-0000-0000-0000-0000000000e1");

    public static TenantSettings? Read(KeyReader root, SenderAddresses senders)
    {
        if (root.Take("tenant") is not { } value) return null;
        var standard = Standard(senders);
        if (value is YamlText) return root.ChoiceOf("tenant", value, standard, ("embedded", standard));
        return root.AsMap("tenant", "tenant", value) is { } map ? Read(map, standard) : standard;
    }

    /// <summary>The tenant of a file whose root has the keys of <c>tenant</c>.</summary>
    public static TenantSettings ReadRoot(KeyReader root)
    {
        var tenant = Read(root, Standard(MailSection.StandardSenders));
        foreach (var key in StartedWith.Where(root.Has)) root.Problems.AddAt(key, $"'{key}' cannot be changed while the tenant runs", $"a file without '{key}'");
        return tenant;
    }

    private static TenantSettings Read(KeyReader map, TenantSettings standard)
    {
        var tenant = new TenantSettings(
            map.Guid("tenantId", standard.TenantId),
            DomainText.Read(map, "domain", standard.Domain),
            TenantObjects.Listed(map, "applications", standard.Applications, one => TenantObjects.Application(one, standard.Applications[0])),
            TenantObjects.Listed(map, "servicePrincipals", standard.ServicePrincipals, TenantObjects.ServicePrincipal),
            TenantObjects.Listed(map, "mailboxes", standard.Mailboxes, TenantObjects.Mailbox),
            Limits(map),
            map.Choice<TokenRefusalStyle>("refusal", TokenRefusalStyle.Direct, ("direct", TokenRefusalStyle.Direct), ("challenge", TokenRefusalStyle.Challenge)),
            Lifetime(map),
            Listen(map))
        {
            RoleAssignments = TenantObjects.Listed(map, "roleAssignments", [], TenantObjects.RoleAssignment),
            SmtpClientAuthenticationDisabled = map.Flag("smtpClientAuthenticationDisabled", false),
            SecurityDefaults = map.Flag("securityDefaults", true),
            BlocksLegacyAuthentication = map.Flag("blockLegacyAuthentication", false),
            BasicAuthentication = map.Choice<BasicAuthentication>(
                "basicAuthentication", BasicAuthentication.Allowed,
                ("allowed", BasicAuthentication.Allowed), ("disabled", BasicAuthentication.Disabled), ("retired", BasicAuthentication.Retired)),
            PropagationDelay = map.Duration("propagationDelay", TimeSpan.Zero),
            Faults = FaultSection.Read(map),
            Proxy = ForwardProxySection.Read(map),
        };
        map.Done();
        TenantObjects.Distinct(map, "applications", tenant.Applications, one => one.ClientId, "clientId");
        TenantObjects.Distinct(map, "mailboxes", tenant.Mailboxes, one => one.Address, "address");
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
            map.Number("recipientsPerDay", 0, 100_000_000, standard.RecipientsPerDay))
        {
            OnMicrosoftRecipientsPerDay = map.Number("onMicrosoftRecipientsPerDay", 0, 100_000_000, standard.OnMicrosoftRecipientsPerDay),
            ExternalRecipientsPerDay = map.Number("externalRecipientsPerDay", 0, 100_000_000, standard.ExternalRecipientsPerDay),
            Trial = map.Flag("trial", false),
        };
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
            map.Number("mailboxPort", 0, 65535, standard.MailboxPort))
        {
            ProxyPort = map.Number("proxyPort", 0, 65535, standard.ProxyPort),
        };
        map.Done();
        return listen;
    }
}
