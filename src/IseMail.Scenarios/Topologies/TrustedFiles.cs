using System.Collections.Immutable;
using IseMail.Domain.Settings;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads the PEM files that a topology names for the trusted certificates store.</summary>
public static class TrustedFiles
{
    private const int GreatestSize = 1024 * 1024;

    /// <summary>The certificates of one file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="InvalidDataException">It holds no certificate in PEM form.</exception>
    public static async Task<ImmutableArray<TrustedCertificate>> ReadAsync(TrustedFile file, CancellationToken cancellationToken)
    {
        if (new FileInfo(file.Path) is { Exists: true, Length: > GreatestSize }) throw new InvalidDataException("the file is larger than 1 MB");
        var pem = await File.ReadAllTextAsync(file.Path, cancellationToken);
        return TrustedCertificate.TryRead(file.Name, pem, file.TrustedFor, out var certificates, out var problem) ? certificates : throw new InvalidDataException(problem.What);
    }

    /// <summary>The certificates of those of <paramref name="files"/> that this machine can read, by their index.</summary>
    public static async Task<ImmutableDictionary<int, ImmutableArray<TrustedCertificate>>> ReadableAsync(ImmutableArray<TrustedFile> files, CancellationToken cancellationToken)
    {
        var read = ImmutableDictionary.CreateBuilder<int, ImmutableArray<TrustedCertificate>>();
        foreach (var (index, file) in files.Index())
        {
            try
            {
                read[index] = await ReadAsync(file, cancellationToken);
            }
            catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                // Whoever asks sees which are not in the result.
                continue;
            }
        }
        return read.ToImmutable();
    }

    /// <summary>The settings that a topology begins with.</summary>
    /// <param name="server">The SMTP server page; <c>null</c>: mail is not configured.</param>
    /// <param name="topology">Proxy, store and nodes.</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    /// <param name="embedded">Authorities of an embedded tenant: in the store from the beginning, unless the topology names others so.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="InvalidDataException">A file holds no certificate in PEM form.</exception>
    public static async Task<SystemSettings> InitialAsync(SmtpServerSettings? server, Domain.Deployments.Topology topology, CancellationToken cancellationToken, ImmutableArray<TrustedCertificate>? embedded = null)
    {
        var trusted = ImmutableArray.CreateBuilder<TrustedCertificate>();
        foreach (var file in topology.Mail.Trusted) trusted.AddRange(await ReadAsync(file, cancellationToken));
        trusted.InsertRange(0, (embedded ?? []).Where(own => !trusted.Any(given => string.Equals(given.Name, own.Name, StringComparison.OrdinalIgnoreCase))));
        return new SystemSettings(
            topology.Mail.Configured ? server : null,
            topology.Mail.Proxy,
            trusted.ToImmutable(),
            topology.Deployment.Nodes.Where(node => node.Network is not null).ToImmutableSortedDictionary(node => node.Name, node => node.Network!));
    }
}
