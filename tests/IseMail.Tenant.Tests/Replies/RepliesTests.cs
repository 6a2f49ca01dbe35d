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
    public static TheoryData<string> ReachedByRule => [.. RepliesTables.Exchange.Where(row => row.Reached == "rule").Select(row => row.Name)];

    public static TheoryData<int> RefusedByRule => [.. RepliesTables.Entra.Where(row => row.Reached == "rule").Select(row => row.Number)];

    [Theory]
    [MemberData(nameof(ReachedByRule))]
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

    [Theory]
    [MemberData(nameof(RefusedByRule))]
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

        var request = tenant.RightRequest();
        foreach (var change in RepliesTables.Quoted(row.Request))
        {
            var (field, value) = (change[..change.IndexOf('=', StringComparison.Ordinal)], change[(change.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            request[field] = printed.Aggregate(value, (text, one) => text.Replace($"{{{one.Key}}}", one.Value, StringComparison.Ordinal));
        }
        if (row.Request == "2,000 fields") for (var i = 0; i < 2000; i++) request[$"field{i}"] = "x";
        request.Remove("tenant", out var segment);
        var (status, body) = await tenant.TokenAsync(request, segment ?? "contoso.example");

        status.ShouldBe(row.Status);
        body.GetProperty("error").GetString().ShouldBe(row.Error);
        body.GetProperty("error_codes")[0].GetInt32().ShouldBe(number);
        var description = body.GetProperty("error_description").GetString()!;
        description[..description.IndexOf(" Trace ID: ", StringComparison.Ordinal)].ShouldBe($"AADSTS{number}: {row.Text}");
        if (printed.TryGetValue("SecretText", out var secret)) (tenant.Log + description).ShouldNotContain(secret);
    }

    [Fact]
    public void The_documented_replies_of_Exchange_are_those_of_the_catalogue()
    {
        RepliesTables.Exchange.Select(row => (row.Name, row.Stage, row.Reached, row.Source)).ShouldBe(
            ExchangeReplies.All.Select(reply => (reply.Name, Said(reply.Stage), Said(reply.By), reply.Source)));
        ExchangeReplies.All.Select(reply => reply.Text).Distinct().Count().ShouldBeGreaterThanOrEqualTo(25);
        foreach (var (row, reply) in RepliesTables.Exchange.Zip(ExchangeReplies.All))
        {
            Pattern(reply.Say("[…]")).IsMatch(row.Reply).ShouldBeTrue($"{row.Reply} is not {reply.Text}");
            row.Reply.ShouldStartWith($"{reply.Code} {reply.Status} ");
        }
    }

    [Fact]
    public void The_documented_errors_of_Entra_ID_are_those_of_the_catalogue()
    {
        RepliesTables.Entra.Select(row => (row.Number, row.Error, row.Status, row.Reached, row.Source)).ShouldBe(
            EntraErrors.All.Select(error => (error.Number, error.Error, error.Status, Said(error.By), error.Source)));
        foreach (var (row, error) in RepliesTables.Entra.Zip(EntraErrors.All)) Pattern(error.Text).IsMatch(row.Text).ShouldBeTrue($"{row.Text} is not {error.Text}");
        EntraErrors.Throttled.Refuse().RetryAfter.ShouldBe(TimeSpan.FromSeconds(60));
    }

    private static async Task<string> SaidAsync(AdministeredTenant tenant, string client)
    {
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

    [GeneratedRegex(@"\[localhost [^\]]+\]", RegexOptions.None, 1000)]
    private static partial Regex Stamp();

    [GeneratedRegex(@"\\\{\w+\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\Asends( as (?<as>\S+))?( to (?<outsiders>\d+) outsiders)?( through (?<through>\S+))?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sends();
}
