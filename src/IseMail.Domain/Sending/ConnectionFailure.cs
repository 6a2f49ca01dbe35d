namespace IseMail.Domain.Sending;

/// <summary>Why a connection could not be opened.</summary>
/// <param name="Stage">How far it came.</param>
/// <param name="Kind">What that means for the next attempt.</param>
/// <param name="Reason">One line for a person, no secret in it.</param>
/// <param name="RetryAfter">How long the other side asked to be left alone, if it did.</param>
/// <param name="Problem">What is wrong, as far as this side can tell.</param>
/// <param name="Party">Who was being talked to.</param>
public sealed record ConnectionFailure(
    ConnectionStage Stage,
    ConnectionFailureKind Kind,
    string Reason,
    TimeSpan? RetryAfter = null,
    ConnectionProblem Problem = ConnectionProblem.Other,
    ConnectionParty Party = ConnectionParty.SubmissionServer)
{
    /// <summary>The name that has no address, where that is the problem; <c>null</c>: it is another.</summary>
    public string? UnknownName { get; init; }
}

/// <summary>The two servers that a submission needs.</summary>
public enum ConnectionParty
{
    /// <summary>Exchange Online, or another submission server.</summary>
    SubmissionServer,

    /// <summary>Entra ID, or another token service.</summary>
    TokenService,
}

/// <summary>The steps of opening a connection. Those up to TLS are taken with either party, with each in the order its protocol has.</summary>
public enum ConnectionStage
{
    /// <summary>Reading the client secret and getting an access token for it.</summary>
    Token,

    /// <summary>Resolving a server's name.</summary>
    NameResolution,

    /// <summary>Connecting to it.</summary>
    Tcp,

    /// <summary>
    /// Reaching the proxy, where there is one, and having it open a tunnel. It takes the place of the name and the connection:
    /// the proxy resolves and connects.
    /// </summary>
    Proxy,

    /// <summary>The submission server's greeting and EHLO reply.</summary>
    Greeting,

    /// <summary>The reply to STARTTLS.</summary>
    StartTls,

    /// <summary>The TLS handshake, with the certificate's chain.</summary>
    Tls,

    /// <summary>AUTH.</summary>
    Authentication,

    /// <summary>MAIL, in a connection test.</summary>
    Sender,
}

/// <summary>Names of stages and parties for people.</summary>
public static class ConnectionStages
{
    /// <summary>The stage as a test's result lists it.</summary>
    public static string Title(this ConnectionStage stage) => stage switch
    {
        ConnectionStage.Token => "token",
        ConnectionStage.NameResolution => "DNS",
        ConnectionStage.Tcp => "TCP",
        ConnectionStage.Proxy => "proxy",
        ConnectionStage.Greeting => "SMTP greeting",
        ConnectionStage.StartTls => "STARTTLS",
        ConnectionStage.Tls => "TLS chain",
        ConnectionStage.Authentication => "AUTH",
        ConnectionStage.Sender => "sender",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "no such stage"),
    };

    /// <summary>The party as a test's result names it.</summary>
    public static string Title(this ConnectionParty party) => party == ConnectionParty.TokenService ? "token service" : "submission server";
}

/// <summary>What a failure to open means for the next attempt.</summary>
public enum ConnectionFailureKind
{
    /// <summary>May pass by itself.</summary>
    Transient,

    /// <summary>The mailbox has too many connections (432): have fewer.</summary>
    TooManyConnections,

    /// <summary>The server refused the token: a fresh one may be accepted, else somebody must act.</summary>
    TokenRefused,

    /// <summary>Settings or the tenant must be changed by a person; tried again, slowly, because they may be.</summary>
    Configuration,
}

/// <summary>
/// What is wrong with a way to the submission server, as far as the side of ISE can tell. Several mistakes in the tenant
/// look the same from here; telling them apart is the diagnosis's business.
/// </summary>
public enum ConnectionProblem
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>There are no settings to open it with.</summary>
    NotConfigured,

    /// <summary>The name has no address.</summary>
    NameUnknown,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>Nobody listens there.</summary>
    Refused,

    /// <summary>The other side ended it.</summary>
    Broken,

    /// <summary>The proxy would not open a tunnel.</summary>
    ProxyRefused,

    /// <summary>The proxy lets this user through with another password, or not at all (407).</summary>
    ProxyLoginRefused,

    /// <summary>The chain of the server's certificate does not end in a certificate that is trusted for it.</summary>
    CertificateUntrusted,

    /// <summary>The certificate is another host's.</summary>
    CertificateOfAnother,

    /// <summary>A certificate of the chain is not valid yet or no more, by this node's clock.</summary>
    CertificateOutOfTime,

    /// <summary>The server offers no STARTTLS.</summary>
    EncryptionNotOffered,

    /// <summary>The server offers no mechanism that could be used.</summary>
    MechanismNotOffered,

    /// <summary>The client secret cannot be read where it is said to be.</summary>
    SecretUnreadable,

    /// <summary>No such tenant (AADSTS90002, 900023), or the token endpoint is none.</summary>
    TenantInvalid,

    /// <summary>The tenant knows no such application (AADSTS700016), or it is disabled (7000112).</summary>
    ClientInvalid,

    /// <summary>The secret is not one of the application's (AADSTS7000215).</summary>
    SecretInvalid,

    /// <summary>The secret has expired (AADSTS7000222).</summary>
    SecretExpired,

    /// <summary>The scope is not one of client credentials, or its resource is not in the tenant.</summary>
    ScopeInvalid,

    /// <summary>The token service asks to be left alone (429).</summary>
    TokensThrottled,

    /// <summary>The token service cannot answer now (5xx).</summary>
    TokensUnavailable,

    /// <summary>The request for a token is not one of client credentials: a field is missing or cannot be read (AADSTS900144, 90013), the secret (7000216, 7000218), the grant (70003).</summary>
    TokenRequestInvalid,

    /// <summary>Any other refusal of the token service.</summary>
    TokenRefused,

    /// <summary>535 5.7.3: token, service principal or mailbox permission.</summary>
    AuthenticationUnsuccessful,

    /// <summary>535 5.7.139: authenticated SMTP is switched off for the tenant or the mailbox.</summary>
    SubmissionDisabled,

    /// <summary>535 5.7.139 or 550 5.7.30: user name and password are no longer taken.</summary>
    BasicAuthenticationDisabled,

    /// <summary>535 5.7.139: user and password were taken, and are wrong.</summary>
    PasswordRefused,

    /// <summary>535 5.7.139: a policy of the tenant.</summary>
    PolicyRefused,

    /// <summary>504: AUTH came before TLS, or with a mechanism that is not offered.</summary>
    MechanismRefused,

    /// <summary>501 5.5.124: the data of AUTH cannot be read.</summary>
    AuthenticationDataInvalid,

    /// <summary>500: the server does not know a command.</summary>
    CommandUnknown,

    /// <summary>432: more connections than the mailbox may have.</summary>
    TooManyConnections,

    /// <summary>A passing fault of the server (4xx).</summary>
    ServerBusy,

    /// <summary>The sender's address is not taken.</summary>
    SenderRefused,
}
