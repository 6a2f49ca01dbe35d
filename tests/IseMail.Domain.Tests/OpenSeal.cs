using System.Text;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tests;

/// <summary>A seal that hides nothing.</summary>
internal sealed class OpenSeal : ITextSeal
{
    public SealedText Seal(string text) => new([.. Encoding.Unicode.GetBytes(text)]);

    public string Open(SealedText text) => Encoding.Unicode.GetString(text.Bytes.AsSpan());
}
