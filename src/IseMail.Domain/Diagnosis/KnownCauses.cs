using System.Collections.Immutable;

namespace IseMail.Domain.Diagnosis;

/// <summary>What keeps a connection from being opened, and with those of <see cref="SubmissionCauses"/> every cause that the diagnosis knows.</summary>
public static class KnownCauses
{
    private const string ConnectionProblem1 = "connection problem 1";
    private const string ConnectionProblem5 = "connection problem 5";
    private const string Import = "Import the root and the issuing certificates that the server sends, trusted for authentication within ISE and client-server communication";
    private const string Page = "step 3, Administration > System > Settings > SMTP Server";

    /// <summary>The page's address is no mailbox of the tenant.</summary>
    public static KnownCause MailboxMissing { get; } = new(
        "mailbox-missing", "The e-mail address on the SMTP server page is no mailbox of the tenant.",
        "Create the user with that address in the Microsoft 365 admin center, or correct the address on the page.", "step 1, items 1 and 2");

    /// <summary>The user has no licence.</summary>
    public static KnownCause LicenceMissing { get; } = new(
        "licence-missing", "The user of the mailbox has no product licence, so there is no mailbox to open.",
        "Assign a licence to the user (Set-MgUserLicense).", "step 1, item 3");

    /// <summary>Sign-in of the user is blocked.</summary>
    public static KnownCause SignInBlocked { get; } = new(
        "sign-in-blocked", "Sign-in of the mailbox's user is blocked.", "Unblock sign-in of the user in the Microsoft 365 admin center.", "step 1, item 6");

    /// <summary>Authenticated SMTP is off for the mailbox.</summary>
    public static KnownCause SmtpOffForMailbox { get; } = new(
        "smtp-auth-off-for-mailbox", "Authenticated SMTP is switched off for the mailbox, which stops OAuth as well as passwords.",
        "Tick Authenticated SMTP under Manage email apps of the user (Set-CASMailbox -SmtpClientAuthenticationDisabled $false).", "step 1, item 6");

    /// <summary>Authenticated SMTP is off for the tenant.</summary>
    public static KnownCause SmtpOffForTenant { get; } = new(
        "smtp-auth-off-for-tenant", "Authenticated SMTP is switched off for the whole tenant, and the mailbox follows it.",
        "Switch it on for the mailbox (Set-CASMailbox -SmtpClientAuthenticationDisabled $false), or for the tenant (Set-TransportConfig -SmtpClientAuthenticationDisabled $false).", "step 1, item 6");

    /// <summary>The tenant ID is wrong.</summary>
    public static KnownCause TenantIdWrong { get; } = new(
        "tenant-id-wrong", "The tenant ID on the SMTP server page names no directory.",
        "Copy the Directory (tenant) ID from the overview of the app registration.", "step 2, item 4; connection problem 2");

    /// <summary>The client ID is wrong.</summary>
    public static KnownCause ClientIdWrong { get; } = new(
        "client-id-wrong", "The directory has no application with the client ID on the SMTP server page.",
        "Copy the Application (client) ID from the overview of the app registration, or register the application in this directory.", "step 2, items 2 to 4");

    /// <summary>The application is disabled.</summary>
    public static KnownCause ApplicationDisabled { get; } = new(
        "application-disabled", "The application is disabled in the directory.", "Enable sign-in of the enterprise application.", "step 2, item 3");

    /// <summary>The secret is wrong.</summary>
    public static KnownCause SecretWrong { get; } = new(
        "secret-wrong", "The client secret on the SMTP server page is none of the application's.",
        "Make a new client secret and put its value on the page: a value is shown only when it is made.", "step 2, item 5; connection problem 3");

    /// <summary>The secret's ID was taken for its value.</summary>
    public static KnownCause SecretIdTaken { get; } = new(
        "secret-id-instead-of-value", "What stands on the SMTP server page as client secret is its Secret ID, not its Value.",
        "Make a new client secret and copy the column Value at once; the column Secret ID is not a secret.", "step 2, item 5; connection problem 3");

    /// <summary>The secret has expired.</summary>
    public static KnownCause SecretExpired { get; } = new(
        "secret-expired", "The client secret has expired.",
        "Make a new client secret, test and save it with its expiry date. Nodes that still have a token go on for up to 90 minutes, so nodes fail one after another.", "step 2, item 5; step 3, Expiry Date");

    /// <summary>The request had no secret.</summary>
    public static KnownCause SecretNotSent { get; } = new(
        "secret-not-sent", "The request for a token had no client secret.",
        "Enter the client secret's value on the page; then look whether a proxy that opens the encryption rewrites requests.", "step 2, item 5");

    /// <summary>The secret cannot be read.</summary>
    public static KnownCause SecretUnreadable { get; } = new(
        "secret-unreadable", "The client secret cannot be read where the settings say it is.", "Put it there, or save the settings with the secret itself.", Page);

    /// <summary>The scope is wrong.</summary>
    public static KnownCause ScopeWrong { get; } = new(
        "scope-wrong", "The scope is not Exchange Online's.", "Use https://outlook.office.com/.default, which ISE fills in.", Page);

    /// <summary>A field of the request was empty or unreadable.</summary>
    public static KnownCause TokenRequestMalformed { get; } = new(
        "token-request-malformed", "The request for a token lacked a field or could not be read: a field of the page is empty, or something rewrites requests on their way.",
        "Fill in every field of the page; exempt the token service from inspection by proxies.", Page);

    /// <summary>Another grant than client credentials.</summary>
    public static KnownCause GrantWrong { get; } = new(
        "grant-wrong", "Something asked for a token with another grant than client credentials, which is the only one that ISE uses.",
        "If a test outside of ISE asked, have it send grant_type=client_credentials.", "-");

    /// <summary>The permission was not added.</summary>
    public static KnownCause PermissionMissing { get; } = new(
        "permission-missing", "The application has no permission SMTP.SendAsApp: a token is issued all the same, without the role.",
        "Add the application permission SMTP.SendAsApp of Office 365 Exchange Online and grant admin consent.", "step 2, item 6");

    /// <summary>Consent was not granted.</summary>
    public static KnownCause ConsentMissing { get; } = new(
        "consent-missing", "The permission SMTP.SendAsApp has no admin consent: a token is issued all the same, without the role.",
        "Click Grant admin consent on the application's API permissions. A token that was fetched before lacks the role until it is renewed.", "step 2, item 6, number 5");

    /// <summary>No service principal in Exchange.</summary>
    public static KnownCause ServicePrincipalMissing { get; } = new(
        "service-principal-missing", "Exchange Online does not know the application's service principal.",
        "New-ServicePrincipal -AppId <client ID> -ObjectId <object ID of the enterprise application>.", "step 2, item 7, III; connection problem 4");

    /// <summary>The registration's object ID was taken.</summary>
    public static KnownCause ObjectIdOfRegistration { get; } = new(
        "object-id-of-the-registration", "The service principal was made with another object ID, such as that of the app registration page.",
        "Remove-ServicePrincipal, then New-ServicePrincipal with the Object ID that the Enterprise applications page shows.", "step 2, item 7, III; connection problem 4");

    /// <summary>No permission on the mailbox.</summary>
    public static KnownCause MailboxPermissionMissing { get; } = new(
        "mailbox-permission-missing", "The service principal has no FullAccess on the mailbox.",
        "Add-MailboxPermission -Identity <mailbox> -User <service principal> -AccessRights FullAccess.", "step 2, item 7, V; connection problem 4");

    /// <summary>A policy refuses.</summary>
    public static KnownCause PolicyRefuses { get; } = new(
        "policy-refuses", "A policy of the tenant (Conditional Access) refuses the sign-in.",
        "Exclude the application or its address from the policy.", "-");

    /// <summary>Security defaults forbid passwords.</summary>
    public static KnownCause SecurityDefaultsOn { get; } = new(
        "security-defaults-on", "User and password are used, and the tenant's security defaults forbid them.",
        "Choose MS Exchange Online OAuth on the page, which security defaults do not concern.", Page);

    /// <summary>User or password is wrong.</summary>
    public static KnownCause PasswordWrong { get; } = new(
        "password-wrong", "User and password are used, and they are not those of a mailbox that may sign in.",
        "Choose MS Exchange Online OAuth on the page; or correct them, and unblock the user's sign-in.", Page);

    /// <summary>AUTH was left out.</summary>
    public static KnownCause AuthenticationLeftOut { get; } = new(
        "authentication-left-out", "A mail was submitted without authentication.", "Tick Use Authentication Settings on the page.", Page);

    /// <summary>AUTH came too early, or in a way that is not offered.</summary>
    public static KnownCause MechanismNotTaken { get; } = new(
        "mechanism-not-taken", "Authentication came before encryption, or in a way that Exchange Online does not offer.",
        "Use encryption (TLS) and MS Exchange Online OAuth on the page.", Page);

    /// <summary>The data of AUTH was not readable.</summary>
    public static KnownCause AuthenticationDataMalformed { get; } = new(
        "authentication-data-malformed", "What was sent to authenticate cannot be read as XOAUTH2: it names no mailbox, or was changed on its way.",
        "Enter the mailbox's whole address, name@domain, as user on the page.", Page);

    /// <summary>Something changes the session.</summary>
    public static KnownCause SessionAltered { get; } = new(
        "session-altered", "The server does not understand what arrives: something in between, such as a firewall's SMTP inspection, changes it.",
        "Turn SMTP inspection of firewalls off for the submission server.", "-");

    /// <summary>Basic authentication is off.</summary>
    public static KnownCause BasicAuthenticationOff { get; } = new(
        "basic-authentication-off", "User and password are used, which Exchange Online takes no longer.",
        "Choose MS Exchange Online OAuth on the page.", Page);

    /// <summary>No network path.</summary>
    public static KnownCause NoWayOut { get; } = new(
        "no-way-out", "The node cannot reach the server: a firewall drops the connection, and the node does not go through a proxy.",
        "Correct the proxy settings, or let the node out to login.microsoftonline.com:443 and smtp.office365.com:587.", ConnectionProblem1);

    /// <summary>The proxy's name is wrong.</summary>
    public static KnownCause ProxyNameUnknown { get; } = new(
        "proxy-name-unknown", "The node cannot resolve the name of its proxy.", "Correct the proxy's host on the proxy page, or the node's name servers.", ConnectionProblem1);

    /// <summary>Nothing answers where the proxy should.</summary>
    public static KnownCause ProxyUnreachable { get; } = new(
        "proxy-unreachable", "No proxy answers at the host and port that are set.", "Correct the proxy's port or host on the proxy page, and see that the proxy runs.", ConnectionProblem1);

    /// <summary>The proxy does not know the user.</summary>
    public static KnownCause ProxyLoginWrong { get; } = new(
        "proxy-login-wrong", "The proxy does not let the node through: user or password are wrong, or missing (407).",
        "Set the proxy's user and password on the proxy page; a backup leaves them out.", ConnectionProblem1);

    /// <summary>The proxy refuses.</summary>
    public static KnownCause ProxyRefuses { get; } = new(
        "proxy-refuses", "The proxy does not open a tunnel to the server.",
        "Have the proxy let CONNECT through to login.microsoftonline.com:443 and smtp.office365.com:587.", ConnectionProblem1);

    /// <summary>The name is unknown.</summary>
    public static KnownCause NameUnknown { get; } = new(
        "name-unknown", "The node cannot resolve the server's name.", "Correct the server's name, or the node's name servers.", Page);

    /// <summary>The port is wrong.</summary>
    public static KnownCause PortWrong { get; } = new(
        "port-wrong", "Nobody listens at that port of the server: Exchange Online takes submissions at 587 (and 25), never at 465.",
        "Set the port to 587.", Page);

    /// <summary>No chain is trusted.</summary>
    public static KnownCause CertificateMissing { get; } = new(
        "certificate-missing", "The chain of the server's certificate is not in the node's trusted certificates.", $"{Import}. Entra ID and Exchange Online may have different chains.", ConnectionProblem5);

    /// <summary>Entra ID's chain is not trusted.</summary>
    public static KnownCause CertificateOfEntraIdMissing { get; } = new(
        "certificate-of-entra-id-missing", "The token service's chain is not in the node's trusted certificates, though others are: no token can be fetched.",
        $"{Import}: those that login.microsoftonline.com sends.", ConnectionProblem5);

    /// <summary>Exchange Online's chain is not trusted.</summary>
    public static KnownCause CertificateOfExchangeMissing { get; } = new(
        "certificate-of-exchange-online-missing", "The submission server's chain is not in the node's trusted certificates, though the token service's is: tokens come, and STARTTLS fails.",
        $"{Import}: those that smtp.office365.com sends after STARTTLS. They are not Entra ID's, of which alone the document speaks.", ConnectionProblem5);

    /// <summary>The chain is there without the usage.</summary>
    public static KnownCause CertificateNotTrustedFor { get; } = new(
        "certificate-not-trusted-for", "The certificate is in the store, but not trusted for authentication within ISE and client-server communication.",
        "Tick that use (Infrastructure) of the certificate.", ConnectionProblem5);

    /// <summary>The clock is wrong.</summary>
    public static KnownCause ClockWrong { get; } = new(
        "clock-wrong", "By the node's clock the server's certificate is not valid; the clock is probably wrong.", "Correct the node's time (NTP).", "-");

    /// <summary>Somebody else's certificate.</summary>
    public static KnownCause CertificateOfAnother { get; } = new(
        "certificate-of-another", "What answers shows another host's certificate: the name leads to the wrong server, or a proxy opens the encryption.",
        "Correct the server's name or the name servers; exempt the two servers from inspection.", ConnectionProblem5);

    /// <summary>Encryption is not offered.</summary>
    public static KnownCause NoEncryption { get; } = new(
        "no-encryption", "The server does not offer STARTTLS, so it is not Exchange Online or something in between removes the offer.",
        "Correct server and port; turn SMTP inspection of firewalls off.", Page);

    /// <summary>The token service throttles.</summary>
    public static KnownCause TokensThrottled { get; } = new(
        "tokens-throttled", "The token service asks to be left alone for a while.", "Wait for as long as it says; mail leaves by itself afterwards.", "-");

    /// <summary>A passing fault.</summary>
    public static KnownCause Passing { get; } = new(
        "passing-fault", "The server could not answer just then.", "Wait: it is tried again by itself.", "-");

    /// <summary>Nothing is configured.</summary>
    public static KnownCause NotConfigured { get; } = new(
        "not-configured", "No SMTP server settings are saved; after a restore they never are, because backups leave them out.",
        "Fill in the page, test and save. A secret cannot be read again in Entra ID: make a new one.", "step 3, note on Backup and Restore");

    /// <summary>Every one of them.</summary>
    public static ImmutableArray<KnownCause> All { get; } =
    [
        MailboxMissing, LicenceMissing, SignInBlocked, SmtpOffForMailbox, SmtpOffForTenant, TenantIdWrong, ClientIdWrong, ApplicationDisabled, SecretWrong, SecretIdTaken,
        SecretExpired, SecretNotSent, SecretUnreadable, ScopeWrong, TokenRequestMalformed, GrantWrong, PermissionMissing, ConsentMissing, ServicePrincipalMissing,
        ObjectIdOfRegistration, MailboxPermissionMissing, PolicyRefuses, SecurityDefaultsOn, PasswordWrong, AuthenticationLeftOut, MechanismNotTaken,
        AuthenticationDataMalformed, SessionAltered, BasicAuthenticationOff, NoWayOut, ProxyNameUnknown, ProxyUnreachable, ProxyLoginWrong, ProxyRefuses,
        NameUnknown, PortWrong, CertificateMissing, CertificateOfEntraIdMissing, CertificateOfExchangeMissing, CertificateNotTrustedFor, ClockWrong, CertificateOfAnother, NoEncryption, TokensThrottled, Passing, NotConfigured, .. SubmissionCauses.All,
    ];

    /// <summary>The cause of that name, or <c>null</c>.</summary>
    public static KnownCause? Find(string id) => All.FirstOrDefault(cause => string.Equals(cause.Id, id, StringComparison.OrdinalIgnoreCase));
}
