using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IseMail.Domain.Settings;

namespace IseMail.Tenant.Certificates;

/// <summary>
/// The tenant's certificate authority, which clients trust and which is kept, and the servers' certificate, signed anew
/// at each start so that it is never out of date and always carries the name in the settings.
/// </summary>
public sealed class TenantCertificates : IDisposable
{
    private TenantCertificates(X509Certificate2 server, string authorityFile)
    {
        Server = server;
        AuthorityFile = authorityFile;
    }

    /// <summary>The servers' certificate with its key: the host's name, <c>localhost</c> and 127.0.0.1.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>PEM file of the authority's certificate, for clients to trust.</summary>
    public string AuthorityFile { get; }

    /// <summary>Loads the authority, or makes it when there is none or it ends within 30 days.</summary>
    /// <param name="directory">Where <c>tenant-ca.pem</c> and <c>tenant-ca-key.pem</c> lie; made when missing.</param>
    /// <param name="hostName">The name clients use.</param>
    /// <param name="now">When the certificates begin; they count from the day before, for clocks that are late.</param>
    /// <exception cref="IOException">They cannot be read or kept.</exception>
    /// <exception cref="CryptographicException">What the files hold is no certificate with its key.</exception>
    public static TenantCertificates LoadOrCreate(string directory, string hostName, DateTimeOffset now)
    {
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, "tenant-ca.pem");
        var keyFile = KeyFile(directory);
        using var authority = Kept(file, keyFile, now) ?? Make(file, keyFile, now);
        var last = new DateTimeOffset(authority.NotAfter.ToUniversalTime());
        var year = now.AddDays(397);
        return new TenantCertificates(Sign(authority, hostName, alsoLocal: true, now.AddHours(-12), year < last ? year : last), file);
    }

    /// <summary>Certificates for the same servers that clients are to refuse.</summary>
    /// <param name="hostName">The name clients use.</param>
    /// <param name="time">Tells what is over.</param>
    public FlawedCertificates Flawed(string hostName, TimeProvider time) =>
        new(() => X509Certificate2.CreateFromPemFile(AuthorityFile, KeyFile(Path.GetDirectoryName(AuthorityFile)!)), hostName, time);

    /// <summary>Forgets the servers' key.</summary>
    public void Dispose() => Server.Dispose();

    private static string KeyFile(string directory) => Path.Combine(directory, "tenant-ca-key.pem");

    private static X509Certificate2? Kept(string file, string keyFile, DateTimeOffset now)
    {
        if (!File.Exists(file) || !File.Exists(keyFile)) return null;
        var kept = X509Certificate2.CreateFromPemFile(file, keyFile);
        if (kept.NotAfter.ToUniversalTime() > now.UtcDateTime.AddDays(30)) return kept;
        kept.Dispose();
        return null;
    }

    private static X509Certificate2 Make(string file, string keyFile, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var made = MakeAuthority("CN=IseMailCluster embedded tenant", key, now);
        PrivateFile.Write(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(file, made.ExportCertificatePem() + "\n");
        return made;
    }

    /// <summary>A new authority, from the day before on.</summary>
    internal static X509Certificate2 MakeAuthority(string name, ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(5));
    }

    /// <summary>A server's certificate; <paramref name="alsoLocal"/>: for this machine's own names as well.</summary>
    internal static X509Certificate2 Sign(X509Certificate2 authority, string hostName, bool alsoLocal, DateTimeOffset begin, DateTimeOffset end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName("CN=IseMailCluster tenant servers"), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(hostName, out var address) && !IPAddress.Loopback.Equals(address)) names.AddIpAddress(address);
        else if (address is null && hostName != "localhost") names.AddDnsName(hostName);
        if (alsoLocal)
        {
            names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.Loopback);
            // Nodes reach the tenant under the names of the real one.
            foreach (var real in (string[])[SmtpServerSettings.ExchangeOnlineHost, OAuthSettings.EntraHost])
            {
                if (hostName != real) names.AddDnsName(real);
            }
        }
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        // RFC 5280 asks for both identifiers, and clients that check strictly (Python from 3.13 on) insist on the authority's.
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var signed = request.Create(authority, begin, end, RandomNumberGenerator.GetBytes(12));
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
