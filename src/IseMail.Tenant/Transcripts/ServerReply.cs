using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;

namespace IseMail.Tenant.Transcripts;

/// <summary>What the server says, and what of it is shown: what it repeats of the client's is not, where that may be a secret.</summary>
internal readonly record struct ServerReply(string Text, ShownLine Shown)
{
    /// <summary>A reply with nothing of the client's in it.</summary>
    public static implicit operator ServerReply(string text) => new(text, ShownLine.Whole(text));

    /// <summary>A reply that repeats <paramref name="said"/>, which is not shown.</summary>
    public static ServerReply Repeating(string text, string said) => new(text, ShownLine.Whole(text.Replace(said, Masked.Of(said), StringComparison.Ordinal)));

    /// <summary>
    /// A reply that names a sender as the client wrote it, in the message perhaps: shown only if it is the envelope's as well, which
    /// the transcript shows already.
    /// </summary>
    public static ServerReply Naming(string text, EmailAddress? named, string? sender) =>
        named is not { } address || (PlainAddress.Is(address.Value) && address.Value.Equals(sender, StringComparison.OrdinalIgnoreCase)) ? text : Repeating(text, address.Value);
}
