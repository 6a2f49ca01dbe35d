using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;

namespace IseMail.Domain.Faults;

/// <summary>What is known of an event at a point.</summary>
/// <param name="Client">IP address of the client.</param>
/// <param name="Mailbox">The mailbox it submits through; <c>null</c>: not known yet.</param>
/// <param name="From">The envelope sender; <c>null</c>: not known yet.</param>
/// <param name="To">The envelope recipients; <c>null</c>: none is known yet.</param>
/// <param name="Header">The header From that a refusal names; <c>null</c>: the message has not come yet, or it has none that is one address.</param>
public readonly record struct FaultContext(string Client, string? Mailbox = null, string? From = null, IReadOnlyList<string>? To = null, EmailAddress? Header = null)
{
    /// <summary>
    /// What a reply to this event names. Mailbox and sender are as the client wrote them and may be anything, which must not
    /// get into a line of the server's.
    /// </summary>
    public ReplyParts Parts(string stamp) => new(stamp, Address(Mailbox), Header ?? Address(From));

    private static EmailAddress? Address(string? written) => EmailAddress.TryParse(written, out var address) ? address : null;
}
