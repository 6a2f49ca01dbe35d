using System.Globalization;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Workloads;

namespace IseMail.Scenarios.Reports;

/// <summary>What a mail tells of, in a few words; never a password.</summary>
public static class CauseText
{
    /// <summary>What happened.</summary>
    public static string Of(Happening happening) => happening switch
    {
        Happening.Caused caused => Of(caused.Cause),
        Happening.Noticed noticed => $"alarm {noticed.Signal.Alarm} about {noticed.Signal.Node}",
        Happening.AtPortal visit => Of(visit.First) + (visit.Then is { } then ? $", then {Verb(then(""))}" : ""),
        _ => throw new ArgumentOutOfRangeException(nameof(happening), happening, "no such happening"),
    };

    /// <summary>What is told of.</summary>
    public static string Of(Cause cause) => cause switch
    {
        Cause.GuestAccountExpiring expiring => $"the account of {expiring.Guest.UserName} expires",
        Cause.PasswordExpiring expiring => $"the password of {expiring.UserName} expires",
        Cause.AlarmRaised alarm => $"alarm {alarm.Name} about {alarm.Node}",
        Cause.ApprovalRequested asked => $"{asked.Guest.UserName} waits for approval",
        Cause.ApprovalDecided decided => $"{decided.Guest.UserName} was {(decided.Password is null ? "denied" : "approved")}",
        Cause.CredentialsCopied copied => $"a copy of what {copied.Guest.UserName} was told",
        Cause.CredentialsSummarised summed => string.Create(CultureInfo.InvariantCulture, $"a summary of {summed.Guests.Length} accounts"),
        Cause.PortalTested => "an administrator's test of a portal's mail",
        Cause.CredentialsIssued issued => $"credentials of {issued.Guest.UserName} ({Reason(issued.Reason)})",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "no such cause"),
    };

    private static string Of(GuestRequest request) => $"at the portal of {request.Portal}: {Verb(request)}";

    private static string Verb(GuestRequest request) => request switch
    {
        GuestRequest.Register => "a guest registers",
        GuestRequest.Create => "a sponsor creates an account",
        GuestRequest.Act { Action: GuestAction.ResetPassword } => "the password is reset",
        GuestRequest.Act => "an account is changed",
        GuestRequest.OpenLink => "an approver opens a link",
        GuestRequest.Resend => "the sponsor sends the credentials again",
        _ => throw new ArgumentOutOfRangeException(nameof(request), request, "no such request"),
    };

    private static string Reason(CredentialsReason reason) => reason switch
    {
        CredentialsReason.SelfRegistered => "self-registered",
        CredentialsReason.SponsorCreated => "from a sponsor",
        _ => "password reset",
    };
}
