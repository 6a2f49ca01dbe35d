using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Duties;

/// <summary>
/// A duty is the sending of one purpose's mail, which exactly one persona owns. Source: Cisco document 225520,
/// "Configure and Troubleshoot OAuth-Based SMTP Authentication in ISE", table of sending nodes.
/// </summary>
public static class Duty
{
    /// <summary>The persona that owns <paramref name="purpose"/>.</summary>
    public static Persona Owner(MailPurpose purpose) => purpose switch
    {
        MailPurpose.GuestExpiry or MailPurpose.PasswordExpiry or MailPurpose.PortalTest => Persona.Pan,
        MailPurpose.Alarm => Persona.Mnt,
        MailPurpose.SponsorNotice or MailPurpose.GuestNotice => Persona.Psn,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "no such purpose"),
    };

    /// <summary>
    /// Whether one node at a time acts on <paramref name="purpose"/> for the whole deployment: the primary PAN, the
    /// active MnT. The others belong to whichever PSN's portal was used.
    /// </summary>
    public static bool IsClusterWide(MailPurpose purpose) => Owner(purpose) != Persona.Psn;
}
