using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;

namespace IseMail.Cluster.Certificates;

/// <summary>
/// What a node shows the others of its deployment, and which of theirs it believes: those that the deployment's authority
/// issued for a node, to a server only when it is the one that was asked for.
/// </summary>
public sealed class NodeCertificate : IDisposable
{
    internal const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    internal const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _authority;

    internal NodeCertificate(X509Certificate2 own, X509Certificate2 authority)
    {
        Own = own;
        _authority = authority;
    }

    /// <summary>The node's certificate with its key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>The same for Akka.Remote: both sides of a connection show a certificate, and each is judged here.</summary>
    public DotNettySslSetup Setup => new(Own, suppressValidation: false, requireMutualAuthentication: true, customValidator: Believes);

    /// <summary>Why another node's certificate is not believed, in a clause; <c>null</c> if it is.</summary>
    /// <param name="shown">What the other side showed; <c>null</c>: nothing.</param>
    /// <param name="errors">What is wrong with it as the machine sees it, which knows the name that was asked for and not the authority.</param>
    public string? Judge(X509Certificate2? shown, SslPolicyErrors errors)
    {
        if (shown is null) return "it showed no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return $"its certificate ({shown.Subject}) does not name the host that was asked for";
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        // The authority is the deployment's own and publishes no list.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        if (chain.Build(shown)) return null;
        var flaws = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status);
        return $"its certificate ({shown.Subject}, issued by {shown.Issuer}) is not one of this deployment's authority: {flaws}";
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose()
    {
        Own.Dispose();
        _authority.Dispose();
    }

    private bool Believes(X509Certificate2? certificate, X509Chain? chain, string remotePeer, SslPolicyErrors errors, ILoggingAdapter log)
    {
        if (Judge(certificate, errors) is not { } why) return true;
        log.Warning("a connection with {0} is refused: {1}", remotePeer, why);
        return false;
    }
}
