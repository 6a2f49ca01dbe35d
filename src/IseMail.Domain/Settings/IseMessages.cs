using IseMail.Domain.Sending;

namespace IseMail.Domain.Settings;

/// <summary>
/// What ISE's SMTP server page says of a connection test, and the exception its guest.log shows with it. The five texts
/// that Cisco document 225520 shows are given word for word; for what the document does not show, the page here says that
/// the connection failed and repeats the raw code, because ISE's own words are not known.
/// <para>
/// ISE's words mislead: whatever makes Exchange refuse a token is an <c>Invalid email address</c> to it, and a
/// firewall is a time-out. That is kept, for it is what an administrator has to live with; the diagnosis says more.
/// </para>
/// </summary>
public static class IseMessages
{
    /// <summary>The token service does not know the tenant.</summary>
    public const string InvalidTenant = "Invalid OAuth endpoint or tenant identifier";

    /// <summary>The token service does not accept the secret.</summary>
    public const string InvalidSecret = "Invalid client secret";

    /// <summary>Exchange does not accept the token for the mailbox.</summary>
    public const string InvalidAddress = "Invalid email address";

    /// <summary>A chain ends nowhere.</summary>
    public const string NoCertificationPath = "unable to find valid certification path to requested target";

    private const string Pkix =
        "sun.security.validator.ValidatorException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: ";

    /// <summary>The page after a test that succeeded.</summary>
    public static string Success(string host) => $"Successfully connected to {host}.";

    /// <summary>The page after a test that failed.</summary>
    /// <param name="failure">How it failed.</param>
    /// <param name="host">The submission server of the page: named whichever server did not answer.</param>
    public static string Failure(ConnectionFailure failure, string host) => failure.Problem switch
    {
        ConnectionProblem.TimedOut => $"Connection to {host} failed: connect timed out",
        ConnectionProblem.TenantInvalid => InvalidTenant,
        ConnectionProblem.SecretInvalid => InvalidSecret,
        ConnectionProblem.AuthenticationUnsuccessful => InvalidAddress,
        ConnectionProblem.CertificateUntrusted => NoCertificationPath,
        ConnectionProblem.Refused => $"Connection to {host} failed: Connection refused",
        ConnectionProblem.NameUnknown => $"Connection to {host} failed: unknown host",
        _ => $"Connection to {host} failed: {failure.Reason}",
    };

    /// <summary>
    /// The exception that guest.log shows behind the failure. The first and the last are in the document; the others are
    /// what Java's libraries say for the same fault.
    /// </summary>
    public static string Exception(ConnectionFailure failure) => failure.Problem switch
    {
        ConnectionProblem.TimedOut => "java.net.SocketTimeoutException: connect timed out",
        ConnectionProblem.Refused => "java.net.ConnectException: Connection refused",
        ConnectionProblem.NameUnknown => "java.net.UnknownHostException",
        ConnectionProblem.Broken => "java.net.SocketException: Connection reset",
        ConnectionProblem.ProxyRefused => "java.io.IOException: Unable to tunnel through proxy",
        ConnectionProblem.ProxyLoginRefused => "java.io.IOException: Unable to tunnel through proxy. Proxy returns \"HTTP/1.1 407 Proxy Authentication Required\"",
        ConnectionProblem.CertificateOfAnother => "java.security.cert.CertificateException: No subject alternative DNS name matching the host found",
        ConnectionProblem.CertificateOutOfTime => "java.security.cert.CertificateExpiredException",
        ConnectionProblem.CertificateUntrusted => Pkix + NoCertificationPath,
        ConnectionProblem.AuthenticationUnsuccessful or ConnectionProblem.SubmissionDisabled or ConnectionProblem.PolicyRefused
            or ConnectionProblem.BasicAuthenticationDisabled or ConnectionProblem.PasswordRefused or ConnectionProblem.MechanismRefused
            or ConnectionProblem.AuthenticationDataInvalid => "javax.mail.AuthenticationFailedException",
        _ => failure.Party == ConnectionParty.TokenService ? "java.io.IOException" : "javax.mail.MessagingException",
    };
}
