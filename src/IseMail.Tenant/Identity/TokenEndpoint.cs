using System.Globalization;
using IseMail.Domain.Faults;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Certificates;
using IseMail.Tenant.Faults;
using IseMail.Tenant.Listeners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Identity;

/// <summary>The tenant's token service on HTTPS: the paths of Entra ID that a client credentials client calls.</summary>
public sealed class TokenEndpoint : IAsyncDisposable
{
    private const int LargestBody = 64 * 1024;

    private static readonly string[] AuthenticationMethods = ["client_secret_post", "client_secret_basic"];
    private static readonly string[] ResponseTypes = ["token"];
    private static readonly string[] SubjectTypes = ["pairwise"];
    private static readonly string[] Algorithms = ["RS256"];

    private readonly TenantSettings _settings;
    private readonly LiveDirectory _directory;
    private readonly TokenSigningKey _key;
    private readonly TimeProvider _time;
    private readonly Serilog.ILogger _log;
    private readonly TokenFaults _faults;
    private EmbeddedWeb? _web;
    private long _issued;

    private TokenEndpoint(TenantSettings settings, LiveDirectory directory, TokenSigningKey key, TimeProvider time, Serilog.ILogger log, TenantFaults faults)
    {
        _faults = new TokenFaults(faults, time, log);
        _settings = settings;
        _directory = directory;
        _key = key;
        _time = time;
        _log = log;
    }

    /// <summary>The port it listens on.</summary>
    public int Port => _web!.Port;

    /// <summary>What clients use as authority: the service's address with the directory ID.</summary>
    public Uri Authority => new(Service, _settings.TenantId.ToString("D", CultureInfo.InvariantCulture));

    /// <summary>Tokens issued since the start.</summary>
    public long IssuedCount => Interlocked.Read(ref _issued);

    /// <summary>The newest requests for tokens and what came of them.</summary>
    public TokenLog Requests { get; } = new();

    private Uri Service => new UriBuilder(Uri.UriSchemeHttps, _settings.Listen.HostName, Port).Uri;

    /// <summary>Starts to listen where the settings say.</summary>
    /// <param name="settings">The tenant.</param>
    /// <param name="directory">Its applications and their secrets.</param>
    /// <param name="certificates">The certificate shown to clients; not disposed of here.</param>
    /// <param name="key">What tokens are signed with; not disposed of here.</param>
    /// <param name="time">The clock tokens live by.</param>
    /// <param name="log">Hears of each issue and refusal, by client and code, never of a secret or a token.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <param name="faults">What happens to requests and connections; <c>null</c>: nothing.</param>
    /// <exception cref="ListenerException">It cannot listen there.</exception>
    public static async Task<TokenEndpoint> StartAsync(
        TenantSettings settings, LiveDirectory directory, ServiceCertificates certificates, TokenSigningKey key, TimeProvider time, Serilog.ILogger log, CancellationToken cancellationToken,
        TenantFaults? faults = null)
    {
        faults ??= new TenantFaults(0, time, null);
        var endpoint = new TokenEndpoint(settings, directory, key, time, log, faults);
        var listen = settings.Listen;
        endpoint._web = await EmbeddedWeb.StartAsync(
            "tenant.listen.tokenPort", listen.Address, listen.TokenPort, certificates.Server, LargestBody, endpoint.Map, log, cancellationToken, new ConnectionFaults(faults, log));
        log.Information("The token endpoint listens at {Authority}", endpoint.Authority);
        return endpoint;
    }

    /// <summary>Stops to listen.</summary>
    public ValueTask DisposeAsync() => _web!.DisposeAsync();

    private void Map(WebApplication web)
    {
        web.MapPost("/{tenant}/oauth2/v2.0/token", (RequestDelegate)TokenAsync);
        web.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", (RequestDelegate)ConfigurationAsync);
        web.MapGet("/{tenant}/discovery/v2.0/keys", (RequestDelegate)KeysAsync);
        web.MapGet("/common/discovery/instance", (RequestDelegate)InstanceAsync);
    }

    private async Task TokenAsync(HttpContext context)
    {
        TokenRequest request;
        try
        {
            request = await TokenForm.ReadAsync(context, Segment(context));
        }
        catch (InvalidDataException)
        {
            request = new TokenRequest { Tenant = Segment(context) };
            await RefuseAsync(context, request, EntraErrors.InputInvalid.Refuse(_directory.View.Directory, request), []);
            return;
        }
        var faults = new List<string>();
        TokenDisturbance struck;
        try
        {
            struck = await _faults.MeetAsync(context, faults);
        }
        catch (OperationCanceledException)
        {
            Note(Entry(request, TokenOutcome.Disturbed, null, faults));
            throw;
        }
        // What the log tells is noted before the client hears of it: whoever has the answer finds it there.
        switch (struck.End)
        {
            case TokenEnd.Page page:
                Note(Entry(request, TokenOutcome.Disturbed, page.Status, faults));
                await TokenFaults.WriteAsync(context, page);
                break;
            case TokenEnd.BrokenOff:
                Note(Entry(request, TokenOutcome.Disturbed, StatusCodes.Status200OK, faults));
                await TokenFaults.BreakOffAsync(context);
                break;
            case TokenEnd.Refused { Error: var error }:
                await RefuseAsync(context, request, error.Refuse(_directory.View.Directory, request), faults);
                break;
            default:
                await AnswerAsync(context, request, struck, faults);
                break;
        }
    }

    private async Task AnswerAsync(HttpContext context, TokenRequest request, TokenDisturbance struck, List<string> faults)
    {
        var tenant = _directory.View.Directory;
        switch (TokenRules.Answer(tenant, request, _time.GetUtcNow() + struck.Skew, Random.Shared.NextDouble()))
        {
            case TokenAnswer.Issued issued:
                Interlocked.Increment(ref _issued);
                var claims = struck.Alter(issued.Claims);
                _log.Information("Token issued to client {ClientId} for {Audience}, {Lifetime} long", issued.Claims.AppId, issued.Claims.Audience, issued.Lifetime);
                Note(Entry(request, TokenOutcome.Issued, StatusCodes.Status200OK, faults) with { Lifetime = issued.Lifetime, Audience = claims.Audience, Roles = claims.Roles.IsDefault ? [] : claims.Roles });
                var seconds = (long)issued.Said.TotalSeconds;
                await WriteAsync(context, new { token_type = "Bearer", expires_in = seconds, ext_expires_in = seconds, access_token = _key.Sign(claims) });
                break;
            case TokenAnswer.Refused refused:
                _log.Warning("Token refused to {Client}: AADSTS{Code} {Error}", KeptTokenRequest.Client(tenant, request)?.DisplayName ?? "an unknown client", refused.Aadsts, refused.Error);
                await RefuseAsync(context, request, refused, faults);
                break;
        }
    }

    private void Note(TokenLogEntry entry) => Requests.Add(entry);

    // Only what the directory knows is named: a secret pasted into a wrong field must be neither logged nor kept.
    private TokenLogEntry Entry(TokenRequest request, TokenOutcome outcome, int? status, List<string> faults)
    {
        var client = KeptTokenRequest.Client(_directory.View.Directory, request);
        return new TokenLogEntry(0, _time.GetUtcNow(), client?.DisplayName, client?.AppId, outcome, status, faults.Count == 0 ? null : string.Join(", ", faults));
    }

    private Task RefuseAsync(HttpContext context, TokenRequest request, TokenAnswer.Refused refused, List<string> faults)
    {
        Note(Entry(request, TokenOutcome.Refused, refused.HttpStatus, faults) with
        {
            Aadsts = refused.Aadsts,
            Error = refused.Error,
            Text = KeptTokenRequest.Text(_directory.View.Directory, request, refused.Aadsts),
        });
        return RefuseAsync(context, refused);
    }

    private Task RefuseAsync(HttpContext context, TokenAnswer.Refused refused)
    {
        var trace = Guid.NewGuid();
        var correlation = Guid.TryParse(context.Request.Headers["client-request-id"], out var sent) ? sent : Guid.NewGuid();
        var now = _time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        context.Response.StatusCode = refused.HttpStatus;
        if (refused.RetryAfter is { } wait) context.Response.Headers.RetryAfter = ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context, new
        {
            error = refused.Error,
            error_description = $"AADSTS{refused.Aadsts}: {refused.Text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {now}",
            error_codes = new[] { refused.Aadsts },
            timestamp = now,
            trace_id = trace,
            correlation_id = correlation,
            error_uri = new Uri(Service, $"/error?code={refused.Aadsts}"),
        });
    }

    private Task ConfigurationAsync(HttpContext context) => ForTenantAsync(context, () => WriteAsync(context, new
    {
        issuer = $"{Authority}/v2.0",
        authorization_endpoint = $"{Authority}/oauth2/v2.0/authorize",
        token_endpoint = $"{Authority}/oauth2/v2.0/token",
        jwks_uri = $"{Authority}/discovery/v2.0/keys",
        token_endpoint_auth_methods_supported = AuthenticationMethods,
        response_types_supported = ResponseTypes,
        subject_types_supported = SubjectTypes,
        id_token_signing_alg_values_supported = Algorithms,
    }));

    private Task KeysAsync(HttpContext context) => ForTenantAsync(context, () =>
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(_key.KeySet(), context.RequestAborted);
    });

    private Task InstanceAsync(HttpContext context)
    {
        var host = Service.Authority;
        return WriteAsync(context, new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["tenant_discovery_endpoint"] = $"{Authority}/v2.0/.well-known/openid-configuration",
            ["api-version"] = "1.1",
            ["metadata"] = new[] { new { preferred_network = host, preferred_cache = host, aliases = new[] { host } } },
        });
    }

    private Task ForTenantAsync(HttpContext context, Func<Task> write)
    {
        var segment = Segment(context);
        var tenant = _directory.View.Directory;
        return TokenRules.TenantError(tenant, segment) is { } error ? RefuseAsync(context, error.Refuse(tenant, new TokenRequest { Tenant = segment })) : write();
    }

    private static string Segment(HttpContext context) => context.Request.RouteValues["tenant"]?.ToString() ?? "";

    private static Task WriteAsync<T>(HttpContext context, T body)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        return context.Response.WriteAsJsonAsync(body, context.RequestAborted);
    }
}
