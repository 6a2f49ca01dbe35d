using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Identity;
using IseMail.Tenant.Transcripts;

namespace IseMail.Tenant.Mailboxes;

/// <summary>What has happened in a tenant and can be looked up.</summary>
/// <param name="Mails">What has arrived.</param>
/// <param name="Tokens">The newest requests for tokens.</param>
/// <param name="Sessions">The newest submission sessions.</param>
/// <param name="Counters">What a mailbox has submitted.</param>
/// <param name="TokensIssued">How many tokens the tenant has issued.</param>
public sealed record TenantHistory(MailboxStore Mails, TokenLog Tokens, SessionLog Sessions, Func<EmailAddress, MailboxCounters> Counters, Func<long> TokensIssued);
