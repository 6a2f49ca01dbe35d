using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

internal sealed record SenderAddresses(KeyReader? Map, EmailAddress Alarm, EmailAddress Guest);

/// <summary>Reads <c>mail</c>.</summary>
internal static class MailSection
{
    /// <summary>The sender addresses where a file names none.</summary>
    public static SenderAddresses StandardSenders { get; } = new(null, new EmailAddress("ise-alarms@contoso.example"), new EmailAddress("guest-access@contoso.example"));

    public static SenderAddresses Senders(KeyReader root) => root.Map("mail") is { } map
        ? new(map, map.Address("alarmSender", StandardSenders.Alarm), map.Address("guestSender", StandardSenders.Guest))
        : StandardSenders;

    public static MailSettings Read(KeyReader root, SenderAddresses senders, bool embedded)
    {
        var map = senders.Map;
        if (!embedded && map?.Has("server") != true)
            root.Problems.Add(map?.Mark ?? root.Mark, "there is neither 'mail.server' nor 'tenant'", "'tenant: embedded', or a server under 'mail'");
        if (map is null) return new(null, senders.Alarm, senders.Guest, SenderSettings.Default, RetryPolicy.Default, [], true, new ProxySettings.Direct(), []);
        var configured = map.Take("server") is not YamlText { Value: "none" };
        var server = configured ? Server(map, embedded) : null;
        var retry = Retry(map);
        var sender = Sender(map, retry);
        var allowed = map.Texts("allowedRecipients", RecipientAllowList.EntryRule, text => (RecipientAllowList.IsEntry(text), text)).ToImmutableArray();
        var proxy = NetworkSection.Proxy(map, "proxy") ?? new ProxySettings.Direct();
        var trusted = NetworkSection.Trusted(map);
        map.Done();
        return new MailSettings(server, senders.Alarm, senders.Guest, sender, retry, allowed, configured, proxy, trusted);
    }

    private static SmtpServerSettings? Server(KeyReader mail, bool embedded)
    {
        if (mail.Map("server") is not { } map) return null;
        var before = map.Problems.Count;
        var host = DomainText.Read(map, "host", null);
        var port = map.Number("port", 1, 65535, SmtpServerSettings.SubmissionPort);
        var timeout = map.Duration("connectionTimeout", SmtpServerSettings.StandardTimeout);
        var mailbox = map.Address("mailbox", null);
        var oauth = OAuth(map, embedded);
        map.Done();
        var server = new SmtpServerSettings(host, port, timeout, ConnectionEncryption.Tls, new SmtpAuthentication.ExchangeOnlineOAuth(mailbox, oauth));
        // Whatever else the page refuses.
        if (map.Problems.Count == before)
        {
            foreach (var problem in SmtpServerForm.Of(server).Read().Problems) map.Problems.AddAt(PlaceOf(problem.Path, map), problem.What, problem.Expected);
        }
        return server;
    }

    private static string PlaceOf(string field, KeyReader server) => field is "tenantId" or "clientId" or "secretExpires" or "authority" or "scope"
        ? server.PathOf("oauth." + field)
        : server.PathOf(field);

    private static OAuthSettings OAuth(KeyReader server, bool embedded)
    {
        if (server.Map("oauth", required: true) is not { } map)
            return new("", "", new SecretSource.Embedded(), null, OAuthSettings.AuthorityOf(""), OAuthSettings.ExchangeOnlineScope);
        var tenant = DomainText.Read(map, "tenantId", null);
        var client = map.Text("clientId");
        var secret = SecretSection.Read(map, "clientSecret", embedded);
        DateOnly? expires = map.Has("secretExpires")
            ? map.Parsed<DateOnly>("secretExpires", default(DateOnly), "a date such as 2027-03-15", text =>
                (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date), date))
            : null;
        map.Take("secretExpires");
        var authority = OAuthSettings.AuthorityOf(tenant);
        if (map.Take("authority") is { } value)
        {
            var text = map.Text("authority", "-");
            if (Uri.TryCreate(text, UriKind.Absolute, out var given) && given.Scheme == Uri.UriSchemeHttps && given.AbsolutePath.Length > 1) authority = given;
            else map.Problems.Add(value.Mark, $"'{text}' is not an authority", "an https address that ends in the tenant");
        }
        var scope = map.Text("scope", OAuthSettings.ExchangeOnlineScope);
        map.Done();
        return new OAuthSettings(tenant, client, secret, expires, authority, scope);
    }

    private static SenderSettings Sender(KeyReader mail, RetryPolicy retry)
    {
        var standard = SenderSettings.Default;
        var map = mail.Map("sender");
        var remember = map?.Duration("remember", standard.Remember) ?? standard.Remember;
        if (remember <= retry.GreatestAge)
            mail.Problems.AddAt("mail.sender.remember", "delivered mails are forgotten before a retry can end", "'sender.remember' longer than 'retry.greatestAge'");
        if (map is null) return standard;
        var sender = new SenderSettings(
            map.Choice<SenderPlacement>("placement", standard.Placement, ("shared", SenderPlacement.Shared), ("node", SenderPlacement.Node)),
            map.Choice<Persona>("host", standard.Host, ("pan", Persona.Pan), ("mnt", Persona.Mnt), ("psn", Persona.Psn)),
            map.Number("connections", 1, 100, standard.Connections),
            Budget(map),
            map.Choice<InDoubtPolicy>("inDoubt", standard.InDoubt, ("resend", InDoubtPolicy.Resend), ("hold", InDoubtPolicy.Hold)),
            remember,
            map.Duration("idleTimeout", standard.IdleTimeout));
        map.Done();
        return sender;
    }

    private static SendingBudget Budget(KeyReader sender)
    {
        var standard = SendingBudget.ExchangeOnline;
        if (sender.Take("budget") is not { } value) return standard;
        if (value is YamlText) return sender.ChoiceOf("budget", value, standard, ("unlimited", SendingBudget.Unlimited));
        if (sender.AsMap("budget", sender.PathOf("budget"), value) is not { } map) return standard;
        var budget = new SendingBudget(map.Number("messages", 0, 1_000_000, standard.Messages), map.Duration("per", standard.Per), map.Number("recipientsPerDay", 0, 100_000_000, standard.RecipientsPerDay));
        map.Done();
        return budget;
    }

    private static RetryPolicy Retry(KeyReader mail)
    {
        var standard = RetryPolicy.Default;
        if (mail.Map("retry") is not { } map) return standard;
        var retry = new RetryPolicy(
            map.Duration("first", standard.First), map.Fraction("factor", 1, 100, standard.Factor), map.Duration("greatest", standard.Greatest), map.Fraction("jitter", 0, 1, standard.Jitter), map.Duration("greatestAge", standard.GreatestAge));
        map.Done();
        return retry;
    }
}
