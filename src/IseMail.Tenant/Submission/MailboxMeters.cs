using System.Collections.Concurrent;
using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Mailboxes;

namespace IseMail.Tenant.Submission;

/// <summary>The meters of all mailboxes and of the tenant, for several connections at once.</summary>
internal sealed class MailboxMeters
{
    private readonly ConcurrentDictionary<EmailAddress, MailboxMeter> _meters = new();
    private readonly Dictionary<string, long> _stored = new(StringComparer.OrdinalIgnoreCase);
    private readonly OrganizationMeter _organization = new();
    private readonly TenantView _atStart;

    /// <param name="atStart">The directory at the start: when each mailbox's Sent Items was emptied.</param>
    /// <param name="store">What had been submitted by then.</param>
    public MailboxMeters(TenantView atStart, MailboxStore store)
    {
        _atStart = atStart;
        foreach (var sent in store.Snapshot())
        {
            if (EmailAddress.TryParse(sent.Mailbox, out var mailbox) && atStart.User(mailbox)?.SentItemsClearedAt >= sent.ReceivedAt) continue;
            _stored[sent.Mailbox] = _stored.GetValueOrDefault(sent.Mailbox) + sent.Size;
        }
    }

    /// <summary>What was counted for <paramref name="mailbox"/>; nothing for one that has not submitted.</summary>
    public MailboxCounters Counters(string mailbox) =>
        EmailAddress.TryParse(mailbox, out var address) && _meters.ContainsKey(address) ? With(address, meter => meter.Counters) : default;

    /// <summary>Calls <paramref name="act"/> with the meter of <paramref name="mailbox"/> while no other does.</summary>
    public T With<T>(EmailAddress mailbox, Func<MailboxMeter, T> act)
    {
        var meter = Of(mailbox);
        lock (meter) return act(meter);
    }

    /// <summary>Decides over a message by all limits, and counts it.</summary>
    /// <param name="time">The clock; it is read with the meter in hand, for its times must not go back.</param>
    /// <param name="view">The directory.</param>
    /// <param name="mailbox">The mailbox that submits.</param>
    /// <param name="message">What it asks of the limits.</param>
    /// <param name="from">Domain of the sender in the header.</param>
    /// <param name="recipients">Its recipients.</param>
    public (DateTimeOffset Now, SubmissionVerdict Verdict) Submit(
        TimeProvider time, TenantView view, TenantUser mailbox, SubmittedMessage message, string from, IReadOnlyList<string> recipients)
    {
        var limits = view.Organization.Limits;
        var onMicrosoft = limits.OnMicrosoftRecipientsPerDay > 0 && OrganizationMeter.IsInitial(from);
        // Asked of those alone whom a limit concerns: it is not to cost the others.
        var external = onMicrosoft || limits.ExternalRecipientsPerDay > 0 ? recipients.Count(view.IsExternal) : 0;
        var meter = Of(mailbox.Address);
        lock (meter)
        {
            if (external == 0)
            {
                var at = time.GetUtcNow();
                return (at, meter.Submit(at, message, mailbox, limits));
            }
            lock (_organization)
            {
                var at = time.GetUtcNow();
                if (_organization.Refusal(at, external, onMicrosoft, limits) is { } refusal)
                {
                    meter.Refuse();
                    return (at, new SubmissionVerdict(refusal, at));
                }
                var verdict = meter.Submit(at, message, mailbox, limits);
                if (verdict.Decision == SubmissionDecision.Accepted) _organization.Count(at, external, onMicrosoft);
                return (at, verdict);
            }
        }
    }

    private MailboxMeter Of(EmailAddress mailbox) => _meters.GetOrAdd(
        mailbox,
        static (address, meters) => new MailboxMeter(meters._stored.GetValueOrDefault(address.Value), meters._atStart.User(address)?.SentItemsClearedAt),
        this);
}
