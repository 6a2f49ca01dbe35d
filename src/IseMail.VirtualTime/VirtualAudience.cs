using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.VirtualTime.Tracing;

namespace IseMail.VirtualTime;

/// <summary>Who looks on at a run in virtual time.</summary>
/// <param name="IsPlain">Whether nothing about a mail that arrived once, from the node whose duty it was, is worth telling: it is then only counted once everybody else has forgotten it.</param>
/// <param name="Settled">Told of each mail that is only counted from then on.</param>
public sealed record VirtualAudience(Func<MailStory, bool> IsPlain, Action<MailId> Settled)
{
    /// <summary>Told of everything that happens; <c>null</c>: nobody retells the run.</summary>
    public Action<VirtualStep>? Told { get; init; }

    /// <summary>Nobody.</summary>
    public static VirtualAudience None { get; } = new(static _ => true, static _ => { });
}
