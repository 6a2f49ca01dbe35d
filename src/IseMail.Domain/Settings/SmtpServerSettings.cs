using IseMail.Domain.Notices;

namespace IseMail.Domain.Settings;

/// <summary>
/// ISE's SMTP server page: where mail is submitted and as whom. Source: Cisco document 225520, step 3.
/// </summary>
/// <param name="Host">The submission server's DNS name; its certificate must name it.</param>
/// <param name="Port">Its TCP port; 587 for Exchange Online.</param>
/// <param name="ConnectionTimeout">How long any one step of a connection may take; 60 s on ISE's page.</param>
/// <param name="Encryption">The page's switch "Enable TLS/SSL connection encryption".</param>
/// <param name="Authentication">The page's authentication settings.</param>
public sealed record SmtpServerSettings(
    string Host,
    int Port,
    TimeSpan ConnectionTimeout,
    ConnectionEncryption Encryption,
    SmtpAuthentication Authentication)
{
    /// <summary>The name of Exchange Online's submission server (M-MFD).</summary>
    public const string ExchangeOnlineHost = "smtp.office365.com";

    /// <summary>The port of client submission (RFC 6409, section 3.1).</summary>
    public const int SubmissionPort = 587;

    /// <summary>The page's connection timeout unless set otherwise (C-SMTP).</summary>
    public static TimeSpan StandardTimeout { get; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long the reply to the end of the data may take: 10 minutes (RFC 5321, section 4.5.3.2.6). Exchange Online holds mail beyond a
    /// mailbox's rate back instead of refusing it (M-SUBM); whoever hangs up earlier makes duplicates.
    /// </summary>
    public static TimeSpan FinalReply { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The mailbox that submits, where Exchange Online's is opened with a token; <c>null</c> with other authentication.</summary>
    public EmailAddress? Mailbox => (Authentication as SmtpAuthentication.ExchangeOnlineOAuth)?.Mailbox;

    /// <summary>How the access token is had; <c>null</c> with other authentication.</summary>
    public OAuthSettings? OAuth => (Authentication as SmtpAuthentication.ExchangeOnlineOAuth)?.OAuth;
}

/// <summary>Whether the way to the submission server is encrypted.</summary>
public enum ConnectionEncryption
{
    /// <summary>STARTTLS, without which nothing is submitted.</summary>
    Tls,

    /// <summary>None: for a relay in the own network that takes mail without a login, as ISE used before it knew secure SMTP (C-119213).</summary>
    None,
}

/// <summary>The authentication settings of the SMTP server page.</summary>
public abstract record SmtpAuthentication
{
    private SmtpAuthentication() { }

    /// <summary>"Use Authentication Settings" is off.</summary>
    public sealed record None : SmtpAuthentication;

    /// <summary>User name and password (AUTH LOGIN), which Exchange Online takes no longer (M-EXBLOG).</summary>
    public sealed record Password(string UserName, SecretSource Secret) : SmtpAuthentication;

    /// <summary>"MS Exchange Online OAuth".</summary>
    /// <param name="Mailbox">The page's e-mail address: the Exchange Online mailbox that submits.</param>
    /// <param name="OAuth">How its access token is had.</param>
    public sealed record ExchangeOnlineOAuth(EmailAddress Mailbox, OAuthSettings OAuth) : SmtpAuthentication;
}

/// <summary>The OAuth block of the page: client credentials of an Entra ID application.</summary>
/// <param name="TenantId">Directory (tenant) ID or verified domain.</param>
/// <param name="ClientId">Application (client) ID.</param>
/// <param name="ClientSecret">Where the secret's value is read from; never the value in the clear.</param>
/// <param name="SecretExpires">
/// The page's expiry date, as the administrator typed it: nothing checks it against Entra ID, and the alarms about the
/// secret's expiry follow it. <c>null</c>: none was typed.
/// </param>
/// <param name="Authority">
/// The token service's address up to and including the tenant, https: the token endpoint is <c>/oauth2/v2.0/token</c>
/// below it. Filled in by ISE.
/// </param>
/// <param name="Scope">The resource's scope, ending in <c>/.default</c>. Filled in by ISE.</param>
public sealed record OAuthSettings(
    string TenantId,
    string ClientId,
    SecretSource ClientSecret,
    DateOnly? SecretExpires,
    Uri Authority,
    string Scope)
{
    /// <summary>What ISE fills in as scope (Cisco document 225520); Microsoft's page has outlook.office365.com instead (M-OAUTH).</summary>
    public const string ExchangeOnlineScope = "https://outlook.office.com/.default";

    /// <summary>The host of Entra ID's token service.</summary>
    public const string EntraHost = "login.microsoftonline.com";

    /// <summary>The authority that ISE fills in for a tenant.</summary>
    public static Uri AuthorityOf(string tenantId) => new($"https://{EntraHost}/{Uri.EscapeDataString(tenantId)}");

    /// <summary>The page's read-only field "OAuth Token Endpoint API".</summary>
    public Uri TokenEndpoint => new(Authority.AbsoluteUri.TrimEnd('/') + "/oauth2/v2.0/token");
}
