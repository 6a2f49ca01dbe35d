using IseMail.Domain.Proxies;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Certificates;

namespace IseMail.Tenant.Tests.Identity;

/// <summary>What the tenant keeps in its directory.</summary>
public sealed class TenantFilesTests
{
    [Fact]
    public void A_restart_keeps_both_authorities_and_the_secrets_in_files_of_their_owner_alone()
    {
        var directory = Directory.CreateTempSubdirectory("isemail-tenant-").FullName;
        try
        {
            using var first = TenantCertificates.LoadOrCreate(directory, "mail.contoso.example", TimeProvider.System);
            var authorities = first.All.Select(service => File.ReadAllText(service.AuthorityFile)).ToList();
            authorities.ShouldBeUnique();
            var secret = TenantSecrets.LoadOrCreate(directory, Settings).Of(TokenFixture.Consented);
            var password = TenantSecrets.LoadOrCreate(directory, Settings).ProxyPassword;

            using var second = TenantCertificates.LoadOrCreate(directory, "mail.contoso.example", TimeProvider.System);
            second.All.Select(service => File.ReadAllText(service.AuthorityFile)).ShouldBe(authorities);
            second.EntraId.Server.MatchesHostname("login.microsoftonline.com").ShouldBeTrue();
            second.EntraId.Server.MatchesHostname("smtp.office365.com").ShouldBeFalse();
            second.ExchangeOnline.Server.MatchesHostname("smtp.office365.com").ShouldBeTrue();
            second.All.ShouldAllBe(service => service.Server.MatchesHostname("mail.contoso.example", true, true) && service.Server.MatchesHostname("127.0.0.1", true, true));
            TenantSecrets.LoadOrCreate(directory, Settings).Of(TokenFixture.Consented).ShouldBe(secret);
            TenantSecrets.LoadOrCreate(directory, Settings).ProxyPassword.ShouldNotBeNull().ShouldBe(password);

            if (OperatingSystem.IsWindows()) return;
            foreach (var name in new[] { "client-secret", $"client-secret-{TokenFixture.Consented}", "proxy-password", "entra-id-ca-key.pem", "exchange-online-ca-key.pem" })
                File.GetUnixFileMode(Path.Combine(directory, name)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static TenantSettings Settings => TokenFixture.Settings with { Proxy = new ForwardProxySettings("proxy.contoso.example", 8080, new ProxyLogin("ise", null), []) };
}
