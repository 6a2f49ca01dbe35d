using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Diagnosis;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.Domain.Tenants.Cmdlets;

namespace IseMail.Scenarios.Drills;

/// <summary>Every mistake that can be made on the way through Cisco document 225520 and shows in a connection test.</summary>
public static class Mistakes
{
    /// <summary>How long a step of a test may take where a mistake makes it wait: a person does not want to wait a minute for a drill.</summary>
    public static TimeSpan ShortTimeout { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The mistakes that can be made with the tenant's first application and mailbox.</summary>
    /// <param name="directory">The tenant as it is when everything is right.</param>
    /// <param name="page">The SMTP server page as it is when everything is right.</param>
    /// <param name="proxy">The proxy page as it is when everything is right and a node has no other way out.</param>
    public static ImmutableArray<Mistake> In(TenantDirectory directory, SmtpServerSettings page, ProxySettings.Http proxy)
    {
        var oauth = page.OAuth ?? throw new ArgumentException("the page does not use OAuth", nameof(page));
        var mailbox = page.Mailbox!.Value.Value;
        var application = directory.Application(Guid.Parse(oauth.ClientId)) ?? throw new ArgumentException("the page's application is not in the directory", nameof(page));
        var app = Text(application.AppId);
        var principal = Text(application.PrincipalObjectId);
        var again = ImmutableArray.Create(
            CmdletCall.Of("new-service-principal", ("AppId", app), ("ObjectId", principal)),
            CmdletCall.Of("add-mailbox-permission", ("Identity", mailbox), ("User", principal), ("AccessRights", "FullAccess")));
        var removed = CmdletCall.Of("remove-service-principal", ("Identity", app));
        return
        [
            // Step 1: the mailbox.
            new(KnownCauses.MailboxMissing) { Page = Mailbox("nobody@" + page.Mailbox!.Value.Domain) },
            new(KnownCauses.LicenceMissing)
            {
                Make = [CmdletCall.Of("set-user-license", ("UserId", mailbox), ("RemoveLicenses", "DEVELOPERPACK_E5"))],
                Mend = [CmdletCall.Of("set-user-license", ("UserId", mailbox), ("AddLicenses", "DEVELOPERPACK_E5"))],
            },
            new(KnownCauses.SmtpOffForMailbox)
            {
                Make = [CmdletCall.Of("set-cas-mailbox", ("Identity", mailbox), ("SmtpClientAuthenticationDisabled", "true"))],
                Mend = [CmdletCall.Of("set-cas-mailbox", ("Identity", mailbox), ("SmtpClientAuthenticationDisabled", "$null"))],
            },
            new(KnownCauses.SmtpOffForTenant)
            {
                Make = [CmdletCall.Of("set-transport-config", ("SmtpClientAuthenticationDisabled", "true"))],
                Mend = [CmdletCall.Of("set-transport-config", ("SmtpClientAuthenticationDisabled", "false"))],
            },

            // Step 2: the application.
            new(KnownCauses.TenantIdWrong) { Page = OAuth(right => right with { TenantId = Other(right.TenantId), Authority = OAuthSettings.AuthorityOf(Other(right.TenantId)) }) },
            new(KnownCauses.ClientIdWrong) { Page = OAuth(right => right with { ClientId = Other(right.ClientId) }) },
            new(KnownCauses.ApplicationDisabled)
            {
                Make = [CmdletCall.Of("update-application", ("AppId", app), ("AccountEnabled", "false"))],
                Mend = [CmdletCall.Of("update-application", ("AppId", app), ("AccountEnabled", "true"))],
            },
            new(KnownCauses.SecretWrong) { Secret = "mistyped-secret-value" },
            new(KnownCauses.SecretIdTaken) { Secret = Text(application.Secrets.IsEmpty ? application.ObjectId : application.Secrets[0].SecretId) },
            new(KnownCauses.SecretExpired) { ExpiredSecret = true },
            new(KnownCauses.PermissionMissing)
            {
                Make = [CmdletCall.Of("remove-application-permission", ("AppId", app))],
                Mend = [CmdletCall.Of("add-application-permission", ("AppId", app)), CmdletCall.Of("grant-admin-consent", ("AppId", app))],
            },
            new(KnownCauses.ConsentMissing)
            {
                Make = [CmdletCall.Of("revoke-admin-consent", ("AppId", app))],
                Mend = [CmdletCall.Of("grant-admin-consent", ("AppId", app))],
            },
            new(KnownCauses.ServicePrincipalMissing) { Make = [removed], Mend = again },
            new(KnownCauses.ObjectIdOfRegistration)
            {
                Make = [removed, CmdletCall.Of("new-service-principal", ("AppId", app), ("ObjectId", Text(application.ObjectId))), CmdletCall.Of("add-mailbox-permission", ("Identity", mailbox), ("User", app), ("AccessRights", "FullAccess"))],
                Mend = [removed, .. again],
            },
            new(KnownCauses.MailboxPermissionMissing)
            {
                Make = [CmdletCall.Of("remove-mailbox-permission", ("Identity", mailbox), ("User", app), ("AccessRights", "FullAccess"))],
                Mend = [again[1]],
            },

            // Step 3: ISE's page, and what stands between the node and Microsoft.
            new(KnownCauses.NameUnknown) { Page = right => right with { Host = "smtp.office356.com" } },
            new(KnownCauses.PortWrong) { Page = right => right with { Port = 465 } },
            .. OfTheWayOut(proxy),
            new(KnownCauses.CertificateMissing) { Network = NodePathSettings.None with { LacksCertificates = ["*"] } },
            new(KnownCauses.CertificateOfEntraIdMissing) { Store = store => Without(store, TenantAuthorities.EntraId) },
            new(KnownCauses.CertificateOfExchangeMissing) { Store = store => Without(store, TenantAuthorities.ExchangeOnline) },
            new(KnownCauses.CertificateNotTrustedFor) { Store = store => [.. store.Select(one => one.Name == TenantAuthorities.EntraId ? one with { TrustedFor = [TrustUsage.Endpoints] } : one)] },
            new(KnownCauses.ClockWrong) { Network = NodePathSettings.None with { ClockOffset = TimeSpan.FromDays(-30) } },
            new(KnownCauses.ScopeWrong) { Page = OAuth(right => right with { Scope = "https://graph.microsoft.com/.default" }) },
        ];
    }

    /// <summary>Connection problem 1 of the document and what else can go wrong at a proxy: the node's network lets it out in no other way.</summary>
    private static IEnumerable<Mistake> OfTheWayOut(ProxySettings.Http proxy)
    {
        var blocked = NodePathSettings.None with { DirectAccess = DirectAccess.Blocked };
        var right = blocked with { Proxy = proxy };
        yield return new(KnownCauses.NoWayOut) { Page = page => page with { ConnectionTimeout = ShortTimeout }, Network = blocked, MendedNetwork = right };
        yield return new(KnownCauses.ProxyNameUnknown) { Network = Through(proxy with { Host = "porxy" + proxy.Host[proxy.Host.IndexOf('.', StringComparison.Ordinal)..] }), MendedNetwork = right };
        // A digit left out: a port for which programs need privileges, so nobody listens there by chance.
        yield return new(KnownCauses.ProxyUnreachable) { Network = Through(proxy with { Port = 808 }), MendedNetwork = right };
        yield return new(KnownCauses.ProxyLoginWrong) { Network = Through(proxy with { UserName = null, Password = null }), MendedNetwork = right };
        yield return new(KnownCauses.ProxyRefuses) { Network = right, MendedNetwork = right, RefusedByProxy = SmtpServerSettings.ExchangeOnlineHost };

        NodePathSettings Through(ProxySettings wrong) => blocked with { Proxy = wrong };
    }

    private static ImmutableArray<TrustedCertificate> Without(ImmutableArray<TrustedCertificate> store, string name) => [.. store.Where(certificate => certificate.Name != name)];

    private static Func<SmtpServerSettings, SmtpServerSettings> Mailbox(string address) => right =>
        right with { Authentication = new SmtpAuthentication.ExchangeOnlineOAuth(new EmailAddress(address), right.OAuth!) };

    private static Func<SmtpServerSettings, SmtpServerSettings> OAuth(Func<OAuthSettings, OAuthSettings> change) => right =>
        right with { Authentication = new SmtpAuthentication.ExchangeOnlineOAuth(right.Mailbox!.Value, change(right.OAuth!)) };

    // Two digits that are easily mistaken for each other, or exchanged.
    private static string Other(string id) => id[^1] == '7' ? id[..^1] + "1" : id[..^1] + "7";

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);
}
