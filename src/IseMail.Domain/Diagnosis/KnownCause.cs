using System.Collections.Immutable;

namespace IseMail.Domain.Diagnosis;

/// <summary>Something that keeps mail from leaving, and how it is put right.</summary>
/// <param name="Id">Its name in drills and tests: words with hyphens.</param>
/// <param name="What">The cause, in a sentence.</param>
/// <param name="Mend">What puts it right, in a sentence or two; commands as Microsoft and Cisco call them.</param>
/// <param name="Step">The step of Cisco document 225520, or <c>-</c> where it has none.</param>
public sealed record KnownCause(string Id, string What, string Mend, string Step)
{
    /// <inheritdoc/>
    public override string ToString() => Id;
}

/// <summary>All causes that the diagnosis knows.</summary>
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

    /// <summary>The secret cannot be read.</summary>
    public static KnownCause SecretUnreadable { get; } = new(
        "secret-unreadable", "The client secret cannot be read where the settings say it is.", "Put it there, or save the settings with the secret itself.", Page);

    /// <summary>The scope is wrong.</summary>
    public static KnownCause ScopeWrong { get; } = new(
        "scope-wrong", "The scope is not Exchange Online's.", "Use https://outlook.office.com/.default, which ISE fills in.", Page);

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

    /// <summary>The mailbox cannot be opened.</summary>
    public static KnownCause MailboxCannotBeOpened { get; } = new(
        "mailbox-cannot-be-opened", "The application may authenticate but not open the mailbox; Exchange calls that transient, and it is not.",
        "Check that the mailbox exists, is licensed and not on hold or deleted, and that the service principal has FullAccess on it.", "step 2, item 7, V");

    /// <summary>A policy refuses.</summary>
    public static KnownCause PolicyRefuses { get; } = new(
        "policy-refuses", "A policy of the tenant (Conditional Access, security defaults) refuses the sign-in.",
        "Exclude the application or its address from the policy.", "-");

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

    /// <summary>Send As is missing.</summary>
    public static KnownCause SendAsMissing { get; } = new(
        "send-as-missing", "The mail leaves under an address that the mailbox may not send as; a connection test does not show that.",
        "Let mail leave from the mailbox's own address, or give the mailbox Send As on the other one (Add-RecipientPermission).", "introduction, sender addresses; verification");

    /// <summary>Too many connections.</summary>
    public static KnownCause TooManyConnections { get; } = new(
        "too-many-connections", "More than three connections use the mailbox at once, so every one of them is refused.",
        "Have fewer senders use the mailbox, or give some a mailbox of their own.", "-");

    /// <summary>The day's quota is used up.</summary>
    public static KnownCause QuotaUsedUp { get; } = new(
        "daily-quota-used-up", "The mailbox has sent to 10,000 recipients in 24 hours. The reply calls itself permanent and is not: it ends as the day slides on.",
        "Wait, or spread the mail over several mailboxes.", "-");

    /// <summary>The mailbox is full.</summary>
    public static KnownCause MailboxFull { get; } = new(
        "mailbox-full", "Sent Items has filled the mailbox: every mail that is sent is kept there.", "Empty Sent Items, and give the folder a retention policy.", "-");

    /// <summary>External recipients are used up.</summary>
    public static KnownCause ExternalRecipientsUsedUp { get; } = new(
        "external-recipients-used-up", "The tenant's allowance for recipients outside is used up; from an onmicrosoft.com address it is 100 a day.",
        "Send from a domain of the organisation's own.", "-");

    /// <summary>The sender is blocked.</summary>
    public static KnownCause SenderBlocked { get; } = new(
        "sender-blocked", "Microsoft has blocked the mailbox or the tenant for sending.", "Have the block lifted on the Restricted entities page of Microsoft Defender.", "-");

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
        SecretExpired, SecretUnreadable, ScopeWrong, PermissionMissing, ConsentMissing, ServicePrincipalMissing, ObjectIdOfRegistration, MailboxPermissionMissing,
        MailboxCannotBeOpened, PolicyRefuses, BasicAuthenticationOff, NoWayOut, ProxyNameUnknown, ProxyUnreachable, ProxyLoginWrong, ProxyRefuses, NameUnknown, PortWrong, CertificateMissing,
        CertificateOfEntraIdMissing, CertificateOfExchangeMissing, CertificateNotTrustedFor, ClockWrong,
        CertificateOfAnother, NoEncryption, SendAsMissing, TooManyConnections, QuotaUsedUp, MailboxFull, ExternalRecipientsUsedUp, SenderBlocked, TokensThrottled, Passing, NotConfigured,
    ];

    /// <summary>The cause of that name, or <c>null</c>.</summary>
    public static KnownCause? Find(string id) => All.FirstOrDefault(cause => string.Equals(cause.Id, id, StringComparison.OrdinalIgnoreCase));
}
