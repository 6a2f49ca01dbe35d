using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Settings;

/// <summary>
/// ISE's SMTP server page as somebody fills it in: texts that may be wrong. What a field may hold is said here alone, for
/// files, the command line and calls.
/// </summary>
public sealed record SmtpServerForm
{
    /// <summary>SMTP server.</summary>
    public string? Host { get; init; }

    /// <summary>SMTP port.</summary>
    public string? Port { get; init; }

    /// <summary>Connection timeout in seconds, 1 to 3600.</summary>
    public string? ConnectionTimeout { get; init; }

    /// <summary>Encryption: <c>tls</c> or <c>none</c>.</summary>
    public string? Encryption { get; init; }

    /// <summary>Authentication: <c>oauth</c>, <c>password</c> or <c>none</c>.</summary>
    public string? Authentication { get; init; }

    /// <summary>E-mail address of the Exchange Online mailbox.</summary>
    public string? Mailbox { get; init; }

    /// <summary>Client ID.</summary>
    public string? ClientId { get; init; }

    /// <summary>Tenant ID.</summary>
    public string? TenantId { get; init; }

    /// <summary>Expiry date of the client secret, <c>2027-03-15</c>.</summary>
    public string? SecretExpires { get; init; }

    /// <summary>The token service up to and including the tenant; left out: as ISE fills it in.</summary>
    public string? Authority { get; init; }

    /// <summary>Scope; left out: as ISE fills it in.</summary>
    public string? Scope { get; init; }

    /// <summary>User name, with a password.</summary>
    public string? UserName { get; init; }

    /// <summary>The client secret or the user's password.</summary>
    public SecretSource? Secret { get; init; }

    /// <summary>The page with <paramref name="settings"/> filled in.</summary>
    public static SmtpServerForm Of(SmtpServerSettings settings)
    {
        var form = new SmtpServerForm
        {
            Host = settings.Host,
            Port = settings.Port.ToString(CultureInfo.InvariantCulture),
            ConnectionTimeout = settings.ConnectionTimeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture),
            Encryption = settings.Encryption == ConnectionEncryption.Tls ? "tls" : "none",
        };
        return settings.Authentication switch
        {
            SmtpAuthentication.ExchangeOnlineOAuth { Mailbox: var mailbox, OAuth: var oauth } => form with
            {
                Authentication = "oauth",
                Mailbox = mailbox.Value,
                ClientId = oauth.ClientId,
                TenantId = oauth.TenantId,
                SecretExpires = oauth.SecretExpires?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Authority = oauth.Authority == OAuthSettings.AuthorityOf(oauth.TenantId) ? null : oauth.Authority.AbsoluteUri,
                Scope = oauth.Scope == OAuthSettings.ExchangeOnlineScope ? null : oauth.Scope,
                Secret = oauth.ClientSecret,
            },
            SmtpAuthentication.Password password => form with { Authentication = "password", UserName = password.UserName, Secret = password.Secret },
            _ => form with { Authentication = "none" },
        };
    }

    /// <summary>This page with what <paramref name="changes"/> fills in put over it.</summary>
    public SmtpServerForm With(SmtpServerForm changes) => new()
    {
        Host = changes.Host ?? Host,
        Port = changes.Port ?? Port,
        ConnectionTimeout = changes.ConnectionTimeout ?? ConnectionTimeout,
        Encryption = changes.Encryption ?? Encryption,
        Authentication = changes.Authentication ?? Authentication,
        Mailbox = changes.Mailbox ?? Mailbox,
        ClientId = changes.ClientId ?? ClientId,
        TenantId = changes.TenantId ?? TenantId,
        SecretExpires = changes.SecretExpires ?? SecretExpires,
        // It names the tenant, so it goes with it.
        Authority = changes.Authority ?? (changes.TenantId is null || changes.TenantId == TenantId ? Authority : null),
        Scope = changes.Scope ?? Scope,
        UserName = changes.UserName ?? UserName,
        Secret = changes.Secret ?? Secret,
    };

    /// <summary>The settings that the page says, or everything that is wrong with it; each problem's path is the field's key.</summary>
    public (SmtpServerSettings? Settings, ImmutableArray<Problem> Problems) Read()
    {
        var reading = new Fields();
        var authentication = Choice(reading, "authentication", Authentication ?? "oauth", "oauth", "password", "none");
        var encryption = Choice(reading, "encryption", Encryption ?? "tls", "tls", "none") == "none" ? ConnectionEncryption.None : ConnectionEncryption.Tls;
        var host = Name(reading, "host", Host, "the server's DNS name, such as smtp.office365.com");
        var port = Number(reading, "port", Port, SmtpServerSettings.SubmissionPort, 1, 65_535);
        var timeout = Number(reading, "connectionTimeout", ConnectionTimeout, (int)SmtpServerSettings.StandardTimeout.TotalSeconds, 1, 3_600);
        if (encryption == ConnectionEncryption.None && authentication != "none")
            reading.Add("encryption", "no secret is sent without encryption", "'tls', or authentication 'none'");
        SmtpAuthentication how = authentication switch
        {
            "oauth" => OAuth(reading),
            "password" => new SmtpAuthentication.Password(Text(reading, "userName", UserName, "a user's name"), Given(reading, "the user's password")),
            _ => new SmtpAuthentication.None(),
        };
        return reading.Problems.Count > 0
            ? (null, [.. reading.Problems])
            : (new SmtpServerSettings(host, port, TimeSpan.FromSeconds(timeout), encryption, how), []);
    }

    /// <summary>What the page says, without its secret.</summary>
    public override string ToString() => $"{Mailbox ?? UserName} at {Host}:{Port}";

    private SmtpAuthentication.ExchangeOnlineOAuth OAuth(Fields reading)
    {
        var address = default(EmailAddress);
        if (Mailbox is null) reading.Missing("mailbox", EmailAddress.Rule);
        else if (!EmailAddress.TryParse(Mailbox, out address)) reading.Add("mailbox", "this is not a mail address", EmailAddress.Rule);
        var tenant = Name(reading, "tenantId", TenantId, "a directory (tenant) ID or a verified domain");
        var authority = AuthorityFor(reading, tenant);
        var client = Text(reading, "clientId", ClientId, "an application (client) ID");
        // Another token service may name its clients as it likes.
        if (ClientId is not null && Authority is null && !Guid.TryParseExact(ClientId, "D", out _))
            reading.Add("clientId", $"'{Short(ClientId)}' is not an application (client) ID", "a GUID such as 22222222-2222-2222-2222-222222222222");
        if (TenantId is not null && Authority is null && tenant.Length > 0 && !Guid.TryParseExact(tenant, "D", out _) && !tenant.Contains('.', StringComparison.Ordinal))
            reading.Add("tenantId", $"'{Short(tenant)}' is neither a directory (tenant) ID nor a domain", "a GUID, or a verified domain");
        var scope = Scope ?? OAuthSettings.ExchangeOnlineScope;
        if (!scope.EndsWith("/.default", StringComparison.Ordinal) || scope.Any(char.IsWhiteSpace) || scope.Any(char.IsControl))
            reading.Add("scope", $"'{Short(scope)}' is not a scope of client credentials", "a scope that ends in /.default");
        return new SmtpAuthentication.ExchangeOnlineOAuth(
            address, new OAuthSettings(tenant, client, Given(reading, "the client secret"), Date(reading), authority, scope));
    }

    private Uri AuthorityFor(Fields reading, string tenant)
    {
        if (Authority is null) return OAuthSettings.AuthorityOf(tenant);
        if (Uri.TryCreate(Authority, UriKind.Absolute, out var given) && given.Scheme == Uri.UriSchemeHttps && given.AbsolutePath.Length > 1) return given;
        reading.Add("authority", $"'{Short(Authority)}' is not an authority", "an https address that ends in the tenant");
        return OAuthSettings.AuthorityOf(tenant);
    }

    private DateOnly? Date(Fields reading)
    {
        if (SecretExpires is null) return null;
        if (DateOnly.TryParseExact(SecretExpires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 2000 and <= 2200) return date;
        reading.Add("secretExpires", $"'{Short(SecretExpires)}' is not a date", "a date such as 2027-03-15");
        return null;
    }

    private SecretSource Given(Fields reading, string what)
    {
        if (Secret is not null) return Secret;
        reading.Missing("secret", $"{what} from a file, an environment variable or a prompt");
        return new SecretSource.Embedded();
    }

    private static string Choice(Fields reading, string key, string given, params string[] known)
    {
        if (known.Contains(given, StringComparer.OrdinalIgnoreCase)) return given.ToLowerInvariant();
        reading.Add(key, $"'{Short(given)}' is not known", "one of " + string.Join(", ", known));
        return known[0];
    }

    private static string Name(Fields reading, string key, string? given, string expected)
    {
        if (given is null)
        {
            reading.Missing(key, expected);
            return "";
        }
        if (given.Length <= 253 && Uri.CheckHostName(given) != UriHostNameType.Unknown) return given;
        reading.Add(key, $"'{Short(given)}' is not a name", expected);
        return "";
    }

    private static string Text(Fields reading, string key, string? given, string expected)
    {
        if (given is { Length: > 0 and <= 254 } && !given.Any(char.IsControl)) return given;
        if (given is null) reading.Missing(key, expected);
        else reading.Add(key, given.Length == 0 ? "it is empty" : "it is too long or has control characters", expected);
        return "";
    }

    private static int Number(Fields reading, string key, string? given, int standard, int least, int greatest)
    {
        if (given is null) return standard;
        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= greatest) return number;
        reading.Add(key, $"'{Short(given)}' is not a number from {least} to {greatest}", "a whole number");
        return standard;
    }

    private static string Short(string text)
    {
        var seen = NoticeText.OneLine(text, 64);
        return seen;
    }

    private sealed class Fields
    {
        public List<Problem> Problems { get; } = [];

        public void Add(string key, string what, string expected) => Problems.Add(new Problem(key, what, expected));

        public void Missing(string key, string expected) => Add(key, "it is missing", expected);
    }
}
