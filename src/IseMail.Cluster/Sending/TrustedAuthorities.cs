using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IseMail.Cluster.Sending;

/// <summary>
/// Which server certificates are believed: those whose chain ends in a root of the machine, and those whose chain ends
/// in a configured authority. The name must match in either case.
/// <para>
/// Revocation is asked for where the chain ends in a root of the machine, and a revoked certificate is refused; an
/// unreachable revocation server is not, for a node behind a firewall seldom reaches one. Certificates of configured
/// authorities are not asked about: such an authority usually publishes no list.
/// </para>
/// </summary>
public sealed class TrustedAuthorities
{
    private const X509ChainStatusFlags Unknowable = X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2Collection _authorities;

    private TrustedAuthorities(X509Certificate2Collection authorities) => _authorities = authorities;

    /// <summary>Whether revocation is asked for.</summary>
    public bool AsksForRevocation => _authorities.Count == 0;

    /// <summary>Reads <paramref name="files"/>, each with one or more PEM certificates.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="CryptographicException">A file holds no PEM certificate.</exception>
    public static TrustedAuthorities Load(ImmutableArray<string> files)
    {
        var authorities = new X509Certificate2Collection();
        foreach (var file in files)
        {
            var before = authorities.Count;
            authorities.ImportFromPemFile(file);
            if (authorities.Count == before) throw new CryptographicException($"{file} holds no certificate in PEM form");
        }
        return new TrustedAuthorities(authorities);
    }

    /// <summary>Why a server's certificate is not believed, in one line; <c>null</c> if it is.</summary>
    /// <param name="certificate">What the server showed.</param>
    /// <param name="chain">Its chain as the machine's own roots see it.</param>
    /// <param name="errors">What is wrong with both, as the machine sees it.</param>
    public string? Refusal(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return "the server showed no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"the server's certificate ({certificate.Subject}) does not name the host";
        if (errors == SslPolicyErrors.None) return null;
        if (chain is not null && Flaws(chain.ChainStatus) == X509ChainStatusFlags.NoError) return null;
        if (_authorities.Count == 0) return Explain(certificate, chain, "and no trusted authorities are configured");

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        // Intermediates that the server sent along.
        if (chain is not null) own.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(element => element.Certificate).ToArray());
        if (certificate is X509Certificate2 leaf) return own.Build(leaf) ? null : Explain(leaf, own, "with the configured trusted authorities");
        using var copy = new X509Certificate2(certificate);
        return own.Build(copy) ? null : Explain(copy, own, "with the configured trusted authorities");
    }

    private static string Explain(X509Certificate certificate, X509Chain? chain, string with)
    {
        var flaws = chain is null ? "no chain could be built" : string.Join(", ", chain.ChainStatus
            .Where(status => Flaws([status]) != X509ChainStatusFlags.NoError)
            .Select(status => status.Status.ToString())
            .Distinct(StringComparer.Ordinal));
        return $"no valid chain for the server's certificate ({certificate.Subject}, issued by {certificate.Issuer}) {with}: {flaws}";
    }

    private static X509ChainStatusFlags Flaws(X509ChainStatus[] statuses) =>
        statuses.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) & ~Unknowable;
}
