using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IseMail.Domain.Faults;

namespace IseMail.Tenant.Certificates;

/// <summary>
/// Servers' certificates that no careful client believes, each for one reason alone: all else about it is in order. Made
/// when first asked for.
/// </summary>
/// <param name="authority">Gets the service's authority with its key, to be disposed of by whoever asked.</param>
/// <param name="names">The names clients use.</param>
/// <param name="time">Tells what is over.</param>
internal sealed class FlawedCertificates(Func<X509Certificate2> authority, ServerNames names, TimeProvider time) : IDisposable
{
    private const string OtherHost = "other-host.example";

    private readonly Lock _gate = new();
    private readonly Dictionary<CertificateFlaw, X509Certificate2> _made = [];

    /// <summary>The certificate with this flaw; not to be disposed of.</summary>
    /// <exception cref="IOException">The authority cannot be read.</exception>
    /// <exception cref="CryptographicException">The authority's files hold no certificate with its key.</exception>
    public X509Certificate2 Of(CertificateFlaw flaw)
    {
        lock (_gate)
        {
            return _made.TryGetValue(flaw, out var made) ? made : _made[flaw] = Make(flaw);
        }
    }

    /// <summary>Forgets their keys.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var certificate in _made.Values) certificate.Dispose();
            _made.Clear();
        }
    }

    private X509Certificate2 Make(CertificateFlaw flaw)
    {
        var now = time.GetUtcNow();
        using var trusted = authority();
        switch (flaw)
        {
            case CertificateFlaw.Untrusted:
                using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                using (var stranger = ServiceCertificates.MakeAuthority("CN=An authority that nobody trusts", key, now))
                    return ServiceCertificates.Sign(stranger, names, now.AddHours(-12), now.AddDays(30));
            case CertificateFlaw.Expired:
                // An authority signs nothing from before its own beginning.
                var begin = new DateTimeOffset(trusted.NotBefore.ToUniversalTime());
                return ServiceCertificates.Sign(trusted, names, begin, begin + (now - begin) / 2);
            case CertificateFlaw.OtherName:
                return ServiceCertificates.Sign(trusted, ServerNames.Only(OtherHost), now.AddHours(-12), now.AddDays(1));
            default:
                throw new ArgumentOutOfRangeException(nameof(flaw), flaw, "no such flaw");
        }
    }
}
