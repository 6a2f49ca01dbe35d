using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Settings;
using static IseMail.Domain.Lint.LintSeverity;

namespace IseMail.Domain.Lint;

/// <summary>ISE401 and on: secrets and certificates, and how one hears of their end.</summary>
internal static class SecretRules
{
    private const string Date = "mail.server.oauth.secretExpires";
    private static readonly TimeSpan Notice = TimeSpan.FromDays(14);

    private static readonly LintRule Expired = new(
        "ISE401", Error, "the client secret has expired",
        "Entra ID gives no token for it. Nodes go on with the token they have for up to 90 minutes and then fall silent one by one.",
        "Make a new client secret in Entra ID, fill it in with its date, test and save.", Sources.OAuthSmtp,
        design => Typed(design) is { } date && Left(design, date) <= TimeSpan.Zero ? [(Date, $"by the date typed here it expired on {Text(date)}")] : []);

    private static readonly LintRule Expiring = new(
        "ISE402", Warning, "the client secret expires within 30 days",
        "The new one has to be made in Entra ID and typed into ISE before: the mail that would tell of it travels by the same secret.",
        "Make a new client secret in Entra ID, fill it in with its date, test and save.", Sources.OAuthSmtp,
        design => Typed(design) is { } date && Near(Left(design, date)) ? [(Date, $"it expires on {Text(date)}")] : []);

    private static readonly LintRule NoDate = new(
        "ISE403", Warning, "no expiry date of the client secret is typed in",
        "ISE's two alarms about the secret follow the date that an administrator types, and nothing else. Without it nobody is warned.",
        "Set 'mail.server.oauth.secretExpires' to the date that Entra ID shows.", Sources.OAuthSmtp,
        design => design.Topology.Mail.Server?.OAuth is { SecretExpires: null, ClientSecret: not SecretSource.Embedded } && design.Topology.EmbeddedTenant is null
            ? [("mail.server.oauth", "'secretExpires' is left out")]
            : []);

    private static readonly LintRule FromEnvironment = new(
        "ISE404", Note, "a secret is read from an environment variable",
        "Whoever may look at the process or its container can read it, every child process inherits it, and it can be changed only with a restart.",
        "Use '{ file: PATH }', which is read anew with each token.", Sources.Topology,
        design => design.Topology.Mail.Server?.OAuth?.ClientSecret is SecretSource.Environment variable ? [("mail.server.oauth.clientSecret", $"the client secret is in {variable.Variable}")] : []);

    private static readonly LintRule TenantSecretExpired = new(
        "ISE405", Error, "the application's secret in the embedded tenant has expired",
        "The token endpoint answers AADSTS7000222, and no mail leaves.",
        "Set a later 'secretExpires' of the application, or add a secret while the tenant runs.", Sources.Tenant,
        design => Application(design) is var (path, expires) && expires <= design.Now ? [(path, $"it expired on {Text(DateOnly.FromDateTime(expires.UtcDateTime))}")] : []);

    private static readonly LintRule TypedLaterThanReal = new(
        "ISE406", Warning, "the date typed in is later than the secret's end",
        "Nothing compares the two: the alarm about the expiry comes after the last mail has left.",
        "Type the date that Entra ID shows.", Sources.OAuthSmtp,
        design => Typed(design) is { } typed && Application(design) is var (_, expires) && typed > DateOnly.FromDateTime(expires.UtcDateTime)
            ? [(Date, $"the tenant's secret expires on {Text(DateOnly.FromDateTime(expires.UtcDateTime))} already")]
            : []);

    private static readonly LintRule LateWarning = new(
        "ISE407", Warning, "the first alarm about an expiry comes less than two weeks ahead",
        "A new secret or certificate takes an administrator of the tenant, one of ISE and a change window.",
        "Let 'before' begin with 30d.", Sources.Notices,
        design => new[] { ("alarms.secretExpiry.before", design.Topology.Notices.Alarms.SecretExpiry), ("alarms.certificateExpiry.before", design.Topology.Notices.Alarms.CertificateExpiry) }
            .Where(one => one.Item2.Before.Max() < Notice).Select(one => (one.Item1, $"the first is {Texts.DurationText.Of(one.Item2.Before.Max())} ahead")));

    private static readonly LintRule CertificateExpired = new(
        "ISE408", Error, "a trusted certificate has expired",
        "No chain that ends in it is believed: the connection to the token service or to the submission server fails.",
        "Import the authority's present certificate and remove this one.", Sources.OAuthSmtp,
        design => Trusted(design).Where(one => one.Certificate.NotAfter <= design.Now).Select(one => (one.Path, $"'{one.Certificate.Name}' expired on {Text(one.Certificate)}")));

    private static readonly LintRule CertificateExpiring = new(
        "ISE409", Warning, "a trusted certificate expires within 30 days",
        "From then on no chain that ends in it is believed, and no mail leaves.",
        "Import the authority's next certificate now; both may stand in the store.", Sources.OAuthSmtp,
        design => Trusted(design).Where(one => Near(one.Certificate.NotAfter - design.Now)).Select(one => (one.Path, $"'{one.Certificate.Name}' expires on {Text(one.Certificate)}")));

    private static readonly LintRule WrongUsage = new(
        "ISE410", Warning, "a trusted certificate that is not trusted for servers",
        "The chains of the token service and the submission server are judged by certificates trusted for authentication within ISE and client-server communication (Infrastructure); others are in the store and help nobody.",
        "Add 'infrastructure' to its 'trustedFor'.", Sources.OAuthSmtp,
        design => design.Topology.Mail.Trusted.Index().Where(one => !one.Item.TrustedFor.Contains(TrustUsage.Infrastructure)).Select(one => ($"mail.trusted[{one.Index}]", $"'{one.Item.Name}' is not trusted for infrastructure")));

    private static readonly LintRule OwnAuthorityUntrusted = new(
        "ISE411", Warning, "a token service of one's own, and no authority that vouches for it",
        "The trusted certificates store then has nothing but the machine's own roots, which rarely know the authority of a token service in the own network.",
        "Name the authority's PEM file under 'mail.trusted'.", Sources.Settings,
        design => design.Topology.Mail is { Trusted.IsEmpty: true, Server.OAuth.Authority: var authority } && !string.Equals(authority.Host, OAuthSettings.EntraHost, StringComparison.OrdinalIgnoreCase)
            ? [("mail.server.oauth.authority", $"'{authority.Host}' is not Entra ID, and 'mail.trusted' is empty")]
            : []);

    private static readonly LintRule NotLookedAt = new(
        "ISE412", Note, "a trusted certificate that this machine cannot read",
        "Whether it has expired was not looked at.",
        "Lint the topology where the file is.", Sources.Topology,
        design => design.Topology.Mail.Trusted.Index().Where(one => !design.Certificates.ContainsKey(one.Index)).Select(one => ($"mail.trusted[{one.Index}]", $"'{one.Item.Name}' is not here")));

    public static ImmutableArray<LintRule> All { get; } =
        [Expired, Expiring, NoDate, FromEnvironment, TenantSecretExpired, TypedLaterThanReal, LateWarning, CertificateExpired, CertificateExpiring, WrongUsage, OwnAuthorityUntrusted, NotLookedAt];

    private static DateOnly? Typed(Design design) => design.Topology.Mail.Server?.OAuth?.SecretExpires;

    private static (string Path, DateTimeOffset Expires)? Application(Design design) => design.Application is { SecretExpires: { } expires } application
        ? ($"tenant.applications[{design.Tenant!.Applications.IndexOf(application)}].secretExpires", expires)
        : null;

    private static IEnumerable<(string Path, TrustedCertificate Certificate)> Trusted(Design design) =>
        design.Certificates.OrderBy(one => one.Key).SelectMany(one => one.Value.Select(certificate => ($"mail.trusted[{one.Key}]", certificate)));

    private static TimeSpan Left(Design design, DateOnly date) => new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) - design.Now;

    private static bool Near(TimeSpan left) => left > TimeSpan.Zero && left <= Design.Soon;

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(TrustedCertificate certificate) => Text(DateOnly.FromDateTime(certificate.NotAfter.UtcDateTime));
}
