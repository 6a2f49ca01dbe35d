using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;

namespace IseMail.Domain.Diagnosis;

/// <summary>
/// Why no connection can be opened: from how far it came, what the other side said, what the token says of itself and what
/// can be looked up in the tenant. The most certain causes come first.
/// </summary>
public static class ConnectionDiagnosis
{
    /// <summary>The causes that explain <paramref name="failure"/>.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="server">The SMTP server page; <c>null</c>: not known, as with a pasted error.</param>
    /// <param name="token">What the token says that was had, if one was.</param>
    /// <param name="path">The node's way; <c>null</c>: not known.</param>
    /// <param name="secretIsGuid">Whether the secret has the form of an ID.</param>
    /// <param name="tenant">What was looked up.</param>
    public static ImmutableArray<Finding> Of(
        ConnectionFailure failure, SmtpServerSettings? server, TokenFacts? token, NodePath? path, bool secretIsGuid, TenantFacts tenant)
    {
        var said = failure.Reason;
        if (failure.Stage == ConnectionStage.Proxy && OfProxy(failure.Problem) is { } cause) return One(cause, path is null ? [said] : [said, Way(path)]);
        return failure.Problem switch
        {
            ConnectionProblem.NotConfigured => One(KnownCauses.NotConfigured, said),
            ConnectionProblem.NameUnknown => One(KnownCauses.NameUnknown, said),
            ConnectionProblem.TimedOut => TimedOut(failure, path),
            ConnectionProblem.Refused => Refused(failure, server, path),
            // A gateway's error: it would let the node through, and has no way there itself.
            ConnectionProblem.ProxyRefused => said.Contains(" 50", StringComparison.Ordinal)
                ? [Likely(KnownCauses.NameUnknown, said), Possible(KnownCauses.ProxyRefuses, said), Possible(KnownCauses.Passing, said)]
                : One(KnownCauses.ProxyRefuses, said),
            ConnectionProblem.ProxyLoginRefused => One(KnownCauses.ProxyLoginWrong, said),
            ConnectionProblem.CertificateUntrusted => Untrusted(failure, path),
            ConnectionProblem.CertificateOutOfTime => One(KnownCauses.ClockWrong, said),
            ConnectionProblem.CertificateOfAnother => One(KnownCauses.CertificateOfAnother, said),
            ConnectionProblem.EncryptionNotOffered => One(KnownCauses.NoEncryption, said),
            ConnectionProblem.MechanismNotOffered => server?.Authentication is SmtpAuthentication.Password
                ? [Likely(KnownCauses.BasicAuthenticationOff, said), Possible(KnownCauses.NoEncryption, said)]
                : One(KnownCauses.NoEncryption, said),
            ConnectionProblem.SecretUnreadable => One(KnownCauses.SecretUnreadable, said),
            ConnectionProblem.TenantInvalid => One(KnownCauses.TenantIdWrong, said),
            ConnectionProblem.ClientInvalid => One(Says(said, 7000112) ? KnownCauses.ApplicationDisabled : KnownCauses.ClientIdWrong, said),
            ConnectionProblem.SecretInvalid => secretIsGuid
                ? [Likely(KnownCauses.SecretIdTaken, said, "the secret has the form of an ID; values have not"), Possible(KnownCauses.SecretWrong, said)]
                : One(KnownCauses.SecretWrong, said),
            ConnectionProblem.SecretExpired => One(KnownCauses.SecretExpired, said),
            ConnectionProblem.ScopeInvalid => One(KnownCauses.ScopeWrong, said),
            ConnectionProblem.TokenRequestInvalid => One(
                Says(said, 7000216) || Says(said, 7000218) ? KnownCauses.SecretNotSent : Says(said, 70003) ? KnownCauses.GrantWrong : KnownCauses.TokenRequestMalformed, said),
            ConnectionProblem.TokensThrottled => One(KnownCauses.TokensThrottled, said),
            ConnectionProblem.TokensUnavailable or ConnectionProblem.ServerBusy or ConnectionProblem.Broken => One(KnownCauses.Passing, said),
            ConnectionProblem.AuthenticationUnsuccessful => Unsuccessful(failure, server, token, tenant),
            ConnectionProblem.SubmissionDisabled => One(said.Contains("Mailbox", StringComparison.OrdinalIgnoreCase) ? KnownCauses.SmtpOffForMailbox : KnownCauses.SmtpOffForTenant, said),
            ConnectionProblem.BasicAuthenticationDisabled => One(KnownCauses.BasicAuthenticationOff, said),
            ConnectionProblem.PasswordRefused => One(KnownCauses.PasswordWrong, said),
            ConnectionProblem.PolicyRefused => One(said.Contains("security defaults", StringComparison.OrdinalIgnoreCase) ? KnownCauses.SecurityDefaultsOn : KnownCauses.PolicyRefuses, said),
            ConnectionProblem.MechanismRefused => One(KnownCauses.MechanismNotTaken, said),
            ConnectionProblem.AuthenticationDataInvalid => [Likely(KnownCauses.AuthenticationDataMalformed, said), Possible(KnownCauses.SessionAltered, said)],
            ConnectionProblem.CommandUnknown => [Likely(KnownCauses.SessionAltered, said)],
            ConnectionProblem.TooManyConnections => One(SubmissionCauses.TooManyConnections, said),
            ConnectionProblem.SenderRefused => One(SubmissionCauses.SendAsMissing, said),
            _ => [],
        };
    }

    private static KnownCause? OfProxy(ConnectionProblem problem) => problem switch
    {
        ConnectionProblem.NameUnknown => KnownCauses.ProxyNameUnknown,
        ConnectionProblem.Refused or ConnectionProblem.TimedOut => KnownCauses.ProxyUnreachable,
        _ => null,
    };

    private static string Way(NodePath? path) => path?.Proxy switch
    {
        ProxySettings.Http proxy => string.Create(CultureInfo.InvariantCulture, $"the node goes through the proxy {proxy.Host}:{proxy.Port}"),
        null => "nothing is known of the node's proxy",
        _ => "the node goes out without a proxy",
    };

    private static ImmutableArray<Finding> TimedOut(ConnectionFailure failure, NodePath? path) => failure.Stage is ConnectionStage.Tcp or ConnectionStage.NameResolution
        ? One(KnownCauses.NoWayOut, failure.Reason, path is null ? "nothing answered to the connection" : Way(path))
        : [Likely(KnownCauses.Passing, failure.Reason), Possible(KnownCauses.NoWayOut, failure.Reason)];

    private static ImmutableArray<Finding> Refused(ConnectionFailure failure, SmtpServerSettings? server, NodePath? path) =>
        failure.Party == ConnectionParty.SubmissionServer && server?.Port is not (587 or 25)
            ? One(KnownCauses.PortWrong, failure.Reason)
            : [Likely(KnownCauses.NoWayOut, failure.Reason, Way(path)), Possible(KnownCauses.PortWrong, failure.Reason)];

    /// <summary>Entra ID's chain and Exchange Online's are not the same (docs/parity.md, trap 27): whose is missing, the party tells.</summary>
    private static ImmutableArray<Finding> Untrusted(ConnectionFailure failure, NodePath? path)
    {
        var whose = $"the chain of the {failure.Party.Title()} ends nowhere";
        if (failure.Reason.Contains("is in the store but not trusted for", StringComparison.Ordinal)) return One(KnownCauses.CertificateNotTrustedFor, whose, failure.Reason);
        if (path is null || !path.Trusted.Any(certificate => certificate.IsForServers)) return One(KnownCauses.CertificateMissing, whose, failure.Reason);
        var missing = failure.Party == ConnectionParty.TokenService ? KnownCauses.CertificateOfEntraIdMissing : KnownCauses.CertificateOfExchangeMissing;
        return path.Trusted.Any(certificate => !certificate.IsForServers)
            ? [Likely(missing, whose, failure.Reason), Possible(KnownCauses.CertificateNotTrustedFor, failure.Reason)]
            : One(missing, whose, failure.Reason);
    }

    /// <summary>
    /// Missing consent, a wrong object ID and a missing permission all end in the same 535 (docs/parity.md, trap 6), and ISE
    /// blames the e-mail address. The token tells the first from the others; only a look into the tenant tells the rest.
    /// </summary>
    private static ImmutableArray<Finding> Unsuccessful(ConnectionFailure failure, SmtpServerSettings? server, TokenFacts? token, TenantFacts tenant)
    {
        var certain = new List<Finding>();
        if (token is not null && !token.Roles.Contains(ApplicationRegistration.SmtpSendAsApp, StringComparer.Ordinal))
        {
            string[] evidence = [failure.Reason, token.Roles.IsEmpty ? "the token was issued, but has no roles" : $"the token's roles are {string.Join(", ", token.Roles)}"];
            if (tenant.PermissionRequested == false) certain.Add(Certain(KnownCauses.PermissionMissing, evidence));
            else if (tenant.PermissionRequested == true) certain.Add(Certain(KnownCauses.ConsentMissing, [.. evidence, "the permission is asked for"]));
            else return [Likely(KnownCauses.ConsentMissing, evidence), Likely(KnownCauses.PermissionMissing, evidence)];
        }
        if (tenant.MailboxExists == false) certain.Add(Certain(KnownCauses.MailboxMissing, failure.Reason, $"{server?.Mailbox} is no mailbox"));
        if (tenant.MailboxLicensed == false) certain.Add(Certain(KnownCauses.LicenceMissing, failure.Reason, $"the user of {server?.Mailbox} has no licence"));
        if (tenant.SignInBlocked == true) certain.Add(Certain(KnownCauses.SignInBlocked, failure.Reason));
        if (tenant.PrincipalObjectIds is { } principals)
        {
            var wanted = token?.ObjectId ?? tenant.EnterpriseObjectId;
            if (principals.IsEmpty) certain.Add(Certain(KnownCauses.ServicePrincipalMissing, failure.Reason, "Get-ServicePrincipal does not list the application"));
            else if (wanted is not null && !principals.Contains(wanted, StringComparer.OrdinalIgnoreCase))
                certain.Add(Certain(KnownCauses.ObjectIdOfRegistration, failure.Reason, $"the token is of object {wanted}, Get-ServicePrincipal shows {string.Join(", ", principals)}"));
        }
        if (tenant.FullAccess == false && tenant.MailboxExists != false) certain.Add(Certain(KnownCauses.MailboxPermissionMissing, failure.Reason, $"Get-MailboxPermission of {server?.Mailbox} does not list the service principal"));
        if (certain.Count > 0) return [.. certain];

        string[] seen = token is null ? [failure.Reason] : [failure.Reason, "the token was issued with the role SMTP.SendAsApp"];
        string[] identity = token?.ObjectId is { } id ? [.. seen, $"Get-ServicePrincipal must show the ObjectId {id}"] : seen;
        return
        [
            Possible(KnownCauses.ObjectIdOfRegistration, identity),
            Possible(KnownCauses.ServicePrincipalMissing, identity),
            Possible(KnownCauses.MailboxPermissionMissing, seen),
            Possible(KnownCauses.MailboxMissing, seen),
            Possible(KnownCauses.LicenceMissing, seen),
            .. token is null ? new[] { Possible(KnownCauses.ConsentMissing, seen), Possible(KnownCauses.PermissionMissing, seen) } : [],
        ];
    }

    private static bool Says(string said, int aadsts)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"AADSTS{aadsts}");
        var at = said.IndexOf(number, StringComparison.Ordinal);
        return at >= 0 && (at + number.Length == said.Length || !char.IsAsciiDigit(said[at + number.Length]));
    }

    private static ImmutableArray<Finding> One(KnownCause cause, params string[] evidence) => [Certain(cause, evidence)];

    private static Finding Certain(KnownCause cause, params string[] evidence) => new(cause, Certainty.Certain, [.. evidence]);

    private static Finding Likely(KnownCause cause, params string[] evidence) => new(cause, Certainty.Likely, [.. evidence]);

    private static Finding Possible(KnownCause cause, params string[] evidence) => new(cause, Certainty.Possible, [.. evidence]);
}
