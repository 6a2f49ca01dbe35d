using System.Collections.Immutable;
using System.Security.Cryptography;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;

namespace IseMail.Tenant.Certificates;

/// <summary>
/// The certificates of the tenant's two services. Each has an authority of its own, as Entra ID and Exchange Online have
/// different chains (M-CA): a client that trusts one of them comes half the way.
/// </summary>
public sealed class TenantCertificates : IDisposable
{
    private TenantCertificates(ServiceCertificates entraId, ServiceCertificates exchangeOnline)
    {
        EntraId = entraId;
        ExchangeOnline = exchangeOnline;
    }

    /// <summary>Of the token endpoint: <c>entra-id-ca.pem</c>.</summary>
    public ServiceCertificates EntraId { get; }

    /// <summary>Of the submission server: <c>exchange-online-ca.pem</c>.</summary>
    public ServiceCertificates ExchangeOnline { get; }

    /// <summary>Both.</summary>
    public ImmutableArray<ServiceCertificates> All => [EntraId, ExchangeOnline];

    /// <summary>Loads both authorities, or makes those that are not there or end within 30 days.</summary>
    /// <param name="directory">Where their certificates and keys lie; made when missing.</param>
    /// <param name="hostName">The name clients use beside the real ones.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">They cannot be read or kept.</exception>
    /// <exception cref="CryptographicException">What the files hold is no certificate with its key.</exception>
    public static TenantCertificates LoadOrCreate(string directory, string hostName, TimeProvider time)
    {
        var entraId = ServiceCertificates.LoadOrCreate(directory, TenantAuthorities.EntraId, "Entra ID", ServerNames.Of(OAuthSettings.EntraHost, hostName), time);
        try
        {
            return new TenantCertificates(
                entraId, ServiceCertificates.LoadOrCreate(directory, TenantAuthorities.ExchangeOnline, "Exchange Online", ServerNames.Of(SmtpServerSettings.ExchangeOnlineHost, hostName), time));
        }
        catch
        {
            entraId.Dispose();
            throw;
        }
    }

    /// <summary>What an ISE administrator imports to trust both.</summary>
    /// <exception cref="IOException">A file cannot be read or has been damaged since.</exception>
    public ImmutableArray<TrustedCertificate> ForTheStore() =>
    [
        .. All.SelectMany(service => TrustedCertificate.TryRead(service.AuthorityName, File.ReadAllText(service.AuthorityFile), [TrustUsage.Infrastructure], out var authority, out var problem)
            ? authority
            : throw new IOException($"{service.AuthorityFile}: {problem.What}")),
    ];

    /// <summary>Forgets the servers' keys.</summary>
    public void Dispose()
    {
        EntraId.Dispose();
        ExchangeOnline.Dispose();
    }
}
