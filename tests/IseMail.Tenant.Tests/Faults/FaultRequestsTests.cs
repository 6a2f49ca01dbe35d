using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IseMail.Tenant.Tests.Hosting;

namespace IseMail.Tenant.Tests.Faults;

/// <summary>Faults added, listed and removed over HTTP by whoever has the key.</summary>
public sealed class FaultRequestsTests
{
    [Fact]
    public async Task A_fault_is_added_listed_with_what_it_has_done_and_removed()
    {
        await using var fixture = await TenantFixture.StartAsync();
        var token = await fixture.TokenAsync();
        (await SendAsync(fixture, HttpMethod.Post, "/faults", """{"name": "busy", "where": "mail", "reply": "sender-threads", "count": 1}""")).Status.ShouldBe(HttpStatusCode.Created);
        await Should.ThrowAsync<MailKit.Net.Smtp.SmtpCommandException>(() => fixture.SubmitAsync(token));
        await fixture.SubmitAsync(token);

        var (status, body) = await SendAsync(fixture, HttpMethod.Get, "/faults");
        status.ShouldBe(HttpStatusCode.OK);
        var listed = body.GetProperty("faults").EnumerateArray().ShouldHaveSingleItem();
        listed.GetProperty("line").GetString().ShouldBe("where=mail reply=sender-threads count=1");
        listed.GetProperty("met").GetInt64().ShouldBe(2);
        listed.GetProperty("struck").GetInt64().ShouldBe(1);

        (await SendAsync(fixture, HttpMethod.Delete, "/faults/busy")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await SendAsync(fixture, HttpMethod.Delete, "/faults/busy")).Status.ShouldBe(HttpStatusCode.NotFound);
        fixture.Tenant.Faults.List().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"name": "a", "where": "mial", "what": "stall"}""", "'mial' is not known for 'where'; 'mail' is the nearest known")]
    [InlineData("""{"name": "a", "where": "mail", "what": "stall", "rate": 2}""", "'2' cannot be used for 'rate'; a number from 0 to 1")]
    [InlineData("""{"name": "a", "where": "mail", "what": ["stall"]}""", "'what' is neither a text nor a number; a single value")]
    [InlineData("""{"name": "a", "name": "b", "where": "mail", "what": "stall"}""", "the body is not JSON in UTF-8 with each key once; a fault such as {\"name\": \"x\", \"where\": \"mail\", \"what\": \"disconnect\"}")]
    [InlineData("[]", "the body is not an object; a fault such as {\"name\": \"x\", \"where\": \"mail\", \"what\": \"disconnect\"}")]
    [InlineData("", "the body is not JSON in UTF-8 with each key once; a fault such as {\"name\": \"x\", \"where\": \"mail\", \"what\": \"disconnect\"}")]
    public async Task What_is_no_fault_is_refused_in_one_line_and_changes_nothing(string body, string told)
    {
        await using var fixture = await TenantFixture.StartAsync();
        var (status, answer) = await SendAsync(fixture, HttpMethod.Post, "/faults", body);
        status.ShouldBe(HttpStatusCode.BadRequest);
        answer.GetProperty("error").GetString().ShouldBe(told);
        fixture.Tenant.Faults.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_fault_of_the_same_name_is_refused_and_the_first_stays_as_it_was()
    {
        await using var fixture = await TenantFixture.StartAsync();
        await SendAsync(fixture, HttpMethod.Post, "/faults", """{"name": "a", "where": "mail", "what": "stall"}""");
        (await SendAsync(fixture, HttpMethod.Post, "/faults", """{"name": "a", "where": "rcpt", "what": "stall"}""")).Status.ShouldBe(HttpStatusCode.Conflict);
        fixture.Tenant.Faults.List().Single().Fault.Where.ShouldBe(Domain.Faults.FaultPoint.Mail);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("guess")]
    public async Task Without_the_key_nothing_is_shown_or_changed(string? token)
    {
        await using var fixture = await TenantFixture.StartAsync();
        await SendAsync(fixture, HttpMethod.Post, "/faults", """{"name": "a", "where": "ehlo", "what": "stall"}""");
        (await ShowAsync(fixture, token, HttpMethod.Get, "/faults")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await ShowAsync(fixture, token, HttpMethod.Post, "/faults", """{"name": "b", "where": "ehlo", "what": "stall"}""")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await ShowAsync(fixture, token, HttpMethod.Delete, "/faults/a")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        fixture.Tenant.Faults.List().Single().Fault.Name.ShouldBe("a");
    }

    [Fact]
    public async Task The_key_is_in_a_file_of_its_owner_alone_is_new_at_each_start_and_never_logged()
    {
        await using var fixture = await TenantFixture.StartAsync();
        var first = Key(fixture);
        first.Token.Length.ShouldBe(64);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Path.Combine(fixture.Folder, "administration.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await SendAsync(fixture, HttpMethod.Get, "/faults");
        await fixture.StopTenantAsync();
        File.Exists(Path.Combine(fixture.Folder, "administration.json")).ShouldBeFalse();
        await fixture.StartTenantAsync(TenantFixture.Settings);
        Key(fixture).Token.ShouldNotBe(first.Token);
        (await SendAsync(fixture, HttpMethod.Get, "/faults")).Status.ShouldBe(HttpStatusCode.OK);
        fixture.Log.ShouldAllBe(line => !line.Contains(first.Token, StringComparison.Ordinal));
    }

    private static (Uri Address, string Token) Key(TenantFixture fixture)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(fixture.Folder, "administration.json")));
        return (new Uri(document.RootElement.GetProperty("address").GetString()!), document.RootElement.GetProperty("token").GetString()!);
    }

    private static Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(TenantFixture fixture, HttpMethod method, string path, string? body = null) =>
        ShowAsync(fixture, Key(fixture).Token, method, path, body);

    private static async Task<(HttpStatusCode Status, JsonElement Body)> ShowAsync(TenantFixture fixture, string? token, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Key(fixture).Address, path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await fixture.Http.SendAsync(request, fixture.Patience);
        var text = await answer.Content.ReadAsStringAsync(fixture.Patience);
        if (text.Length == 0) return (answer.StatusCode, default);
        using var document = JsonDocument.Parse(text);
        return (answer.StatusCode, document.RootElement.Clone());
    }
}
