using System.Collections.Immutable;

namespace IseMail.Domain.Notices;

/// <summary>
/// A mail a node has to send: everything but the transport. One recipient each, because one refused recipient must
/// never hold back another's mail.
/// </summary>
/// <param name="Id">Its identity; the same notice computed twice has the same.</param>
/// <param name="Purpose">Why it is sent, which decides who sends it and how urgent it is.</param>
/// <param name="From">The sender's address as the recipient sees it.</param>
/// <param name="To">The recipient.</param>
/// <param name="Subject">One line of text, at most <see cref="MaxSubjectLength"/> characters, no control characters.</param>
/// <param name="Body">The text, sealed: it may hold a guest's password, and journals and wires carry it.</param>
/// <param name="CausedAt">When what it tells of happened.</param>
public sealed record Mail(
    MailId Id,
    MailPurpose Purpose,
    EmailAddress From,
    EmailAddress To,
    string Subject,
    SealedText Body,
    DateTimeOffset CausedAt)
{
    /// <summary>The longest subject, in characters; the text composer cuts what is longer.</summary>
    public const int MaxSubjectLength = 200;

    /// <summary>
    /// The trace it belongs to, as W3C Trace Context writes it (<c>traceparent</c>); it means nothing to any rule.
    /// <c>null</c>: nobody listened when it was made.
    /// </summary>
    public string? Trace { get; init; }

    /// <summary>
    /// The term of the holder of cluster-wide duties that handed it to its outbox; <c>null</c>: it is a portal's, or from
    /// before this was noted.
    /// </summary>
    public long? Term { get; init; }
}

/// <summary>
/// A text that only the deployment's own key opens. What travels, is journalled and is logged is this; the plain text
/// exists where the mail is composed and where it is submitted.
/// </summary>
/// <param name="Bytes">The sealed bytes; meaningless without the key.</param>
public sealed record SealedText(ImmutableArray<byte> Bytes)
{
    /// <summary>Never the text: only how long the sealed form is.</summary>
    public override string ToString() => $"sealed, {Bytes.Length} bytes";

    /// <summary>Equal when the sealed bytes are.</summary>
    public bool Equals(SealedText? other) => other is not null && Bytes.AsSpan().SequenceEqual(other.Bytes.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes.AsSpan());
        return hash.ToHashCode();
    }
}

/// <summary>The port to the deployment's key: seals texts at rest and opens them for submission.</summary>
public interface ITextSeal
{
    /// <summary>Seals <paramref name="text"/>.</summary>
    SealedText Seal(string text);

    /// <summary>Opens what <see cref="Seal"/> made with the same key.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was sealed with another key or has been altered.</exception>
    string Open(SealedText text);
}
