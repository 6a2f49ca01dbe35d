using System.Runtime.InteropServices;
using System.Text;
using IseMail.Cluster.Storage;
using IseMail.Domain.Notices;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;

namespace IseMail.Cluster.Sending;

/// <summary>
/// Seals mail texts: authenticated encryption with keys that ASP.NET Core Data Protection protects by those in a directory. Nodes that
/// hand each other sealed mail share that directory; what was sealed with a key that is gone cannot be opened again.
/// </summary>
public sealed class TextSeal : ITextSeal
{
    private const string Application = "IseMailCluster";
    private const string Purpose = "IseMailCluster.MailTextKey.v1";
    private const string TurnFile = "first-key.lock";

    private readonly IDataProtector _protector;
    private volatile TextKey? _sealing;
    private volatile TextKey? _opening;

    /// <summary>Seals with keys of <paramref name="protection"/>.</summary>
    public TextSeal(IDataProtectionProvider protection) => _protector = protection.CreateProtector(Purpose);

    /// <summary>
    /// Seals with the keys in <paramref name="keys"/>; the directory and a first key are made where there is none. For a
    /// directory that nobody else opens at the same moment; see <see cref="SharedInAsync"/>.
    /// </summary>
    public static TextSeal In(DirectoryInfo keys)
    {
        KeyDirectory.Make(keys.FullName);
        return new TextSeal(DataProtectionProvider.Create(keys, options => options
            .SetApplicationName(Application)
            .UseCryptographicAlgorithms(new AuthenticatedEncryptorConfiguration { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM })));
    }

    /// <summary>
    /// As <see cref="In"/>, for processes that may open one directory at the same moment. Each would find no key, make its
    /// own, and not know the others'; so a first key is made by one while the others wait for it.
    /// </summary>
    /// <param name="keys">The directory that all of them use.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <exception cref="IOException">The directory cannot be used, or somebody else holds it for too long.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be used.</exception>
    public static async Task<TextSeal> SharedInAsync(DirectoryInfo keys, CancellationToken cancellationToken)
    {
        KeyDirectory.Make(keys.FullName);
        await using var turn = await DirectoryTurn.TakeAsync(Path.Combine(keys.FullName, TurnFile), cancellationToken);
        var seal = In(keys);
        // Keys are looked for, and one is made, when the first text is sealed.
        seal.Seal("");
        return seal;
    }

    /// <inheritdoc/>
    public SealedText Seal(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        byte[]? sealedText;
        while ((sealedText = _sealing?.Seal(octets)) is null) _sealing = TextKey.New(_protector);
        return new SealedText(ImmutableCollectionsMarshal.AsImmutableArray(sealedText));
    }

    /// <inheritdoc/>
    public string Open(SealedText text)
    {
        var octets = text.Bytes.AsSpan();
        // Most mail is this node's own, and the rest comes in runs of one node's.
        var key = _sealing;
        if (key is null || !key.Sealed(octets)) key = _opening;
        if (key is null || !key.Sealed(octets)) _opening = key = TextKey.Of(octets, _protector);
        return Encoding.UTF8.GetString(key.Open(octets));
    }
}
