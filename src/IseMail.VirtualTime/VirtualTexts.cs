using System.Collections.Immutable;
using System.Text;
using IseMail.Domain.Notices;

namespace IseMail.VirtualTime;

/// <summary>Texts in virtual time: no rule reads one, so a mail has the name of its template, and a body of a usual length.</summary>
internal sealed class VirtualTexts : INoticeTexts
{
    /// <inheritdoc/>
    public WrittenNotice Write(NoticeTemplate template, NoticeValues values) => new(template.Key, "");
}

/// <summary>Seals nothing, for there is nobody to hide it from: what is sealed exists in virtual time alone.</summary>
internal sealed class VirtualSeal : ITextSeal
{
    // About what a notice in HTML and plain text comes to.
    private static readonly SealedText Body = new([.. new byte[1_500]]);

    /// <inheritdoc/>
    public SealedText Seal(string text) => text.Length == 0 ? Body : new SealedText(ImmutableArray.Create(Encoding.UTF8.GetBytes(text)));

    /// <inheritdoc/>
    public string Open(SealedText text) => ReferenceEquals(text, Body) ? "" : Encoding.UTF8.GetString(text.Bytes.AsSpan());
}
