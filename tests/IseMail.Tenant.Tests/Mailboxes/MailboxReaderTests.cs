using System.Net;
using System.Text;
using System.Text.Json;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Faults;
using IseMail.Tenant.Identity;
using IseMail.Tenant.Mailboxes;
using IseMail.Tenant.Tests.Hosting;
using IseMail.Tenant.Transcripts;
using Serilog;

namespace IseMail.Tenant.Tests.Mailboxes;

/// <summary>Mailboxes read over HTTP.</summary>
public sealed class MailboxReaderTests : IAsyncLifetime, IDisposable
{
    private readonly MailboxStore _store = new(sources: 2);
    private readonly HttpClient _http = new();
    private MailboxReader _reader = null!;

    public async Task InitializeAsync()
    {
        var settings = TenantFixture.Settings with { Listen = TenantListeners.Loopback with { HostName = "mail.contoso.example" } };
        _reader = await MailboxReader.StartAsync(settings, LiveDirectory.InMemory(settings, TenantSecrets.None, TimeProvider.System), new AdministrationKey(), new TenantFaults(0, TimeProvider.System, null), new TenantHistory(_store, new TokenLog(), new SessionLog(TimeProvider.System), _ => new MailboxCounters(7, 2, 1, 3), () => 5), Log.Logger, CancellationToken.None);
        _http.BaseAddress = new UriBuilder(_reader.Address) { Host = "127.0.0.1" }.Uri;
        Add("guest-credentials", "psn1", "visitor@fabrikam.example");
        Add("alarm", "mnt1", "admin@contoso.example", "Visitor@fabrikam.example");
        Add(null, null, "admin@contoso.example");
    }

    public async Task DisposeAsync() => await _reader.DisposeAsync();

    public void Dispose()
    {
        _http.Dispose();
        _store.Dispose();
    }

    [Theory]
    [InlineData("", 3, "1,2,3")]
    [InlineData("?after=1", 3, "2,3")]
    [InlineData("?after=3", 3, "")]
    [InlineData("?limit=2", 3, "1,2")]
    [InlineData("?after=1&limit=1", 3, "2")]
    [InlineData("?limit=0", 3, "")]
    [InlineData("?purpose=alarm", 1, "2")]
    [InlineData("?node=psn1", 1, "1")]
    [InlineData("?recipient=visitor%40fabrikam.example", 2, "1,2")]
    [InlineData("?recipient=visitor%40fabrikam.example&purpose=alarm&after=2", 1, "")]
    public async Task Mails_are_told_in_their_order_with_how_many_of_the_kind_there_are(string query, int count, string numbers)
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync("/mails" + query));
        document.RootElement.GetProperty("count").GetInt32().ShouldBe(count);
        string.Join(',', document.RootElement.GetProperty("mails").EnumerateArray().Select(mail => mail.GetProperty("number").GetInt64())).ShouldBe(numbers);
    }

    [Theory]
    [InlineData("/mails?after=-1", 400, "after must be a message's number or 0")]
    [InlineData("/mails?limit=10001", 400, "limit must be a number from 0 to 10000")]
    [InlineData("/mails?limit=ten", 400, "limit must be a number from 0 to 10000")]
    [InlineData("/mails?purpose=", 400, "purpose is empty; leave it out to see all")]
    [InlineData("/mails?recipient=visitor", 400, "recipient must be a mail address: name@domain in printable ASCII without spaces, at most 254 characters")]
    [InlineData("/mails?node=a&node=b", 400, "'node' stands there more than once")]
    [InlineData("/mails?purposes=alarm", 400, "there are no parameters but after, limit, purpose, node, recipient")]
    [InlineData("/mails/last/source", 400, "a mail is named by its number, as /mails tells it")]
    [InlineData("/mails/1/source", 404, "the source of mail 1 is not kept any more: only those of the newest mails since the start are")]
    [InlineData("/mails/4/source", 404, "there is no mail 4")]
    [InlineData("/client-secret", 404, "there is nothing here; try /health, /mails, /mails/{number}/source, /counters, /tokens, /sessions or /sessions/{number}")]
    [InlineData("/tokens?after=x", 400, "after must be a request's number or 0")]
    [InlineData("/tokens?client=x", 400, "there are no parameters but after, limit")]
    [InlineData("/tokens?limit=1&limit=2", 400, "'limit' stands there more than once")]
    [InlineData("/sessions?after=-1", 400, "after must be a session's number or 0")]
    [InlineData("/sessions?limit=10001", 400, "limit must be a number from 0 to 10000")]
    [InlineData("/sessions?mailbox=x", 400, "there are no parameters but after, limit")]
    [InlineData("/sessions/last", 400, "a session is named by its number, as /sessions tells it")]
    [InlineData("/sessions/1", 404, "there is no session 1")]
    public async Task What_cannot_be_answered_is_refused_with_one_clear_line(string path, int status, string error)
    {
        using var response = await _http.GetAsync(path);
        ((int)response.StatusCode).ShouldBe(status);
        await ErrorAsync(response, error);
    }

    [Fact]
    public async Task The_newest_sources_are_kept_octet_for_octet()
    {
        (await _http.GetByteArrayAsync("/mails/3/source")).ShouldBe(Encoding.Latin1.GetBytes("Subject: \u00fcnknown\r\n\r\n3"));
    }

    [Fact]
    public async Task Counters_tell_what_each_mailbox_has_submitted_and_the_tokens_issued()
    {
        (await _http.GetStringAsync("/counters")).ShouldBe(
            "{\"tokensIssued\":5,\"mailboxes\":["
            + "{\"mailbox\":\"ise-mail@contoso.example\",\"accepted\":7,\"heldBack\":2,\"refused\":1,\"greatestConnections\":3},"
            + "{\"mailbox\":\"locked@contoso.example\",\"accepted\":7,\"heldBack\":2,\"refused\":1,\"greatestConnections\":3}]}");
    }

    [Theory]
    [InlineData("mail.contoso.example", HttpStatusCode.OK)]
    [InlineData("MAIL.contoso.example:8080", HttpStatusCode.OK)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    [InlineData("10.1.2.3", HttpStatusCode.OK)]
    [InlineData("rebound.attacker.example", HttpStatusCode.BadRequest)]
    [InlineData("localhost.attacker.example", HttpStatusCode.BadRequest)]
    [InlineData("127.0.0.1.attacker.example", HttpStatusCode.BadRequest)]
    public async Task A_page_that_points_its_own_name_at_this_machine_reads_nothing(string host, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mails");
        request.Headers.Host = host;
        using var response = await _http.SendAsync(request);
        response.StatusCode.ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).Contains("visitor", StringComparison.OrdinalIgnoreCase).ShouldBe(status == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Nothing_can_be_changed(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/mails");
        using var response = await _http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.ShouldBe(["GET"]);
        await ErrorAsync(response, "what is here can only be read: GET");
    }

    private static async Task ErrorAsync(HttpResponseMessage response, string error)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        document.RootElement.GetProperty("error").GetString().ShouldBe(error);
        document.RootElement.EnumerateObject().Count().ShouldBe(1);
    }

    private void Add(string? purpose, string? node, params string[] recipients)
    {
        var source = Encoding.Latin1.GetBytes($"Subject: \u00fcnknown\r\n\r\n{_store.Count + 1}");
        _store.Add(
            new ArrivedMessage(0, DateTimeOffset.UnixEpoch, TenantFixture.Mailbox, TenantFixture.Mailbox, [.. recipients], "<1@x.example>", "s", purpose, node, source.Length, 1), source);
    }
}
