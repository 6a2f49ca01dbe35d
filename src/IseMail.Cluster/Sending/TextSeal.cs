using System.Runtime.InteropServices;
using System.Text;
using IseMail.Domain.Notices;
using Microsoft.AspNetCore.DataProtection;

namespace IseMail.Cluster.Sending;

/// <summary>
/// Seals mail texts with ASP.NET Core Data Protection: authenticated encryption with keys from a directory. Nodes that
/// hand each other sealed mail share that directory; what was sealed with a key that is gone cannot be opened again.
/// </summary>
public sealed class TextSeal : ITextSeal
{
    private const string Application = "IseMailCluster";
    private const string Purpose = "IseMailCluster.MailText.v1";

    private readonly IDataProtector _protector;

    /// <summary>Seals with keys of <paramref name="protection"/>.</summary>
    public TextSeal(IDataProtectionProvider protection) => _protector = protection.CreateProtector(Purpose);

    /// <summary>Seals with the keys in <paramref name="keys"/>; the directory and a first key are made where there is none.</summary>
    public static TextSeal In(DirectoryInfo keys)
    {
        if (OperatingSystem.IsWindows())
        {
            keys.Create();
        }
        else
        {
            // The keys lie in it readable, so nobody but the owner may enter.
            Directory.CreateDirectory(keys.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        return new TextSeal(DataProtectionProvider.Create(keys, options => options.SetApplicationName(Application)));
    }

    /// <inheritdoc/>
    public SealedText Seal(string text)
    {
        var bytes = _protector.Protect(Encoding.UTF8.GetBytes(text));
        return new SealedText(ImmutableCollectionsMarshal.AsImmutableArray(bytes));
    }

    /// <inheritdoc/>
    public string Open(SealedText text) =>
        Encoding.UTF8.GetString(_protector.Unprotect(ImmutableCollectionsMarshal.AsArray(text.Bytes) ?? []));
}
