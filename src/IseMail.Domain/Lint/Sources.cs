namespace IseMail.Domain.Lint;

/// <summary>Where the rules have their reasons from.</summary>
internal static class Sources
{
    public const string OAuthSmtp = "https://www.cisco.com/c/en/us/support/docs/ip/simple-mail-transfer-protocol-smtp/225520-configure-and-troubleshoot-oauth-based.html";
    public const string Scale = "https://www.cisco.com/c/en/us/td/docs/security/ise/performance_and_scalability/b_ise_perf_and_scale.html";
    public const string PanHa = "Cisco ISE OpenAPI, /api/v1/deployment/pan-ha (https://developer.cisco.com/docs/identity-services-engine/)";
    public const string Deployments = "Cisco ISE Administrator Guide, distributed deployment";
    public const string GuestApi = "Cisco ISE ERS API, guest SMTP settings, guest type and sponsor group (https://developer.cisco.com/docs/identity-services-engine/)";
    public const string Submission = "Microsoft, Improvements to client SMTP submission (MicrosoftDocs/OfficeDocs-Support, send-emails/smtp-submission-improvements.md)";
    public const string ClientSubmission = "Microsoft, Authenticated client SMTP submission (MicrosoftDocs/OfficeDocs-Exchange)";
    public const string OAuth = "https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth";
    public const string SplitBrain = "https://getakka.net/articles/clustering/split-brain-resolver.html";
    public const string AkkaSecurity = "https://getakka.net/articles/remoting/security.html";
    public const string AlarmMail = "DISA STIG for Cisco ISE, CSCO-NM-000220";
    public const string Parity = "docs/parity.md";
    public const string Failover = "docs/failover.md";
    public const string Settings = "docs/settings.md";
    public const string Notices = "docs/notices.md";
    public const string Containers = "docs/containers.md";
    public const string Topology = "docs/topology.md";
    public const string Tenant = "docs/tenant.md";
}
