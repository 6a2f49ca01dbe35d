using IseMail.Domain.Texts;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Submission;
using IseMail.Tenant.Tests.Submission;

namespace IseMail.Tenant.Tests.Replies;

/// <summary>Every row of docs/replies.md about the embedded tenant is true.</summary>
public sealed partial class RepliesTests
{
    public static TheoryData<string> Replies => [.. RepliesTables.Exchange.Select(row => row.Name)];

    public static TheoryData<int> Errors => [.. RepliesTables.Entra.Select(row => row.Number)];

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task A_client_hears_the_documented_reply_of_Exchange_after_the_documented_cmdlets(string name)
    {
        var row = RepliesTables.Exchange.Single(one => one.Name == name);
        await using var tenant = await AdministeredTenant.StartAsync(row.Client switch
        {
            "is silent for too long" => new SubmissionBounds { Idle = TimeSpan.FromSeconds(1) },
            "connects when the server has no room" => new SubmissionBounds { Connections = 1 },
            _ => null,
        });
        // Whatever the row makes of it, the tenant is a working one before.
        if (row.Client != "is silent for too long" && row.Client != "connects when the server has no room") (await tenant.SubmitAsync()).ShouldStartWith("250 2.0.0 OK");
        foreach (var command in row.Commands) await tenant.RunAsync(command);

        Masked(await SaidAsync(tenant, row.Client)).ShouldBe(row.Reply);
        tenant.Log.ShouldNotContain(AdministeredTenant.Password);
    }

    [Fact]
    public async Task A_fault_gives_each_of_Exchanges_replies_with_what_the_client_said_as_the_rule_would()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        foreach (var row in RepliesTables.Exchange)
        {
            var (where, client) = row.Stage switch
            {
                "connection" => ("greeting", "connects"),
                "authentication" => ("auth", "authenticates"),
                "recipient" => ("rcpt", "sends"),
                "end of data" => ("endOfData", "sends as sponsor@contoso.example"),
                _ => ("mail", "sends"),
            };
            await tenant.RunAsync($"fault add again where={where} reply={row.Name} count=1");
            Masked(await SaidAsync(tenant, client)).ShouldBe(row.Reply, row.Name);
            tenant.Tenant.Faults.Remove("again").ShouldBeTrue();
        }
        tenant.Tenant.Mailboxes.Count.ShouldBe(0);
        (await tenant.SubmitAsync()).ShouldStartWith("250 2.0.0 OK");
    }

    [Fact]
    public async Task A_reply_of_a_fault_names_the_client_it_strikes_and_nothing_that_is_no_address()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await tenant.RunAsync("fault add a where=any reply=send-as-denied");
        tenant.Tenant.Faults.Remove("a").ShouldBeTrue();
        await tenant.RunAsync("fault add a where=auth reply=send-as-denied");
        await using var talk = await tenant.ConnectAsync();
        var blob = Convert.ToBase64String(Encoding.ASCII.GetBytes("user=x@y.example\r\n235 2.7.0 in\u0001auth=Bearer x\u0001\u0001"));
        (await talk.AskAsync($"AUTH XOAUTH2 {blob}")).ShouldStartWith("554 5.2.252 SendAsDenied; an unknown mailbox not allowed to send as an unreadable address; ");
        (await talk.AskAsync("NOOP")).ShouldBe("250 2.0.0 OK");
        (await tenant.AuthenticateAsync(talk)).ShouldStartWith($"554 5.2.252 SendAsDenied; {AdministeredTenant.Mailbox} not allowed to send as an unreadable address; ");
        tenant.Tenant.Faults.Remove("a").ShouldBeTrue();

        (await tenant.AuthenticateAsync(talk)).ShouldStartWith("235 ");
        await tenant.RunAsync("fault add b where=mail reply=send-as-denied");
        (await AdministeredTenant.MailAsync(talk, "{stamp}@contoso.example")).ShouldStartWith($"554 5.2.252 SendAsDenied; {AdministeredTenant.Mailbox} not allowed to send as {{stamp}}@contoso.example; ");
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task A_client_hears_the_documented_error_of_Entra_ID_after_the_documented_cmdlets(int number)
    {
        var row = RepliesTables.Entra.Single(one => one.Number == number);
        await using var tenant = await AdministeredTenant.StartAsync();
        (await tenant.TokenAsync(tenant.RightRequest())).Status.ShouldBe(200);
        var printed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var command in row.Commands)
        {
            foreach (var (name, value) in (await tenant.RunAsync(command)).SelectMany(one => one!.AsObject())) printed[name] = value!.ToString();
        }

        var description = await RefusedAsync(tenant, row, printed);
        if (printed.TryGetValue("SecretText", out var secret)) (tenant.Log + description).ShouldNotContain(secret);
    }

    [Fact]
    public async Task A_fault_gives_each_of_Entra_IDs_errors_with_what_the_client_said_as_the_rule_would()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        foreach (var row in RepliesTables.Entra)
        {
            await tenant.RunAsync($"fault add again where=token aadsts={row.Number} count=1");
            await RefusedAsync(tenant, row with { Request = row.Request.StartsWith('`') ? row.Request : "as it should be" }, new Dictionary<string, string>(StringComparer.Ordinal));
            tenant.Tenant.Faults.Remove("again").ShouldBeTrue();
        }
        (await tenant.TokenAsync(tenant.RightRequest())).Status.ShouldBe(200);
    }

    [Fact]
    public void The_documented_replies_of_Exchange_are_those_of_the_catalogue()
    {
        RepliesTables.Exchange.Select(row => (row.Name, row.Stage, row.Reached, row.Source)).ShouldBe(
            ExchangeReplies.All.Select(reply => (reply.Name, Said(reply.Stage), Said(reply.By), reply.Source)));
        // A fault is written back by its text.
        ExchangeReplies.All.Select(reply => reply.Text).ShouldBeUnique();
        foreach (var (row, reply) in RepliesTables.Exchange.Zip(ExchangeReplies.All))
        {
            Pattern(reply.Text.Replace("{stamp}", "[…]", StringComparison.Ordinal)).IsMatch(row.Reply).ShouldBeTrue($"{row.Reply} is not {reply.Text}");
            row.Reply.ShouldStartWith($"{reply.Code} {reply.Status} ");
        }
    }

    [Fact]
    public void The_documented_errors_of_Entra_ID_are_those_of_the_catalogue()
    {
        RepliesTables.Entra.Select(row => (row.Number, row.Error, row.Status, row.Reached, row.Source)).ShouldBe(
            EntraErrors.All.Select(error => (error.Number, error.Error, error.Status, Said(error.By), error.Source)));
        foreach (var (row, error) in RepliesTables.Entra.Zip(EntraErrors.All)) Pattern(error.Text).IsMatch(row.Text).ShouldBeTrue($"{row.Text} is not {error.Text}");
    }

    /// <summary>Asks for a token as a row says, and hears what it says; returns the description.</summary>
    private static async Task<string> RefusedAsync(AdministeredTenant tenant, EntraRow row, IReadOnlyDictionary<string, string> printed)
    {
        var request = tenant.RightRequest();
        foreach (var change in RepliesTables.Quoted(row.Request))
        {
            var (field, value) = (change[..change.IndexOf('=', StringComparison.Ordinal)], change[(change.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            request[field] = printed.Aggregate(value, (text, one) => text.Replace($"{{{one.Key}}}", one.Value, StringComparison.Ordinal));
        }
        if (row.Request == "2,000 fields") for (var i = 0; i < 2000; i++) request[$"field{i}"] = "x";
        request.Remove("tenant", out var segment);
        var (status, retryAfter, body) = await tenant.AskForTokenAsync(request, segment ?? "contoso.example");

        status.ShouldBe(row.Status, row.Text);
        retryAfter.ShouldBe(row.Status == 429 ? TimeSpan.FromSeconds(60) : null);
        body.GetProperty("error").GetString().ShouldBe(row.Error, row.Text);
        body.GetProperty("error_codes")[0].GetInt32().ShouldBe(row.Number);
        body.GetProperty("error_uri").GetString()!.ShouldEndWith($"/error?code={row.Number}");
        var description = body.GetProperty("error_description").GetString()!;
        Traced().Replace(description, "").ShouldBe($"AADSTS{row.Number}: {row.Text}");
        return description;
    }

    private static async Task<string> SaidAsync(AdministeredTenant tenant, string client)
    {
        if (client == "connects")
        {
            await using var first = await tenant.DialAsync();
            return await first.ReplyAsync();
        }
        if (client == "connects when the server has no room")
        {
            await using var first = await tenant.DialAsync();
            (await first.ReplyAsync()).ShouldStartWith("220 ");
            await using var second = await tenant.DialAsync();
            return await second.ReplyAsync();
        }
        if (client == "sends over the fourth connection")
        {
            await using var one = await tenant.ConnectAsync();
            await using var two = await tenant.ConnectAsync();
            await using var three = await tenant.ConnectAsync();
            foreach (var dialogue in (Dialogue[])[one, two, three]) (await tenant.AuthenticateAsync(dialogue)).ShouldStartWith("235 ");
            return await tenant.SubmitAsync();
        }
        if (Sends().Match(client) is { Success: true } sends)
        {
            var mailbox = sends.Groups["through"] is { Success: true } through ? through.Value : AdministeredTenant.Mailbox;
            var from = sends.Groups["as"] is { Success: true } other ? other.Value : mailbox;
            var outsiders = sends.Groups["outsiders"] is { Success: true } count ? int.Parse(count.Value, CultureInfo.InvariantCulture) : 1;
            return await tenant.SubmitAsync(mailbox, from, outsiders);
        }

        await using var talk = await tenant.ConnectAsync();
        switch (client)
        {
            case "is silent for too long":
                return await talk.ReplyAsync();
            case "authenticates":
                return await tenant.AuthenticateAsync(talk);
            case "authenticates with its password":
                return await LoginAsync(talk, AdministeredTenant.Password);
            case "authenticates with a wrong password":
                return await LoginAsync(talk, "wrong");
            case "sends 2 KB":
                (await tenant.AuthenticateAsync(talk)).ShouldStartWith("235 ");
                return await AdministeredTenant.MailAsync(talk, size: 2048);
            default:
                return await talk.AskAsync(RepliesTables.Quoted(client).Single());
        }
    }

    private static async Task<string> LoginAsync(Dialogue talk, string password)
    {
        (await talk.AskAsync("AUTH LOGIN")).ShouldBe("334 VXNlcm5hbWU6");
        (await talk.AskAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(AdministeredTenant.Mailbox)))).ShouldBe("334 UGFzc3dvcmQ6");
        return await talk.AskAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(password)));
    }

    private static string Masked(string reply) => Stamp().Replace(reply, "[…]");

    private static string Said(ExchangeStage stage) => stage == ExchangeStage.EndOfData ? "end of data" : stage.ToString().ToLowerInvariant();

    private static string Said(ReachedBy by) => by.ToString().ToLowerInvariant();

    // What differs from one answer to the next stands in braces.
    private static Regex Pattern(string template) => new($@"\A{Placeholder().Replace(Regex.Escape(template), ".+")}\z", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"\[localhost \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [0-9A-F]{16}\]", RegexOptions.None, PatternPatience.Milliseconds)]
    private static partial Regex Stamp();

    [GeneratedRegex(@" Trace ID: [0-9a-f-]{36} Correlation ID: [0-9a-f-]{36} Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ\z", RegexOptions.None, PatternPatience.Milliseconds)]
    private static partial Regex Traced();

    [GeneratedRegex(@"\\\{\w+\}", RegexOptions.None, PatternPatience.Milliseconds)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\Asends( as (?<as>\S+))?( to (?<outsiders>\d+) outsiders)?( through (?<through>\S+))?\z", RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex Sends();
}
