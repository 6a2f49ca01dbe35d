using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;

namespace IseMail.Tenant.Submission;

/// <summary>The meters of all mailboxes, for several connections at once.</summary>
internal sealed class MailboxMeters(TenantSettings tenant)
{
    private readonly Dictionary<EmailAddress, MailboxMeter> _meters =
        tenant.Mailboxes.DistinctBy(mailbox => mailbox.Address).ToDictionary(mailbox => mailbox.Address, _ => new MailboxMeter(tenant.Limits));

    /// <summary>What was counted for <paramref name="mailbox"/>; nothing for a mailbox the tenant does not have.</summary>
    public MailboxCounters Counters(string mailbox) =>
        EmailAddress.TryParse(mailbox, out var address) && _meters.ContainsKey(address) ? With(address, meter => meter.Counters) : default;

    /// <summary>Calls <paramref name="act"/> with the meter of <paramref name="mailbox"/> while no other does.</summary>
    public T With<T>(EmailAddress mailbox, Func<MailboxMeter, T> act)
    {
        var meter = _meters[mailbox];
        lock (meter) return act(meter);
    }
}
