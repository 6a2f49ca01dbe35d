using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Hosting;
using IseMail.Tenant.Submission;
using IseMail.Tenant.Tests.Submission;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace IseMail.Tenant.Tests.Replies;

/// <summary>The tenant that `tenant: embedded` stands for, administered over HTTP and talked to on plain sockets.</summary>
internal sealed class AdministeredTenant : ILogEventSink, IAsyncDisposable
{
    public const string Mailbox = "ise-mail@contoso.example";
    public const string Password = "Sommer-2026!";
    public static readonly Guid Client = new("00000000-0000-0000-0000-0000000000c1");
    private static readonly Guid Principal = new("00000000-0000-0000-0000-0000000000e1");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("isemail-tenant-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));
    private readonly List<string> _log = [];
    private HttpClient? _http;
    private EmbeddedTenant? _tenant;

    public EmbeddedTenant Tenant => _tenant!;

    public string Folder => _folder.FullName;

    public CancellationToken Patience => _patience.Token;

    public string Log
    {
        get
        {
            lock (_log) return string.Join('\n', _log);
        }
    }

    public static TenantSettings Settings { get; } = new(
        new Guid("00000000-0000-0000-0000-0000000000a0"), "contoso.example",
        [new ApplicationRegistration("Cisco ISE", Client, Principal, null, null, [ApplicationRegistration.SmtpSendAsApp])],
        [new ExchangeServicePrincipal(Client, Principal)],
        [new TenantMailbox(new EmailAddress(Mailbox), [Client], [new EmailAddress("ise-alarms@contoso.example")])],
        SubmissionLimits.ExchangeOnline, TokenRefusalStyle.Direct, TokenLifetime.EntraId, TenantListeners.Loopback);

    public static async Task<AdministeredTenant> StartAsync(SubmissionBounds? bounds = null, TimeProvider? time = null)
    {
        var administered = new AdministeredTenant();
        await administered.StartTenantAsync(bounds, time);
        return administered;
    }

    public async Task StartTenantAsync(SubmissionBounds? bounds = null, TimeProvider? time = null, TenantSettings? settings = null)
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "password"), Password);
        settings ??= Settings with { Mailboxes = [Settings.Mailboxes[0] with { Password = new SecretSource.File(Path.Combine(Folder, "password")) }] };
        _tenant = await EmbeddedTenant.StartAsync(settings, Path.Combine(Folder, "tenant"), time ?? TimeProvider.System, new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(this).CreateLogger(), Patience, bounds);
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => IsTheTenants(certificate) } });
    }

    public async Task StopTenantAsync()
    {
        _http?.Dispose();
        if (_tenant is not null) await _tenant.DisposeAsync();
        _tenant = null;
    }

    /// <summary>Whether a certificate names one of the tenant's servers: these clients have no store of trusted authorities.</summary>
    public static bool IsTheTenants(X509Certificate? certificate) => certificate?.Subject is "CN=login.microsoftonline.com" or "CN=smtp.office365.com";

    /// <summary>Runs a line of PowerShell's form, or <c>fault add</c>; returns the objects it prints.</summary>
    public async Task<JsonArray> RunAsync(string line)
    {
        if (line.StartsWith("fault add ", StringComparison.Ordinal)) return await AddFaultAsync(line.Split(' ')[2..]);
        var (status, answer) = await AskAsync(line);
        return status == 200 ? answer["objects"]!.AsArray() : throw new InvalidOperationException($"{line}: {answer["error"]}");
    }

    /// <summary>Runs a line that is refused; returns the words of it.</summary>
    public async Task<string> RefusedAsync(string line)
    {
        var (status, answer) = await AskAsync(line);
        status.ShouldBe(400, line);
        return answer["error"]!.GetValue<string>();
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Tenant.MailboxReader, path)) { Content = body };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http!.SendAsync(request, Patience);
    }

    /// <summary>What can be looked up at a path without showing any token: its octets as text, and as JSON.</summary>
    public async Task<(string Text, JsonElement Json)> LookUpAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, path);
        var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(Patience));
        using var document = JsonDocument.Parse(text);
        return (text, document.RootElement.Clone());
    }

    /// <summary>Sends a request to the token endpoint as it is.</summary>
    public Task<HttpResponseMessage> PostAsync(HttpRequestMessage request, CancellationToken? patience = null) => _http!.SendAsync(request, patience ?? Patience);

    /// <summary>Asks for a token; fields that are empty are left out. Returns status and body.</summary>
    public async Task<(int Status, JsonElement Body)> TokenAsync(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var (status, _, body) = await AskForTokenAsync(fields, "contoso.example");
        return (status, body);
    }

    /// <summary>Asks a tenant for a token; fields that are empty are left out. Returns status, how long to wait where it says so, and body.</summary>
    public async Task<(int Status, TimeSpan? RetryAfter, JsonElement Body)> AskForTokenAsync(IEnumerable<KeyValuePair<string, string>> fields, string tenant)
    {
        using var form = new FormUrlEncodedContent(fields.Where(field => field.Value.Length > 0));
        using var response = await _http!.PostAsync(new Uri(Tenant.Tokens.Authority, $"/{tenant}/oauth2/v2.0/token"), form, Patience);
        return ((int)response.StatusCode, response.Headers.RetryAfter?.Delta, await response.Content.ReadFromJsonAsync<JsonElement>(Patience));
    }

    public Dictionary<string, string> RightRequest() => new(StringComparer.Ordinal)
    {
        ["grant_type"] = "client_credentials",
        ["client_id"] = Client.ToString(),
        ["client_secret"] = Tenant.ClientSecret(Client)!,
        ["scope"] = "https://outlook.office.com/.default",
    };

    public async Task<Dialogue> DialAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Tenant.Submission.Port, Patience);
        return new Dialogue(client.Client, client.GetStream(), Patience);
    }

    /// <summary>A connection over TLS that has said EHLO.</summary>
    public async Task<Dialogue> ConnectAsync()
    {
        var dialogue = await DialAsync();
        await dialogue.ReplyAsync();
        await dialogue.AskAsync("EHLO client");
        await dialogue.SecureAsync();
        await dialogue.AskAsync("EHLO client");
        return dialogue;
    }

    /// <summary>What AUTH XOAUTH2 with a fresh token is answered.</summary>
    public async Task<string> AuthenticateAsync(Dialogue dialogue, string mailbox = Mailbox)
    {
        var (_, body) = await TokenAsync(RightRequest());
        var token = body.GetProperty("access_token").GetString();
        return await dialogue.AskAsync($"AUTH XOAUTH2 {Convert.ToBase64String(Encoding.ASCII.GetBytes($"user={mailbox}\u0001auth=Bearer {token}\u0001\u0001"))}");
    }

    /// <summary>What a mail is answered, at its sender, a recipient or its end: the first refusal, or the acceptance.</summary>
    public static async Task<string> MailAsync(Dialogue dialogue, string from = Mailbox, int outsiders = 1, int size = 0, bool announced = true)
    {
        var said = new List<string> { await dialogue.AskAsync($"MAIL FROM:<{from}>{(size > 0 && announced ? $" SIZE={size}" : "")}") };
        for (var i = 1; i <= outsiders && said[^1].StartsWith('2'); i++) said.Add(await dialogue.AskAsync($"RCPT TO:<visitor{i}@fabrikam.example>"));
        if (said[^1].StartsWith('2')) said.Add(await dialogue.AskAsync("DATA"));
        if (said[^1].StartsWith('3')) said.Add(await dialogue.AskAsync($"From: {from}\r\nMessage-ID: <1@contoso.example>\r\n\r\n{new string('x', size)}\r\n."));
        return said[^1];
    }

    /// <summary>What one mail over a connection of its own is answered, from AUTH on.</summary>
    public async Task<string> SubmitAsync(string mailbox = Mailbox, string? from = null, int outsiders = 1)
    {
        await using var dialogue = await ConnectAsync();
        var opened = await AuthenticateAsync(dialogue, mailbox);
        return opened.StartsWith("235", StringComparison.Ordinal) ? await MailAsync(dialogue, from ?? mailbox, outsiders) : opened;
    }

    public void Emit(LogEvent logEvent)
    {
        lock (_log) _log.Add(logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture) + logEvent.Exception);
    }

    public async ValueTask DisposeAsync()
    {
        await StopTenantAsync();
        _patience.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Key => AdministrationFile.Read(Path.Combine(Folder, "tenant"))!.Token;

    private async Task<JsonArray> AddFaultAsync(string[] words)
    {
        using var body = JsonContent.Create(new JsonObject(words[1..].Select(word => KeyValuePair.Create(word.Split('=')[0], (JsonNode?)word.Split('=')[1])).Append(new("name", words[0]))));
        using var response = await SendAsync(HttpMethod.Post, "/faults", Key, body);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, string.Join(' ', words));
        return [];
    }

    private async Task<(int Status, JsonNode Answer)> AskAsync(string line)
    {
        var words = line.Split(' ');
        var arguments = new JsonObject(words.Skip(1).Chunk(2).Select(pair => KeyValuePair.Create(pair[0].TrimStart('-'), (JsonNode?)pair[1])));
        using var body = JsonContent.Create(arguments);
        using var response = await SendAsync(HttpMethod.Post, $"/administration/{words[0]}", Key, body);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>(Patience))!);
    }
}
