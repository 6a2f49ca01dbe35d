using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Submission;
using IseMail.Tenant.Tests.Replies;
using IseMail.Tenant.Tests.Submission;

namespace IseMail.Tenant.Tests.Transcripts;

/// <summary>A secret that was said somewhere in a conversation is never told to whoever reads it.</summary>
public sealed class MaskedSecretsTests
{
    private const string Mailbox = AdministeredTenant.Mailbox;

    // {0}: the secret; {1}: the secret in base64; {2}: the blob of XOAUTH2 with it as the token.
    private static readonly string[] Sayings =
    [
        "{0}", "{1}", "{2}", "{0} {0}", " {0}", "\t{0}", "{0}:{0}", "Authorization: Bearer {0}", "Password: {0}", "user={0}",
        "EHLO {0}", "EHLO [{0}]", "HELO {0}", "ehlo client {0}", "STARTTLS {0}",
        "AUTH {0}", "AUTH {0} {0}", "AUTH XOAUTH2 {0}", "auth xoauth2 {2}", "AUTH  XOAUTH2  {1}", "AUTH XOAUTH2\r\n{2}", "AUTH XOAUTH2\r\n{0}", "AUTH\tXOAUTH2 {2}", "AUTH=XOAUTH2 {2}",
        "AUTH LOGIN {1}\r\n{1}", "AUTH LOGIN\r\n{1}\r\n{1}", "AUTH LOGIN\r\n{0}", "AUTH LOGIN {0} {0}", "AUTH LOGIN\r\n*\r\n{0}", "AUTH PLAIN {1}", "AUTH PLAIN\r\n{1}", "AUTH XOAUTH2\r\n*\r\n{2}",
        "XOAUTH2 {2}", "LOGIN {0}", "PLAIN {1}", "334 {1}", "235 {0}",
        "MAIL {0}", "MAIL FROM:{0}", "MAIL FROM:<{0}>", "MAIL FROM: <{0}>", "MAIL FROM:<{0}@contoso.example>", "MAIL FROM:<a@{0}.example>",
        "MAIL FROM:<" + Mailbox + "> AUTH={0}", "MAIL FROM:<" + Mailbox + "> SIZE=10 ENVID={0}", "MAIL FROM:<" + Mailbox + "> {0}", "MAIL FROM:<" + Mailbox + ">{0}", "MAIL FROM:<" + Mailbox + "> SMTPUTF8={0}", "mail from:<" + Mailbox + ">",
        "RCPT {0}", "RCPT TO:{0}", "RCPT TO:<{0}>", "RCPT TO:<{0}@fabrikam.example>", "RCPT TO:<b@fabrikam.example> ORCPT=rfc822;{0}", "RCPT TO:<b@fabrikam.example> NOTIFY={0}", "RCPT TO:<b@fabrikam.example>",
        "DATA {0}", "DATA\r\nFrom: " + Mailbox + "\r\nSubject: {0}\r\nMessage-ID: <{0}>\r\n\r\n{0}\r\n.", "DATA\r\nFrom: {0}@contoso.example\r\nX-ISE-Node: {0}\r\nX-ISE-Purpose: {0}\r\n\r\nMAIL FROM:<{0}>\r\n.",
        "BDAT {0}", "BDAT 40 LAST\r\nFrom: " + Mailbox + "\r\n\r\n{0}", "BDAT 0 {0}",
        "RSET {0}", "RSET", "NOOP {0}", "NOOP\n{0}", "VRFY {0}", "VRFY <{0}@contoso.example>", "EXPN {0}", "HELP {0}", "ETRN {0}", "XCLIENT LOGIN={0}", "QUITE {0}", "XYZ {0}",
        "PASSWORD {0}", "NOOP {0}\r\n.", "\u00fc{0}", "NOOP \u00fc{0}", "QUIT {0}",
    ];

    private static readonly Gen<string> Secrets = Gen.OneOf(
        // As Entra ID makes them; parts of a token; keys in base64; GUIDs.
        Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"].Array[40].Select(Text),
        Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].Array[40, 90].Array[3].Select(parts => "eyJ" + string.Join('.', parts.Select(Text))),
        Gen.Byte.Array[30, 60].Select(key => Convert.ToBase64String(key)),
        Gen.Guid.Select(guid => guid.ToString("D", CultureInfo.InvariantCulture)),
        Gen.Char["0123456789abcdef"].Array[32, 64].Select(Text),
        // As people make them: longer than anything that might stand there by chance.
        Gen.Char['!', '~'].Array[31, 48].Select(Text),
        Gen.Int[100, 999].Select(number => $"correct horse battery staple {number}"));

    private static readonly Gen<(string Secret, bool Tls, bool Opened, string[] Said)> Conversations =
        Gen.Select(Secrets, Gen.Bool, Gen.Bool, Gen.Int[0, Sayings.Length - 1].Select(number => Sayings[number]).Array[1, 12]);

    [Fact]
    public async Task A_secret_said_anywhere_in_any_conversation_is_told_nowhere()
    {
        await using var tenant = new AdministeredTenant();
        await tenant.StartTenantAsync(new SubmissionBounds { BadCommands = 8 }, settings: AdministeredTenant.Settings with { Limits = SubmissionLimits.None });
        var (_, issued) = await tenant.TokenAsync(tenant.RightRequest());
        var blob = Base64($"user={Mailbox}\u0001auth=Bearer {issued.GetProperty("access_token").GetString()}\u0001\u0001");
        await Conversations.SampleAsync(
            async conversation =>
            {
                var (secret, tls, opened, said) = conversation;
                await using (var client = tls || opened ? await tenant.ConnectAsync() : await tenant.DialAsync())
                {
                    if (opened) (await client.AskAsync($"AUTH XOAUTH2 {blob}")).ShouldStartWith("235 ");
                    await SayAsync(client, string.Concat(said.Select(saying => Filled(saying, secret) + "\r\n")));
                    await client.FinishAsync();
                }
                var (text, session) = await tenant.LookUpAsync($"/sessions/{tenant.Tenant.Submission.Sessions.Last}");
                session.GetProperty("lines").GetArrayLength().ShouldBeGreaterThan(1);
                HoldsNothingOf(secret, text, session);
            },
            iter: 600, threads: 1, print: conversation => $"{conversation.Secret} in {string.Join(" | ", conversation.Said)}");
        var (sessions, list) = await tenant.LookUpAsync("/sessions");
        sessions.ShouldNotContain("correct horse");
        list.GetProperty("count").GetInt32().ShouldBe(200);
    }

    [Fact]
    public async Task Of_a_command_only_what_has_a_form_that_no_secret_has_is_shown()
    {
        (string Said, string Shown)[] commands =
        [
            ("NOOP hunter2", "NOOP (masked, 7 octets)"),
            ("noop", "NOOP"),
            ("HELP hunter2", "HELP (masked, 7 octets)"),
            ("XYZ hunter2", "(masked, 11 octets)"),
            ("hunter2", "(masked, 7 octets)"),
            ("NOOP\nhunter2", "(masked, 12 octets)"),
            ("EHLO hunter2", "EHLO (masked, 7 octets)"),
            ("EHLO [127.0.0.1]", "EHLO [127.0.0.1]"),
            ("EHLO [IPv6:::1]", "EHLO [IPv6:::1]"),
            ("EHLO [4711]", "EHLO (masked, 6 octets)"),
            ("AUTH hunter2", "AUTH (masked, 7 octets)"),
            ("AUTH PLAIN aHVudGVyMg==", "AUTH PLAIN (masked, 12 octets)"),
            ("MAIL FROM:<>", "MAIL FROM:<>"),
            ("MAIL FROM:<hunter2>", "MAIL FROM: (masked, 9 octets)"),
            ("MAIL FROM:<u:hunter2@contoso.example>", "MAIL FROM: (masked, 27 octets)"),
            ("MAIL FROM:<a@contoso.example> BODY=8BITMIME SIZE=7", "MAIL FROM:<a@contoso.example> BODY=8BITMIME SIZE=7"),
            ("MAIL FROM:<a@contoso.example> SIZE=7 AUTH=hunter2", "MAIL FROM:<a@contoso.example> (masked, 20 octets)"),
            ("rcpt to:<b.c@fabrikam.example> NOTIFY=NEVER", "rcpt to:<b.c@fabrikam.example> NOTIFY=NEVER"),
            ("RCPT TO:<b@1.2.3.4>", "RCPT TO: (masked, 11 octets)"),
            ("RCPT hunter2", "RCPT (masked, 7 octets)"),
            ("VRFY \u00fc", "VRFY (masked, 2 octets)"),
        ];
        await using var tenant = await AdministeredTenant.StartAsync(new SubmissionBounds { BadCommands = 100 });
        await using var client = await tenant.ConnectAsync();
        foreach (var (said, _) in commands) await client.AskAsync(said);
        var lines = (await tenant.LookUpAsync("/sessions/1")).Json.GetProperty("lines").EnumerateArray()
            .Where(line => line.GetProperty("direction").GetString() == "client").Select(line => line.GetProperty("text").GetString());
        lines.TakeLast(commands.Length).ShouldBe(commands.Select(command => command.Shown));
    }

    [Fact]
    public async Task A_line_too_long_to_be_read_is_told_by_its_length()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await using var client = await tenant.ConnectAsync();
        (await client.AskAsync("NOOP " + new string('x', 50_000))).ShouldStartWith("500 5.5.2 ");
        var (text, session) = await tenant.LookUpAsync("/sessions/1");
        session.GetProperty("lines").EnumerateArray().ToList()[^2].GetProperty("text").GetString().ShouldBe("(masked, 50005 octets)");
        text.ShouldNotContain("xxx");
    }

    [Theory]
    [InlineData("refused-sender where=endOfData", "554 5.2.252 SendAsDenied; ise-mail@contoso.example not allowed to send as (masked, 23 octets);")]
    [InlineData("refused-mailbox where=auth", "554 5.2.252 SendAsDenied; (masked, 24 octets) not allowed to send as an unreadable address;")]
    [InlineData("", "554 5.2.252 SendAsDenied; ise-mail@contoso.example not allowed to send as (masked, 23 octets);")]
    public async Task A_reply_that_repeats_what_the_client_said_is_masked_there(string fault, string shown)
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await using var client = await tenant.ConnectAsync();
        if (fault.EndsWith("endOfData", StringComparison.Ordinal)) await tenant.AuthenticateAsync(client);
        if (fault.Length > 0) await tenant.RunAsync($"fault add {fault} reply=send-as-denied");
        await tenant.AuthenticateAsync(client);
        await client.AskAsync($"MAIL FROM:<{Mailbox}>");
        await client.AskAsync("RCPT TO:<visitor@fabrikam.example>");
        await client.SayAsync("DATA\r\nFrom: hunter2@contoso.example\r\n\r\ntext\r\n.\r\n");
        await client.FinishAsync();

        var (text, session) = await tenant.LookUpAsync("/sessions/1");
        text.ShouldNotContain("hunter2");
        session.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("text").GetString()!).ShouldContain(line => line.StartsWith(shown, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_sender_that_was_refused_is_named_where_the_envelope_names_it()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        (await tenant.SubmitAsync(from: "sponsor@contoso.example")).ShouldStartWith("554 5.2.252 ");
        (await tenant.LookUpAsync("/sessions/1")).Text.ShouldContain("ise-mail@contoso.example not allowed to send as sponsor@contoso.example; ");
    }

    private static string Text(char[] characters) => new(characters);

    private static string Filled(string saying, string secret) => saying
        .Replace("{0}", secret, StringComparison.Ordinal)
        .Replace("{1}", Base64(secret), StringComparison.Ordinal)
        .Replace("{2}", Base64($"user={Mailbox}\u0001auth=Bearer {secret}\u0001\u0001"), StringComparison.Ordinal);

    private static async Task SayAsync(Dialogue client, string text)
    {
        try
        {
            await client.SayAsync(text);
        }
        catch (IOException)
        {
            // The server may have had enough of it.
            return;
        }
    }

    private static void HoldsNothingOf(string secret, string text, JsonElement session)
    {
        foreach (var said in new[] { secret, Base64(secret), Base64($"user={Mailbox}\u0001auth=Bearer {secret}\u0001\u0001") })
        {
            text.ShouldNotContain(said, Case.Insensitive);
            // In the octets some characters stand escaped.
            foreach (var line in session.GetProperty("lines").EnumerateArray()) line.GetProperty("text").GetString()!.ShouldNotContain(said, Case.Insensitive);
        }
        (session.GetProperty("node").GetString() ?? "").ShouldNotContain(secret, Case.Insensitive);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
