using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Settings;

/// <summary>
/// ISE's SMTP server page with "MS Exchange Online OAuth" chosen: where mail is submitted and as which mailbox.
/// Source: Cisco document 225520, section on the SMTP server settings.
/// </summary>
/// <param name="Host">The submission server's DNS name; its certificate must name it.</param>
/// <param name="Port">Its TCP port; 587 for Exchange Online.</param>
/// <param name="ConnectionTimeout">How long any one step of a connection may take; 60 s on ISE's page.</param>
/// <param name="Mailbox">The Exchange Online mailbox that submits (the page's e-mail address).</param>
/// <param name="OAuth">How its access token is had.</param>
/// <param name="TrustedAuthorities">
/// PEM files (absolute paths) of certificate authorities trusted for the token endpoint and the submission server beside the machine's
/// own; empty for Microsoft 365.
/// </param>
public sealed record SmtpServerSettings(
    string Host,
    int Port,
    TimeSpan ConnectionTimeout,
    EmailAddress Mailbox,
    OAuthSettings OAuth,
    ImmutableArray<string> TrustedAuthorities);

/// <summary>The OAuth block of the page: client credentials of an Entra ID application.</summary>
/// <param name="TenantId">Directory (tenant) ID or verified domain.</param>
/// <param name="ClientId">Application (client) ID.</param>
/// <param name="ClientSecret">Where the secret's value is read from; the value itself is never part of the settings.</param>
/// <param name="Authority">
/// The token service's address up to and including the tenant, https: MSAL appends <c>/oauth2/v2.0/token</c>.
/// </param>
/// <param name="Scope">The resource's scope, ending in <c>/.default</c>. ISE fills in <c>https://outlook.office.com/.default</c>.</param>
public sealed record OAuthSettings(
    string TenantId,
    string ClientId,
    SecretSource ClientSecret,
    Uri Authority,
    string Scope);

/// <summary>Where a secret is read from when it is needed. Never the secret itself.</summary>
public abstract record SecretSource
{
    private SecretSource() { }

    /// <summary>The first line of a file, given by its absolute path.</summary>
    public sealed record File(string Path) : SecretSource;

    /// <summary>An environment variable.</summary>
    public sealed record Environment(string Variable) : SecretSource;

    /// <summary>The embedded tenant's own application, whose secret the program makes at start.</summary>
    public sealed record Embedded : SecretSource;
}
