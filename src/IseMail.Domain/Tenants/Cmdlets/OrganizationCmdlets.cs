using System.Collections.Immutable;

namespace IseMail.Domain.Tenants.Cmdlets;

/// <summary>Switches and limits of the whole tenant.</summary>
internal static class OrganizationCmdlets
{
    public static ImmutableArray<Cmdlet> All { get; } =
    [
        new("get-organization", "Get-MgOrganization", "Show the tenant: its ID, which ISE asks for, and its domain.", [],
            (directory, _, _) => Say.List(directory, CmdletObject.Of(("Id", directory.TenantId), ("VerifiedDomains", directory.Domain)))),
        new("set-transport-config", "Set-TransportConfig", "Switch SMTP AUTH of the whole tenant, OAuth included.",
            [new("SmtpClientAuthenticationDisabled", ParameterKind.Flag, "true switches it off.", Required: true)],
            (directory, arguments, _) => Changed(directory, directory.Organization with { SmtpClientAuthenticationDisabled = arguments.Flag("SmtpClientAuthenticationDisabled")!.Value })),
        new("get-transport-config", "Get-TransportConfig", "Show the tenant's switch of SMTP AUTH.", [],
            (directory, _, _) => Say.List(directory, CmdletObject.Of(("SmtpClientAuthenticationDisabled", directory.Organization.SmtpClientAuthenticationDisabled)))),
        new("set-security-defaults", "Update-MgPolicyIdentitySecurityDefaultEnforcementPolicy", "Switch security defaults, which forbid basic authentication.",
            [new("IsEnabled", ParameterKind.Flag, "true switches them on.", Required: true)],
            (directory, arguments, _) => Changed(directory, directory.Organization with { SecurityDefaults = arguments.Flag("IsEnabled")!.Value })),
        new("get-security-defaults", "Get-MgPolicyIdentitySecurityDefaultEnforcementPolicy", "Show whether security defaults are on.", [],
            (directory, _, _) => Say.List(directory, CmdletObject.Of(("IsEnabled", directory.Organization.SecurityDefaults)))),
        new("set-conditional-access", "New-MgIdentityConditionalAccessPolicy", "Have a policy block legacy authentication, which is user and password in SMTP.",
            [new("BlockLegacyAuthentication", ParameterKind.Flag, "true blocks it; stands for a policy of the client apps 'Other clients'.", Required: true)],
            (directory, arguments, _) => Changed(directory, directory.Organization with { BlocksLegacyAuthentication = arguments.Flag("BlockLegacyAuthentication")!.Value })),
        new("get-conditional-access", "Get-MgIdentityConditionalAccessPolicy", "Show whether a policy blocks legacy authentication.", [],
            (directory, _, _) => Say.List(directory, CmdletObject.Of(("BlockLegacyAuthentication", directory.Organization.BlocksLegacyAuthentication)))),
        new("set-authentication-policy", "Set-AuthenticationPolicy", "Allow or forbid basic authentication in SMTP, or retire it for good.",
            [new("AllowBasicAuthSmtp", ParameterKind.Flag, "Whether user and password are taken."), new("Retired", ParameterKind.Flag, "true: as after Microsoft's last date; no real parameter.")], SetPolicy),
        new("get-authentication-policy", "Get-AuthenticationPolicy", "Show whether basic authentication is allowed.", [],
            (directory, _, _) => Say.List(directory, CmdletObject.Of(
                ("AllowBasicAuthSmtp", directory.Organization.BasicAuthentication == BasicAuthentication.Allowed), ("Retired", directory.Organization.BasicAuthentication == BasicAuthentication.Retired)))),
        new("set-submission-limits", "(none: Microsoft sets them)", "Set what each mailbox, and the tenant, may submit.",
            [
                Limit("Connections", "Concurrent connections of a mailbox."), Limit("Messages", "Messages of a mailbox in any minute, or what Per says."),
                new("Per", ParameterKind.Duration, "The period of Messages."),
                new("Excess", ParameterKind.Text, "What becomes of more messages.") { Choices = ["Delay", "Refuse"] },
                Limit("RecipientsPerDay", "Recipients of a mailbox in 24 hours."), Limit("OnMicrosoftRecipientsPerDay", "External recipients of onmicrosoft.com senders in 24 hours."),
                Limit("ExternalRecipientsPerDay", "External recipients of the tenant in 24 hours."),
                new("Trial", ParameterKind.Flag, "Whether the tenant has only trial licences."),
                new("Refusal", ParameterKind.Text, "How a token is refused.") { Choices = ["Direct", "Challenge"] },
                new("PropagationDelay", ParameterKind.Duration, "How long a change of permissions takes to be in effect."),
            ], SetLimits),
        new("get-submission-limits", "(none: Microsoft sets them)", "Show the limits.", [], GetLimits),
    ];

    private static CmdletParameter Limit(string name, string does) => new(name, ParameterKind.Number, does + " 0: no limit.");

    private static CmdletOutcome Changed(TenantDirectory directory, OrganizationSettings settings) => Say.Changed(directory with { Organization = settings });

    private static CmdletOutcome SetPolicy(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        var basic = directory.Organization.BasicAuthentication;
        if (arguments.Flag("AllowBasicAuthSmtp") is { } allowed) basic = allowed ? BasicAuthentication.Allowed : BasicAuthentication.Disabled;
        if (arguments.Flag("Retired") is { } retired) basic = retired ? BasicAuthentication.Retired : basic == BasicAuthentication.Retired ? BasicAuthentication.Disabled : basic;
        return Changed(directory, directory.Organization with { BasicAuthentication = basic });
    }

    private static CmdletOutcome SetLimits(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        var settings = directory.Organization;
        var limits = settings.Limits;
        if (arguments.Duration("Per") == TimeSpan.Zero) return Say.Refused("Cannot process argument transformation on parameter 'Per'. The period must be greater than zero.");
        return Changed(directory, settings with
        {
            Limits = limits with
            {
                Connections = arguments.Number("Connections") ?? limits.Connections,
                Messages = arguments.Number("Messages") ?? limits.Messages,
                Per = arguments.Duration("Per") ?? limits.Per,
                Excess = arguments.Text("Excess") is { } excess ? Enum.Parse<ExcessMessages>(excess, ignoreCase: true) : limits.Excess,
                RecipientsPerDay = arguments.Number("RecipientsPerDay") ?? limits.RecipientsPerDay,
                OnMicrosoftRecipientsPerDay = arguments.Number("OnMicrosoftRecipientsPerDay") ?? limits.OnMicrosoftRecipientsPerDay,
                ExternalRecipientsPerDay = arguments.Number("ExternalRecipientsPerDay") ?? limits.ExternalRecipientsPerDay,
                Trial = arguments.Flag("Trial") ?? limits.Trial,
            },
            Refusal = arguments.Text("Refusal") is { } refusal ? Enum.Parse<TokenRefusalStyle>(refusal, ignoreCase: true) : settings.Refusal,
            PropagationDelay = arguments.Duration("PropagationDelay") ?? settings.PropagationDelay,
        });
    }

    private static CmdletOutcome GetLimits(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings)
    {
        var limits = directory.Organization.Limits;
        return Say.List(directory, CmdletObject.Of(
            ("Connections", limits.Connections), ("Messages", limits.Messages), ("Per", limits.Per), ("Excess", limits.Excess.ToString()), ("RecipientsPerDay", limits.RecipientsPerDay),
            ("OnMicrosoftRecipientsPerDay", limits.OnMicrosoftRecipientsPerDay), ("ExternalRecipientsPerDay", limits.ExternalRecipientsPerDay), ("Trial", limits.Trial),
            ("Refusal", directory.Organization.Refusal.ToString()), ("PropagationDelay", directory.Organization.PropagationDelay)));
    }
}
