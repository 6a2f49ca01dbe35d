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
        if (server.OAuth is not { } oauth || server.Mailbox is not { } address || !Guid.TryParse(oauth.ClientId, out var client)) return TenantFacts.Unknown;
        var directory = tenant.Directory.Current;
        var application = directory.Application(client);
        var user = directory.User(address);
        return new TenantFacts(
            user is not null,
            user?.Licensed,
            user?.SignInBlocked,
            user is null ? null : user.SmtpClientAuthenticationDisabled == true,
            directory.Organization.SmtpClientAuthenticationDisabled,
            application?.Requested.Contains(ApplicationRegistration.SmtpSendAsApp),
            application?.Consented.Contains(ApplicationRegistration.SmtpSendAsApp),
            [.. directory.Permissions.ServicePrincipals.Where(principal => principal.AppId == client).Select(principal => Text(principal.ObjectId))],
            application is null ? null : Text(application.PrincipalObjectId),
            directory.Permissions.FullAccess.Any(permission => permission.AppId == client && permission.Mailbox == address));
    }

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);
}
