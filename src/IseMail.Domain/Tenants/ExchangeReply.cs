using System.Globalization;

namespace IseMail.Domain.Tenants;

/// <summary>Where in a conversation a reply comes.</summary>
public enum ExchangeStage
{
    /// <summary>In place of the greeting, or of whatever comes next.</summary>
    Connection,

    /// <summary>After AUTH.</summary>
    Authentication,

    /// <summary>After MAIL.</summary>
    Sender,

    /// <summary>After RCPT.</summary>
    Recipient,

    /// <summary>After the message's end.</summary>
    EndOfData,

    /// <summary>After any command.</summary>
    Command,
}

/// <summary>What makes this tenant say something.</summary>
public enum ReachedBy
{
    /// <summary>A rule: the state that an administrator has brought about, or what the client does.</summary>
    Rule,

    /// <summary>A fault that is switched on; no state of the directory leads there.</summary>
    Fault,
}

/// <summary>A reply that Exchange Online gives to a submitting client.</summary>
/// <param name="Name">A short name, by which a fault gives it at whatever point.</param>
/// <param name="Text">The reply on one line, with <see cref="ReplyParts"/> in braces.</param>
/// <param name="Stage">Where it comes.</param>
/// <param name="By">What leads to it in this tenant.</param>
/// <param name="Source">Where it was read, by the keys of docs/replies.md; <c>own</c>: the words are this project's.</param>
public sealed record ExchangeReply(string Name, string Text, ExchangeStage Stage, ReachedBy By, string Source)
{
    /// <summary>Its three digits.</summary>
    public int Code => int.Parse(Text.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Its enhanced status code (RFC 3463), such as <c>5.7.3</c>.</summary>
    public string Status => Text.Split(' ')[1];

    /// <summary>The reply with what differs.</summary>
    public string Say(ReplyParts parts) => parts.Fill(Text);

    /// <summary>A reply in which nothing differs but its stamp.</summary>
    public string Say(string stamp) => Say(new ReplyParts(stamp));
}
