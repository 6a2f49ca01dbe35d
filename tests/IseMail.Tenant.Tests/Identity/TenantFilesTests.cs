using IseMail.Tenant.Administration;
using IseMail.Tenant.Certificates;

namespace IseMail.Tenant.Tests.Identity;

/// <summary>What the tenant keeps in its directory.</summary>
public sealed class TenantFilesTests
{
    [Fact]
    public void A_restart_keeps_the_authority_and_the_secrets_in_files_of_their_owner_alone()
    {
        var directory = Directory.CreateTempSubdirectory("isemail-tenant-").FullName;
        try
        {
            var now = TimeProvider.System.GetUtcNow();
            using var first = TenantCertificates.LoadOrCreate(directory, "mail.contoso.example", now);
            var authority = File.ReadAllText(first.AuthorityFile);
            var secret = TenantSecrets.LoadOrCreate(directory, TokenFixture.Settings).Of(TokenFixture.Consented);

            using var second = TenantCertificates.LoadOrCreate(directory, "mail.contoso.example", now);
            File.ReadAllText(second.AuthorityFile).ShouldBe(authority);
            second.Server.MatchesHostname("mail.contoso.example").ShouldBeTrue();
            second.Server.MatchesHostname("127.0.0.1").ShouldBeTrue();
            TenantSecrets.LoadOrCreate(directory, TokenFixture.Settings).Of(TokenFixture.Consented).ShouldBe(secret);

            if (OperatingSystem.IsWindows()) return;
            foreach (var name in new[] { "client-secret", $"client-secret-{TokenFixture.Consented}", "tenant-ca-key.pem" })
                File.GetUnixFileMode(Path.Combine(directory, name)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
