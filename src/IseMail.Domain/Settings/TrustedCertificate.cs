using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IseMail.Domain.Settings;

/// <summary>The "Trusted For" boxes of a certificate in ISE's trusted certificates store.</summary>
public enum TrustUsage
{
    /// <summary>
    /// "Trust for authentication within ISE and Client-Server communication" (Infrastructure): what the token service's
    /// and the submission server's chains need (Cisco document 225520, connection problem 5).
    /// </summary>
    Infrastructure,

    /// <summary>"Trust for client authentication and Syslog" (Endpoints).</summary>
    Endpoints,

    /// <summary>"Trust for certificate based admin authentication".</summary>
    AdminAuthentication,

    /// <summary>"Trust for authentication of Cisco Services".</summary>
    CiscoServices,
}

/// <summary>A certificate of the trusted certificates store.</summary>
/// <param name="Name">Its friendly name, unique in the store.</param>
/// <param name="Pem">The certificate in PEM form.</param>
/// <param name="Subject">Whom it is for.</param>
/// <param name="NotBefore">From when it is valid.</param>
/// <param name="NotAfter">Until when.</param>
/// <param name="TrustedFor">What it is trusted for; a certificate without a usage is in the store and helps nobody.</param>
public sealed record TrustedCertificate(
    string Name, string Pem, string Subject, DateTimeOffset NotBefore, DateTimeOffset NotAfter, ImmutableSortedSet<TrustUsage> TrustedFor)
{
    /// <summary>The longest friendly name, in characters.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Whether it counts when a server's chain is judged.</summary>
    public bool IsForServers => TrustedFor.Contains(TrustUsage.Infrastructure);

    /// <summary>Reads every certificate of <paramref name="pem"/>; several get numbers behind their name.</summary>
    /// <param name="name">The friendly name.</param>
    /// <param name="pem">Text of a PEM file.</param>
    /// <param name="trustedFor">What they are trusted for.</param>
    /// <param name="certificates">What it holds, in its order.</param>
    /// <param name="problem">What is wrong with it, without repeating it.</param>
    public static bool TryRead(
        string name, string pem, ImmutableSortedSet<TrustUsage> trustedFor, out ImmutableArray<TrustedCertificate> certificates, [NotNullWhen(false)] out Problem? problem)
    {
        certificates = [];
        const string expected = "one or more certificates between BEGIN CERTIFICATE and END CERTIFICATE";
        if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl))
        {
            problem = new Problem("name", "this is not a friendly name", $"1 to {MaxNameLength} printable characters");
            return false;
        }
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(pem);
            if (found.Count == 0)
            {
                problem = new Problem("pem", pem.Contains("PRIVATE KEY", StringComparison.Ordinal) ? "the file holds a private key and no certificate" : "the file holds no certificate in PEM form", expected);
                return false;
            }
            certificates = [.. found.Select((certificate, index) => new TrustedCertificate(
                found.Count == 1 ? name : $"{name} {index + 1}",
                certificate.ExportCertificatePem(),
                certificate.Subject,
                new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
                new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
                trustedFor))];
            problem = null;
            return true;
        }
        catch (CryptographicException)
        {
            problem = new Problem("pem", "a certificate of the file is damaged", expected);
            return false;
        }
        finally
        {
            foreach (var certificate in found) certificate.Dispose();
        }
    }

    /// <summary>Equal when name, certificate and usages are.</summary>
    public bool Equals(TrustedCertificate? other) =>
        other is not null && Name == other.Name && Pem == other.Pem && TrustedFor.SetEquals(other.TrustedFor);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Pem);
}
