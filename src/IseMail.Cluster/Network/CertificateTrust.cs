using System.Collections.Immutable;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Network;

/// <summary>Why a server's certificate is not believed.</summary>
/// <param name="Problem">Which of the reasons.</param>
/// <param name="Reason">One line for a person.</param>
public sealed record Mistrust(ConnectionProblem Problem, string Reason);

/// <summary>
/// Which server certificates a node believes: those whose chain ends in a certificate of its store that is trusted for
/// servers, and, where the machine's own roots count, those whose chain ends in one of them. The name must match in either
/// case, and the node's clock decides what is valid.
/// <para>
/// Revocation is asked for where the store is empty, and a revoked certificate is refused; an unreachable revocation
/// server is not, for a node behind a firewall seldom reaches one. Certificates of an own authority are not asked about:
/// such an authority usually publishes no list.
/// </para>
/// </summary>
public sealed class CertificateTrust : IDisposable
{
    private const X509ChainStatusFlags Unknowable = X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2Collection _store = [];
    private readonly ImmutableArray<TrustedCertificate> _others;
    private readonly bool _machine;
    private readonly TimeSpan _offset;
    private readonly TimeProvider _time;

    /// <summary>Believes what <paramref name="path"/> says.</summary>
    /// <param name="path">The node's store and clock.</param>
    /// <param name="time">The right time.</param>
    /// <exception cref="CryptographicException">A certificate of the store is damaged.</exception>
    public CertificateTrust(NodePath path, TimeProvider time)
    {
        _machine = path.TrustsMachine;
        _offset = path.ClockOffset;
        _time = time;
        _others = [.. path.Trusted.Where(certificate => !certificate.IsForServers)];
        foreach (var certificate in path.Trusted.Where(certificate => certificate.IsForServers)) _store.ImportFromPem(certificate.Pem);
    }

    /// <summary>Whether revocation is asked for.</summary>
    public bool AsksForRevocation => _store.Count == 0;

    /// <summary>Why a server's certificate is not believed; <c>null</c> if it is.</summary>
    /// <param name="certificate">What the server showed.</param>
    /// <param name="chain">Its chain as the machine's own roots see it at the machine's time.</param>
    /// <param name="errors">What is wrong with both, as the machine sees it.</param>
    public Mistrust? Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return new Mistrust(ConnectionProblem.CertificateUntrusted, "the server showed no certificate");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return new Mistrust(ConnectionProblem.CertificateOfAnother, $"the server's certificate ({certificate.Subject}) does not name the host");
        if (certificate is X509Certificate2 leaf) return Judge(leaf, chain, errors);
        using var copy = new X509Certificate2(certificate);
        return Judge(copy, chain, errors);
    }

    /// <summary>Forgets the store.</summary>
    public void Dispose()
    {
        foreach (var certificate in _store) certificate.Dispose();
    }

    private Mistrust? Judge(X509Certificate2 leaf, X509Chain? chain, SslPolicyErrors errors)
    {
        if (_machine && _offset == TimeSpan.Zero && (errors == SslPolicyErrors.None || (chain is not null && Flaws(chain) == X509ChainStatusFlags.NoError))) return null;
        if (_store.Count == 0 && !_machine) return Explain(leaf, null);

        using var own = new X509Chain();
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.VerificationTimeIgnored = false;
        own.ChainPolicy.VerificationTime = (_time.GetUtcNow() + _offset).UtcDateTime;
        own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        // Intermediates that the server sent along.
        if (chain is not null) own.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(element => element.Certificate).ToArray());
        if (_store.Count > 0)
        {
            own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            own.ChainPolicy.CustomTrustStore.AddRange(_store);
            if (own.Build(leaf)) return null;
            if (!_machine || _offset == TimeSpan.Zero) return Explain(leaf, own);
            own.Reset();
        }
        own.ChainPolicy.TrustMode = X509ChainTrustMode.System;
        return own.Build(leaf) ? null : Explain(leaf, own);
    }

    private Mistrust Explain(X509Certificate2 certificate, X509Chain? chain)
    {
        var whose = $"({certificate.Subject}, issued by {certificate.Issuer})";
        var flaws = chain is null ? X509ChainStatusFlags.PartialChain : Flaws(chain);
        if (flaws == X509ChainStatusFlags.NotTimeValid)
        {
            var now = _time.GetUtcNow() + _offset;
            return new Mistrust(ConnectionProblem.CertificateOutOfTime, string.Create(
                CultureInfo.InvariantCulture,
                $"the server's certificate {whose} is valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm}Z to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm}Z, and this node's clock says {now:yyyy-MM-dd HH:mm}Z"));
        }
        var reason = $"no valid chain for the server's certificate {whose} with the trusted certificates: {flaws}";
        if (_others.FirstOrDefault(other => other.Subject == certificate.Issuer) is { } known)
            reason += $"; '{known.Name}' is in the store but not trusted for authentication within ISE and client-server communication";
        else if (_store.Count == 0 && _others.IsEmpty) reason += "; the store is empty";
        return new Mistrust(ConnectionProblem.CertificateUntrusted, reason);
    }

    private static X509ChainStatusFlags Flaws(X509Chain chain) =>
        chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) & ~Unknowable;
}
