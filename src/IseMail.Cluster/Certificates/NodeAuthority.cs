using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IseMail.Cluster.Storage;
using IseMail.Domain.Deployments;

namespace IseMail.Cluster.Certificates;

/// <summary>
/// The certificate authority of a deployment, which issues its nodes' certificates and nothing else. It is made at the
/// first start and lies with the deployment's other keys, which all nodes share: whoever has them belongs to the deployment.
/// </summary>
public sealed class NodeAuthority : IDisposable
{
    /// <summary>Name of the PEM file with its certificate.</summary>
    public const string CertificateFile = "nodes-ca.pem";

    /// <summary>Name of the PEM file with its private key, which its owner alone may read.</summary>
    public const string KeyFile = "nodes-ca-key.pem";

    private const string TurnFile = "nodes-ca.lock";
    private const int LifeInYears = 10;

    private readonly X509Certificate2 _authority;

    private NodeAuthority(X509Certificate2 authority) => _authority = authority;

    /// <summary>Loads the authority in <paramref name="keys"/>, or makes it where there is none; for processes that may do so at the same moment.</summary>
    /// <param name="keys">The deployment's directory of keys; made when missing.</param>
    /// <param name="time">The clock: certificates count from the day before, for clocks that are late.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <exception cref="IOException">Its files cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be.</exception>
    /// <exception cref="CryptographicException">What they hold is no certificate with its key, or it has ended.</exception>
    public static async Task<NodeAuthority> SharedInAsync(DirectoryInfo keys, TimeProvider time, CancellationToken cancellationToken)
    {
        KeyDirectory.Make(keys.FullName);
        var certificateFile = Path.Combine(keys.FullName, CertificateFile);
        var keyFile = Path.Combine(keys.FullName, KeyFile);
        await using var turn = await DirectoryTurn.TakeAsync(Path.Combine(keys.FullName, TurnFile), cancellationToken);
        if (!File.Exists(certificateFile)) Make(certificateFile, keyFile, time.GetUtcNow());
        var authority = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        if (authority.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime) return new NodeAuthority(authority);
        authority.Dispose();
        throw new CryptographicException($"the authority of the nodes' certificates in {certificateFile} has ended: remove it with its key, and start all nodes anew");
    }

    /// <summary>A new certificate for a node, with a key that is written nowhere; valid for as long as the authority.</summary>
    /// <param name="node">Whose.</param>
    /// <param name="hosts">Names and IP addresses by which others reach it; addresses that stand for any are passed over.</param>
    public NodeCertificate Issue(NodeName node, IEnumerable<string> hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={node}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(Names(hosts));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(NodeCertificate.ServerAuthentication), new Oid(NodeCertificate.ClientAuthentication)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, true, false));
        using var signed = request.Create(_authority, new DateTimeOffset(_authority.NotBefore), new DateTimeOffset(_authority.NotAfter), RandomNumberGenerator.GetBytes(12));
        using var withKey = signed.CopyWithPrivateKey(key);
        // TLS on some systems takes no key that was only ever in memory, but one that was loaded.
        return new NodeCertificate(
            X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null),
            X509CertificateLoader.LoadCertificate(_authority.RawData));
    }

    /// <summary>Forgets the private key.</summary>
    public void Dispose() => _authority.Dispose();

    private static void Make(string certificateFile, string keyFile, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=IseMailCluster nodes", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(LifeInYears));
        // The key first: where there is a certificate, there is its key.
        KeyDirectory.WritePrivate(keyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(certificateFile, made.ExportCertificatePem() + "\n");
    }

    private static X509Extension Names(IEnumerable<string> hosts)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts.ToImmutableHashSet(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase))
        {
            if (!IPAddress.TryParse(host, out var address)) builder.AddDnsName(host);
            else if (!address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)) builder.AddIpAddress(address);
        }
        return builder.Build();
    }
}
