using System.Globalization;
using System.Net;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Faults;
using IseMail.Tenant.Identity;
using IseMail.Tenant.Listeners;
using IseMail.Tenant.Transcripts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Mailboxes;

/// <summary>
/// What has arrived in the tenant, who asked for tokens and what was said to the submission server, to be read over plain HTTP
/// by a person, a script or a test. It tells no client secret, token or key. The sources of mails may hold what real mailboxes
/// hold, guest passwords among it, and nobody is asked who they are: that is why it is on loopback unless the topology says
/// otherwise. The administration on the same port does ask.
/// </summary>
public sealed class MailboxReader : IAsyncDisposable
{
    private readonly TenantSettings _settings;
    private readonly TenantHistory _history;
    private readonly LiveDirectory _directory;
    private readonly AdministrationEndpoint _administration;
    private readonly FaultRequests _faults;
    private EmbeddedWeb? _web;

    private MailboxReader(TenantSettings settings, LiveDirectory directory, AdministrationEndpoint administration, FaultRequests faults, TenantHistory history)
    {
        _directory = directory;
        _administration = administration;
        _faults = faults;
        _settings = settings;
        _history = history;
    }

    /// <summary>
    /// Where it answers: <c>/health</c>, <c>/mails</c>, <c>/mails/{number}/source</c>, <c>/counters</c>, <c>/tokens</c>,
    /// <c>/sessions</c> and <c>/sessions/{number}</c>.
    /// </summary>
    public Uri Address => new UriBuilder(Uri.UriSchemeHttp, _settings.Listen.HostName, _web!.Port).Uri;

    /// <summary>Starts to listen where the settings say.</summary>
    /// <param name="settings">The tenant.</param>
    /// <param name="directory">Its mailboxes.</param>
    /// <param name="key">What whoever runs a cmdlet or changes a fault has to show.</param>
    /// <param name="faults">The faults that can be changed.</param>
    /// <param name="history">What has happened in it; not disposed of here.</param>
    /// <param name="log">Hears where it listens and of answers that failed.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="ListenerException">It cannot listen there.</exception>
    public static async Task<MailboxReader> StartAsync(
        TenantSettings settings, LiveDirectory directory, AdministrationKey key, TenantFaults faults, TenantHistory history, Serilog.ILogger log, CancellationToken cancellationToken)
    {
        var reader = new MailboxReader(settings, directory, new AdministrationEndpoint(directory, key, log), new FaultRequests(faults, key), history);
        var listen = settings.Listen;
        reader._web = await EmbeddedWeb.StartAsync(
            "tenant.listen.mailboxPort", listen.Address, listen.MailboxPort, null, AdministrationEndpoint.LargestBody, reader.Map, log, cancellationToken);
        log.Information("The mailboxes can be read at {Address}", reader.Address);
        return reader;
    }

    /// <summary>Stops to listen.</summary>
    public ValueTask DisposeAsync() => _web!.DisposeAsync();

    private void Map(WebApplication web)
    {
        web.Use(GuardAsync);
        web.MapGet("/health", (RequestDelegate)(context => WriteAsync(context, new { status = "ready" })));
        web.MapGet("/mails", (RequestDelegate)MailsAsync);
        web.MapGet("/mails/{number}/source", (RequestDelegate)SourceAsync);
        web.MapGet("/counters", (RequestDelegate)CountersAsync);
        new TokenLogRequests(_history.Tokens).Map(web);
        new SessionRequests(_history.Sessions).Map(web);
        _administration.Map(web);
        _faults.Map(web);
    }

    private Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        if (!IsOwn(context.Request.Host.Host)) return RefuseAsync(context, 400, "this host name is not the tenant's; use the one in tenant.listen.hostName, localhost or an IP address");
        if (AdministrationEndpoint.IsUnder(context.Request.Path))
        {
            if (!_administration.Admits(context)) return RefuseAsync(context, 401, "the administration wants the token of administration.json in the tenant's directory");
            return context.GetEndpoint() is null ? RefuseAsync(context, 404, "there is nothing here; try GET /administration/get-user") : next(context);
        }
        if (!HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments(FaultRequests.Path, StringComparison.Ordinal))
        {
            context.Response.Headers.Allow = HttpMethods.Get;
            return RefuseAsync(context, 405, "what is here can only be read: GET");
        }
        return context.GetEndpoint() is null
            ? RefuseAsync(context, 404, "there is nothing here; try /health, /mails, /mails/{number}/source, /counters, /tokens, /sessions or /sessions/{number}")
            : next(context);
    }

    // A page from elsewhere may point a name of its own at 127.0.0.1 and then read what is here as if it were its own
    // (DNS rebinding). Such a request carries that name; an IP address as Host cannot have come about by a name.
    private bool IsOwn(string host) =>
        string.Equals(host, _settings.Listen.HostName, StringComparison.OrdinalIgnoreCase)
        || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host, out _);

    private Task MailsAsync(HttpContext context)
    {
        if (!MailQuery.TryParse(context.Request.Query, out var query, out var error)) return RefuseAsync(context, 400, error);
        var (count, wanted) = query.Of(_history.Mails.Snapshot());
        return WriteAsync(context, new
        {
            count,
            mails = wanted.Select(mail => new
            {
                mail.Number,
                mail.ReceivedAt,
                mail.Mailbox,
                from = mail.HeaderFrom,
                mail.Recipients,
                mail.MessageId,
                mail.Subject,
                mail.Purpose,
                mail.Node,
                mail.Size,
                mail.Connection,
            }),
        });
    }

    private Task SourceAsync(HttpContext context)
    {
        var text = context.Request.RouteValues["number"]?.ToString();
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return RefuseAsync(context, 400, "a mail is named by its number, as /mails tells it");
        if (!_history.Mails.TrySource(number, out var source))
        {
            return RefuseAsync(context, 404, number >= 1 && number <= _history.Mails.Count
                ? $"the source of mail {number} is not kept any more: only those of the newest mails since the start are"
                : $"there is no mail {number}");
        }
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = source.Length;
        return context.Response.Body.WriteAsync(source, context.RequestAborted).AsTask();
    }

    private Task CountersAsync(HttpContext context) => WriteAsync(context, new
    {
        tokensIssued = _history.TokensIssued(),
        mailboxes = _directory.Current.Users.Where(user => user.Licensed).Select(mailbox =>
        {
            var counters = _history.Counters(mailbox.Address);
            return new
            {
                mailbox = mailbox.Address.Value,
                counters.Accepted,
                counters.HeldBack,
                counters.Refused,
                counters.GreatestConnections,
            };
        }),
    });

    private static Task RefuseAsync(HttpContext context, int status, string error) => JsonAnswer.RefuseAsync(context, status, error);

    private static Task WriteAsync<T>(HttpContext context, T body) => JsonAnswer.WriteAsync(context, body);
}
