using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;

namespace IseMail.VirtualTime;

/// <summary>Who looks on at a run in virtual time.</summary>
/// <param name="IsPlain">Whether nothing about a mail that arrived once, from the node whose duty it was, is worth telling: it is then only counted once everybody else has forgotten it.</param>
/// <param name="Settled">Told of each mail that is only counted from then on.</param>
public sealed record VirtualAudience(Func<MailStory, bool> IsPlain, Action<MailId> Settled)
{
    /// <summary>Nobody.</summary>
    public static VirtualAudience None { get; } = new(static _ => true, static _ => { });
}
