using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IseMail.Domain.Faults;
using IseMail.Domain.Tenants;

namespace IseMail.Tenant.Certificates;

/// <summary>
/// The certificate authority of one of the tenant's two services, which clients trust and which is kept, and that
/// service's server certificate, signed anew at each start so that it is never out of date and always carries the name in
/// the settings.
/// </summary>
public sealed class ServiceCertificates : IDisposable
{
    private readonly FlawedCertificates _flawed;

    private ServiceCertificates(X509Certificate2 server, string authorityFile, FlawedCertificates flawed)
    {
        Server = server;
        AuthorityFile = authorityFile;
        _flawed = flawed;
    }

    /// <summary>The server's certificate with its key: the real service's name, the host's, <c>localhost</c> and 127.0.0.1.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>PEM file of the authority's certificate, for clients to trust.</summary>
    public string AuthorityFile { get; }

    /// <summary>The authority's friendly name in a trusted certificates store: that of its file.</summary>
    public string AuthorityName => Path.GetFileNameWithoutExtension(AuthorityFile);

    /// <summary>Loads a service's authority, or makes it when there is none or it ends within 30 days.</summary>
    /// <param name="directory">Where its files lie; made when missing.</param>
    /// <param name="file">Name of its files without their ends: <c>.pem</c>, <c>-key.pem</c>.</param>
    /// <param name="title">Whose it is, for its subject.</param>
    /// <param name="names">The names that clients use.</param>
    /// <param name="time">The clock: certificates count from the day before, for clocks that are late.</param>
    /// <exception cref="IOException">They cannot be read or kept.</exception>
    /// <exception cref="CryptographicException">What the files hold is no certificate with its key.</exception>
    internal static ServiceCertificates LoadOrCreate(string directory, string file, string title, ServerNames names, TimeProvider time)
    {
        Directory.CreateDirectory(directory);
        var now = time.GetUtcNow();
        var path = Path.Combine(directory, file + ".pem");
        var keyPath = Path.Combine(directory, file + "-key.pem");
        using var authority = Kept(path, keyPath, now) ?? Make($"CN=IseMailCluster embedded {title}", path, keyPath, now);
        var last = new DateTimeOffset(authority.NotAfter.ToUniversalTime());
        var year = now + TenantAuthorities.ValidFor;
        return new ServiceCertificates(
            Sign(authority, names, now - TenantAuthorities.ValidBefore, year < last ? year : last), path,
            new FlawedCertificates(() => X509Certificate2.CreateFromPemFile(path, keyPath), names, time));
    }

    /// <summary>Forgets the servers' keys.</summary>
    public void Dispose()
    {
        Server.Dispose();
        _flawed.Dispose();
    }

    /// <summary>A certificate for the same server that clients are to refuse; not to be disposed of.</summary>
    /// <exception cref="IOException">The authority cannot be read.</exception>
    /// <exception cref="CryptographicException">The authority's files hold no certificate with its key.</exception>
    internal X509Certificate2 Flawed(CertificateFlaw flaw) => _flawed.Of(flaw);

    /// <summary>A new authority, from the day before on.</summary>
    internal static X509Certificate2 MakeAuthority(string name, ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(5));
    }

    /// <summary>A server's certificate.</summary>
    internal static X509Certificate2 Sign(X509Certificate2 authority, ServerNames names, DateTimeOffset begin, DateTimeOffset end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={names.Names[0]}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Extension());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        // RFC 5280 asks for both identifiers, and clients that check strictly (Python from 3.13 on) insist on the authority's.
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var signed = request.Create(authority, begin, end, RandomNumberGenerator.GetBytes(12));
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2? Kept(string file, string keyFile, DateTimeOffset now)
    {
        if (!File.Exists(file) || !File.Exists(keyFile)) return null;
        var kept = X509Certificate2.CreateFromPemFile(file, keyFile);
        if (kept.NotAfter.ToUniversalTime() > now.UtcDateTime.AddDays(30)) return kept;
        kept.Dispose();
        return null;
    }

    private static X509Certificate2 Make(string subject, string file, string keyFile, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var made = MakeAuthority(subject, key, now);
        PrivateFile.Write(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(file, made.ExportCertificatePem() + "\n");
        return made;
    }
}
