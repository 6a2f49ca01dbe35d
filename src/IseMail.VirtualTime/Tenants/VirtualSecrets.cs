using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;

namespace IseMail.VirtualTime.Tenants;

/// <summary>
/// Secrets in virtual time. Nobody outside is shown them, so each place that a topology reads a secret from stands for a secret of its own:
/// whoever reads the same place has the same secret. What was typed in is what it is.
/// </summary>
/// <param name="settings">The tenant.</param>
internal sealed class VirtualSecrets(TenantSettings settings)
{
    /// <summary>What is read from a place.</summary>
    public static string Read(SecretSource source) => source is SecretSource.Stored stored ? new VirtualSeal().Open(stored.Value) : $"what is read from {source}";

    /// <summary>The secret of an application; <c>null</c>: it has none.</summary>
    public string? OfApplication(Guid clientId)
    {
        foreach (var application in settings.Applications)
        {
            if (application.ClientId == clientId) return Read(application.Secret ?? new SecretSource.Embedded());
        }
        return null;
    }

    /// <summary>The password of a user; <c>null</c>: the user has none.</summary>
    public string? OfUser(EmailAddress address)
    {
        foreach (var mailbox in settings.Mailboxes)
        {
            if (mailbox.Address == address && mailbox.Password is { } password) return Read(password);
        }
        return null;
    }
}
