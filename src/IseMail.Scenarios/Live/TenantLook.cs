using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Diagnosis;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Hosting;

namespace IseMail.Scenarios.Live;

/// <summary>What the administrator of an embedded tenant sees about an SMTP server page.</summary>
internal static class TenantLook
{
    public static TenantFacts At(EmbeddedTenant tenant, SmtpServerSettings server)
    {
        if (server.OAuth is not { } oauth || !Guid.TryParse(oauth.ClientId, out var client)) return TenantFacts.Unknown;
        var settings = tenant.Settings;
        var application = settings.Applications.FirstOrDefault(known => known.ClientId == client);
        var mailbox = settings.Mailboxes.FirstOrDefault(known => known.Address == server.Mailbox);
        return TenantFacts.Unknown with
        {
            MailboxExists = mailbox is not null,
            Consented = application?.Permissions.Contains(ApplicationRegistration.SmtpSendAsApp),
            PrincipalObjectIds = [.. settings.ServicePrincipals.Where(principal => principal.AppId == client).Select(principal => Text(principal.ObjectId))],
            EnterpriseObjectId = application is null ? null : Text(application.PrincipalObjectId),
            FullAccess = mailbox?.FullAccess.Contains(client),
        };
    }

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);
}
