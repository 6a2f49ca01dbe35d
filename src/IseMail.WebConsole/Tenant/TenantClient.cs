using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using IseMail.Domain.Ledger;
using IseMail.Tenant.Administration;
using IseMail.WebConsole.Live;

namespace IseMail.WebConsole.Tenant;

/// <summary>
/// Asks an embedded tenant over HTTP, whether it runs in this process or in a container of its own, with the key of its administrators.
/// </summary>
public sealed class TenantClient : IDisposable
{
    private const int Page = 10_000;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SlowLook = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new() { Timeout = AnswerWithin };
    private readonly Func<AdministrationFile?> _find;
    private readonly TimeProvider _clock;
    private AdministrationFile? _file;
    private DateTimeOffset _lookedAt;
    private ImmutableArray<EndFrame> _ends = [];
    private ImmutableArray<string> _faults = [];

    /// <summary>A way to the tenant of a directory, whether or not it runs yet.</summary>
    /// <param name="directory">The tenant's directory.</param>
    /// <param name="clock">The time.</param>
    public TenantClient(string directory, TimeProvider clock)
    {
        _clock = clock;
        _find = () => AdministrationFile.Read(directory);
    }

    /// <summary>Asks for something; whoever called disposes of the answer.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Asks for something, or has it done; whoever called disposes of the answer.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="json">What is sent; <c>null</c>: nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, byte[]? json, CancellationToken cancellationToken)
    {
        for (var again = _file is not null; ; again = false)
        {
            var file = _file ??= Find();
            try
            {
                using var request = new HttpRequestMessage(method, new Uri(file.Address, path));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", file.Token);
                if (json is not null) request.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (answer.StatusCode != HttpStatusCode.Unauthorized || !again) return answer;
                answer.Dispose();
            }
            catch (HttpRequestException) when (again)
            {
                // Looked for once more below: a tenant that was started again has another key, and may have another port.
            }
            _file = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Messages to one address whose <c>Message-ID</c> begins in one way, the oldest first; none where it does not answer.</summary>
    internal async Task<ImmutableArray<ArrivedNumber>> ArrivedAsync(string recipient, string beginning, CancellationToken cancellationToken)
    {
        try
        {
            var mails = (await ReadAsync($"/mails?limit=10000&recipient={Uri.EscapeDataString(recipient)}", cancellationToken)).GetProperty("mails");
            return
            [
                .. mails.EnumerateArray().Where(mail => mail.GetProperty("messageId").GetString()?.StartsWith(beginning, StringComparison.OrdinalIgnoreCase) == true)
                    .Select(mail => new ArrivedNumber(mail.GetProperty("number").GetInt64(), mail.GetProperty("subject").GetString() ?? "")),
            ];
        }
        catch (Exception silent) when (IsSilence(silent, cancellationToken))
        {
            return [];
        }
    }

    /// <summary>All that has arrived; <c>null</c>: it does not answer.</summary>
    internal async Task<IReadOnlyList<Arrival>?> AllArrivedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var all = new List<Arrival>();
            for (long after = 0; ;)
            {
                var mails = (await ReadAsync(string.Create(CultureInfo.InvariantCulture, $"/mails?limit={Page}&after={after}"), cancellationToken)).GetProperty("mails");
                foreach (var mail in mails.EnumerateArray())
                {
                    var messageId = mail.GetProperty("messageId").GetString() ?? "";
                    all.Add(new Arrival(Arrival.IdOf(messageId), messageId, mail.GetProperty("node").GetString(), mail.GetProperty("receivedAt").GetDateTimeOffset()));
                    after = mail.GetProperty("number").GetInt64();
                }
                if (mails.GetArrayLength() < Page) return all;
            }
        }
        catch (Exception silent) when (IsSilence(silent, cancellationToken))
        {
            return null;
        }
    }

    /// <summary>What the map shows of it; what changes seldom is asked for seldom.</summary>
    internal async Task<TenantSight> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var arrived = (await ReadAsync("/mails?limit=0", cancellationToken)).GetProperty("count").GetInt64();
            if (_clock.GetUtcNow() - _lookedAt >= SlowLook)
            {
                _faults = [.. (await ReadAsync("/faults", cancellationToken)).GetProperty("faults").EnumerateArray().Select(fault => $"{fault.GetProperty("fault").GetProperty("name").GetString()}: {fault.GetProperty("line").GetString()}")];
                _ends = await EndsAsync(cancellationToken);
                _lookedAt = _clock.GetUtcNow();
            }
            return new TenantSight(arrived, _ends, _faults);
        }
        catch (Exception silent) when (IsSilence(silent, cancellationToken))
        {
            // That it does not answer is no sign that anything in it is over.
            return new TenantSight(null, _ends, _faults);
        }
    }

    private AdministrationFile Find()
    {
        try
        {
            return _find() ?? throw new HttpRequestException("no tenant runs in its directory");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new HttpRequestException("the tenant's directory cannot be read", unreadable);
        }
    }

    private static bool IsSilence(Exception fault, CancellationToken cancellationToken) =>
        fault is HttpRequestException or JsonException or InvalidOperationException or KeyNotFoundException || (fault is TaskCanceledException && !cancellationToken.IsCancellationRequested);

    private async Task<ImmutableArray<EndFrame>> EndsAsync(CancellationToken cancellationToken)
    {
        var ends = new List<EndFrame>();
        foreach (var application in (await ReadAsync("/administration/get-application", cancellationToken)).GetProperty("objects").EnumerateArray())
        {
            var (id, name) = (application.GetProperty("AppId").GetString(), application.GetProperty("DisplayName").GetString() ?? "");
            var secrets = (await ReadAsync($"/administration/get-application-password?AppId={id}", cancellationToken)).GetProperty("objects");
            // One that the topology hands out without a date does not end.
            ends.AddRange(secrets.EnumerateArray().Where(secret => secret.GetProperty("EndDateTime").ValueKind == JsonValueKind.String).Select(secret => new EndFrame("client secret", name, secret.GetProperty("EndDateTime").GetDateTimeOffset())));
        }
        var issued = (await ReadAsync("/tokens?limit=500", cancellationToken)).GetProperty("tokens").EnumerateArray().Where(token => token.GetProperty("outcome").GetString() == "issued");
        ends.AddRange(issued.GroupBy(token => token.GetProperty("client").GetString() ?? "").Select(same => same.Last())
            .Select(token => new EndFrame("token", token.GetProperty("client").GetString() ?? "", token.GetProperty("at").GetDateTimeOffset().AddSeconds(token.GetProperty("lifetimeSeconds").GetInt64()))));
        return [.. ends.OrderBy(end => end.At)];
    }

    private async Task<JsonElement> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync(path, cancellationToken);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        return (await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken)).RootElement;
    }
}

/// <summary>A message that arrived.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Subject">Its subject.</param>
internal sealed record ArrivedNumber(long Number, string Subject);
