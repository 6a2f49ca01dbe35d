using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IseMail.Tenant.Identity;
using IseMail.Tenant.Tests.Replies;

namespace IseMail.Tenant.Tests.Identity;

/// <summary>What an administrator can look up about requests for tokens.</summary>
public sealed class TokenLogTests
{
    private const string Secret = "Qx8~wrong.Secret-Value_0123456789abcdefgh";

    [Fact]
    public async Task A_refused_token_stands_in_the_log_with_its_reason_and_never_with_the_secret()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        (await tenant.TokenAsync(With(tenant, "client_secret", Secret))).Status.ShouldBe(401);

        var (text, json) = await tenant.LookUpAsync("/tokens");
        text.ShouldNotContain(Secret);
        var entry = json.GetProperty("tokens").EnumerateArray().ShouldHaveSingleItem();
        entry.EnumerateObject().Select(field => field.Name).ShouldBe(
            ["number", "at", "client", "clientId", "outcome", "status", "fault", "lifetimeSeconds", "audience", "roles", "aadsts", "error", "text"]);
        entry.GetProperty("number").GetInt64().ShouldBe(1);
        entry.GetProperty("client").GetString().ShouldBe("Cisco ISE");
        entry.GetProperty("clientId").GetGuid().ShouldBe(AdministeredTenant.Client);
        entry.GetProperty("outcome").GetString().ShouldBe("refused");
        entry.GetProperty("status").GetInt32().ShouldBe(401);
        entry.GetProperty("aadsts").GetInt32().ShouldBe(7000215);
        entry.GetProperty("error").GetString().ShouldBe("invalid_client");
        entry.GetProperty("text").GetString()!.ShouldStartWith("Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID");
        foreach (var nothing in new[] { "fault", "lifetimeSeconds", "audience", "roles" }) entry.GetProperty(nothing).ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task An_issued_token_stands_in_the_log_with_its_life_and_its_roles_and_never_itself()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        var (_, issued) = await tenant.TokenAsync(tenant.RightRequest());
        await tenant.RunAsync($"revoke-admin-consent -AppId {AdministeredTenant.Client}");
        await tenant.TokenAsync(tenant.RightRequest());

        var (text, json) = await tenant.LookUpAsync("/tokens");
        foreach (var part in issued.GetProperty("access_token").GetString()!.Split('.')) text.ShouldNotContain(part);
        text.ShouldNotContain(tenant.Tenant.ClientSecret(AdministeredTenant.Client)!);
        var tokens = json.GetProperty("tokens").EnumerateArray().ToList();
        tokens.Select(token => token.GetProperty("outcome").GetString()).ShouldBe(["issued", "issued"]);
        tokens[0].GetProperty("lifetimeSeconds").GetInt64().ShouldBe(issued.GetProperty("expires_in").GetInt64() + 1);
        tokens[0].GetProperty("audience").GetString().ShouldBe("https://outlook.office.com");
        tokens.Select(token => string.Join(' ', token.GetProperty("roles").EnumerateArray().Select(role => role.GetString()))).ShouldBe(["SMTP.SendAsApp", ""], "the second has no consent");
        tokens[0].GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Theory]
    [InlineData("client_id", 700016, "Application with identifier '(masked, 41 octets)' was not found in the directory 'contoso.example'.")]
    [InlineData("grant_type", 70003, "The app requested an unsupported grant type '(masked, 41 octets)'.")]
    [InlineData("scope", 1002012, "The provided value for scope (masked, 41 octets) is not valid.")]
    [InlineData("tenant", 900023, "Specified tenant identifier '(masked, 41 octets)' is neither a valid DNS name, nor a valid external domain.")]
    public async Task A_secret_in_a_wrong_field_is_refused_with_its_reason_and_kept_nowhere(string field, int code, string text)
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        var secret = field == "tenant" ? Secret.Replace('.', '-') : Secret;
        if (field == "tenant") await tenant.AskForTokenAsync(tenant.RightRequest(), secret);
        else await tenant.TokenAsync(With(tenant, field, secret));

        var (octets, json) = await tenant.LookUpAsync("/tokens");
        octets.ShouldNotContain(secret);
        tenant.Log.ShouldNotContain(secret);
        var entry = json.GetProperty("tokens").EnumerateArray().ShouldHaveSingleItem();
        entry.GetProperty("aadsts").GetInt32().ShouldBe(code);
        entry.GetProperty("text").GetString()!.ShouldStartWith(text);
        entry.GetProperty("client").GetString().ShouldBe(field == "client_id" ? null : "Cisco ISE");
    }

    [Fact]
    public async Task Nothing_that_only_the_client_knows_comes_back_from_the_log()
    {
        const string Password = "hunter2-hunter2";
        const string Pasted = "5e7a3c11-0d5c-4f2e-9a51-000000000001";
        (string Field, string Value)[] requests =
        [
            ("client_id", Pasted), ("client_id", $"{AdministeredTenant.Client} {Password}"), ("scope", $"https://{Password}.example/.default"),
            ("scope", $"https://outlook.office.com/{Password}"), ("scope", $"https://outlook.office.com/.default {Password}/.default"), ("scope", $"\"{Password}\""),
            ("grant_type", $"client_credentials {Password}"), ("tenant", $"{Password}.example"), ("other", Password),
        ];
        await using var tenant = await AdministeredTenant.StartAsync();
        foreach (var (field, value) in requests)
        {
            await AskAsync(field, value);
            // The same where a fault repeats what the request said, whatever it was.
            foreach (var aadsts in new[] { 700016, 70003, 1002012, 500011, 90002 })
            {
                await tenant.RunAsync($"fault add repeats-{aadsts} where=token aadsts={aadsts} count=1");
                await AskAsync(field, value);
                tenant.Tenant.Faults.Remove($"repeats-{aadsts}").ShouldBeTrue();
            }
        }
        var (text, json) = await tenant.LookUpAsync("/tokens");
        json.GetProperty("count").GetInt32().ShouldBe(requests.Length * 6);
        text.ShouldNotContain(Password);
        text.ShouldNotContain(Pasted);
        text.ShouldContain("The provided value for scope https://outlook.office.com/.default is not valid.", customMessage: "what everybody knows is repeated");

        Task AskAsync(string field, string value) =>
            field == "tenant" ? tenant.AskForTokenAsync(tenant.RightRequest(), value) : tenant.TokenAsync(With(tenant, field, value));
    }

    [Fact]
    public async Task Credentials_in_the_Authorization_header_and_a_body_that_is_no_form_leave_no_trace()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        foreach (var header in new[] { $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Secret}:{Secret}"))}", $"Bearer {Secret}", Secret })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{tenant.Tenant.Tokens.Authority}/oauth2/v2.0/token");
            request.Headers.TryAddWithoutValidation("Authorization", header).ShouldBeTrue();
            request.Content = new StringContent($"{{\"client_secret\": \"{Secret}\"}}", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var answer = await tenant.PostAsync(request);
        }
        var (text, json) = await tenant.LookUpAsync("/tokens");
        text.ShouldNotContain(Secret);
        text.ShouldNotContain(Convert.ToBase64String(Encoding.ASCII.GetBytes(Secret))[..20]);
        json.GetProperty("tokens").EnumerateArray().Select(entry => entry.GetProperty("aadsts").GetInt32()).ShouldAllBe(code => code == 900144);
    }

    [Theory]
    [InlineData("aadsts=90033", "refused", 503, "A transient error has occurred. Please try again.")]
    [InlineData("status=429", "disturbed", 429, null)]
    [InlineData("what=notJson", "disturbed", 200, null)]
    [InlineData("what=truncate", "disturbed", 200, null)]
    [InlineData("what=withoutRole", "issued", 200, null)]
    public async Task A_fault_that_struck_is_named_beside_what_came_of_the_request(string fault, string outcome, int status, string? text)
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await tenant.RunAsync($"fault add outage where=token {fault} count=1");
        await Record.ExceptionAsync(() => tenant.TokenAsync(tenant.RightRequest()));
        await tenant.TokenAsync(tenant.RightRequest());

        var tokens = (await tenant.LookUpAsync("/tokens")).Json.GetProperty("tokens").EnumerateArray().ToList();
        tokens[0].GetProperty("fault").GetString().ShouldBe("outage");
        tokens[0].GetProperty("outcome").GetString().ShouldBe(outcome);
        tokens[0].GetProperty("status").GetInt32().ShouldBe(status);
        tokens[0].GetProperty("text").GetString().ShouldBe(text);
        if (outcome == "issued") tokens[0].GetProperty("roles").GetArrayLength().ShouldBe(0, "what the token says is told, not what it should have said");
        tokens[1].GetProperty("fault").GetString().ShouldBeNull();
    }

    [Fact]
    public async Task A_client_that_left_while_a_fault_held_it_up_got_no_answer()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await tenant.RunAsync("fault add slow where=token what=stall");
        using var impatience = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{tenant.Tenant.Tokens.Authority}/oauth2/v2.0/token") { Content = new FormUrlEncodedContent(tenant.RightRequest()) };
        var asking = tenant.PostAsync(request, impatience.Token);
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (tenant.Tenant.Faults.List().Single().Struck == 0) await pulse.WaitForNextTickAsync(tenant.Patience);
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asking);
        while (tenant.Tenant.Tokens.Requests.Snapshot().IsEmpty) await pulse.WaitForNextTickAsync(tenant.Patience);

        var entry = (await tenant.LookUpAsync("/tokens")).Json.GetProperty("tokens").EnumerateArray().ShouldHaveSingleItem();
        entry.GetProperty("outcome").GetString().ShouldBe("disturbed");
        entry.GetProperty("fault").GetString().ShouldBe("slow");
        entry.GetProperty("status").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_newest_500_requests_are_kept_and_read_page_by_page()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        for (var request = 0; request < TokenLog.Kept + 10; request++) await tenant.TokenAsync([]);

        (await NumbersAsync(tenant, "/tokens")).ShouldBe(Enumerable.Range(11, 500).Select(number => (long)number));
        (await NumbersAsync(tenant, "/tokens?after=508")).ShouldBe([509, 510]);
        (await NumbersAsync(tenant, "/tokens?after=100&limit=2")).ShouldBe([101, 102]);
        (await tenant.LookUpAsync("/tokens?limit=0")).Json.GetProperty("count").GetInt32().ShouldBe(500);
    }

    private static async Task<IEnumerable<long>> NumbersAsync(AdministeredTenant tenant, string path) =>
        (await tenant.LookUpAsync(path)).Json.GetProperty("tokens").EnumerateArray().Select(token => token.GetProperty("number").GetInt64());

    private static Dictionary<string, string> With(AdministeredTenant tenant, string field, string value) =>
        new(tenant.RightRequest(), StringComparer.Ordinal) { [field] = value };
}
