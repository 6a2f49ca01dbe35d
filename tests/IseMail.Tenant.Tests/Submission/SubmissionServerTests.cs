using System.Text;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Submission;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace IseMail.Tenant.Tests.Submission;

public sealed class SubmissionServerTests
{
    [Fact]
    public async Task MailKit_submits_with_XOAUTH2()
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        using var client = new SmtpClient { ServerCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost", CheckCertificateRevocation = false };
        await client.ConnectAsync("127.0.0.1", fixture.Server.Port, SecureSocketOptions.StartTls, fixture.Patience.Token);
        await client.AuthenticateAsync(new SaslMechanismOAuth2(SubmissionFixture.Mailbox, SubmissionFixture.Token), fixture.Patience.Token);
        for (var i = 0; i < 3; i++)
        {
            var message = new MimeMessage { Subject = $"mail {i}", Body = new TextPart("plain") { Text = ".dot\r\n..two\r\n" } };
            message.From.Add(MailboxAddress.Parse("\"ISE, alarms\" <alarms@example.com>"));
            message.To.Add(MailboxAddress.Parse("admin@example.org"));
            message.Headers.Add("X-ISE-Node", "mnt1");
            await client.SendAsync(message, fixture.Patience.Token);
        }
        var arrived = await fixture.Store.WaitForAsync(all => all.Count == 3, fixture.Patience.Token);
        arrived.Select(m => m.Subject).ShouldBe(["mail 0", "mail 1", "mail 2"]);
        arrived[0].HeaderFrom.ShouldBe("alarms@example.com");
        arrived[0].Node.ShouldBe("mnt1");
        fixture.Store.TrySource(3, out var source).ShouldBeTrue();
        Encoding.UTF8.GetString(source!).ShouldEndWith("\r\n\r\n.dot\r\n..two\r\n");
        await client.DisconnectAsync(true, fixture.Patience.Token);
    }

    [Fact]
    public async Task AUTH_is_offered_and_taken_only_after_TLS()
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        await using var client = await fixture.ConnectAsync();
        (await client.AskAsync("EHLO client")).ShouldBe(string.Join('\n', SubmissionReplies.Capabilities("localhost", "127.0.0.1", tls: false)));
        (await client.AskAsync($"AUTH XOAUTH2 {SubmissionFixture.Blob()}")).ShouldStartWith("504 5.7.4 Unrecognized authentication type [");
        (await client.AskAsync("MAIL FROM:<ise@example.com>")).ShouldStartWith("530 5.7.57 Client not authenticated to send mail. [");
        await client.SecureAsync();
        var offered = await client.AskAsync("EHLO client");
        offered.ShouldContain("250-AUTH LOGIN XOAUTH2");
        offered.ShouldNotContain("STARTTLS");
        (await client.AskAsync("AUTH PLAIN AAAA")).ShouldStartWith("504 5.7.4 ");
        (await client.AskAsync("AUTH XOAUTH2 !!")).ShouldStartWith("501 5.5.124 Invalid XOAUTH2 auth data - ");
        (await client.AskAsync($"AUTH XOAUTH2 {SubmissionFixture.Blob("bad")}")).ShouldStartWith("535 5.7.3 Authentication unsuccessful [localhost ");
        (await client.AskAsync("AUTH XOAUTH2")).ShouldBe("334");
        (await client.AskAsync(SubmissionFixture.Blob())).ShouldBe("235 2.7.0 Authentication successful");
    }

    [Fact]
    public async Task A_challenging_tenant_refuses_a_token_after_the_empty_answer()
    {
        await using var fixture = await SubmissionFixture.StartAsync(refusal: TokenRefusalStyle.Challenge);
        await using var client = await fixture.ConnectAsync();
        await client.SecureAsync();
        await client.AskAsync("EHLO client");
        (await client.AskAsync($"AUTH XOAUTH2 {SubmissionFixture.Blob("bad")}")).ShouldBe(SubmissionReplies.RefusalChallenge);
        (await client.AskAsync("")).ShouldStartWith("535 5.7.3 ");
    }

    [Fact]
    public async Task What_is_injected_behind_STARTTLS_is_never_carried_out()
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        await using var client = await fixture.ConnectAsync();
        await client.AskAsync("EHLO client");
        await client.SecureAsync("EHLO injected\r\nNOOP\r\n");
        (await client.AskAsync("VRFY x")).ShouldStartWith("252 ");
        (await client.AskAsync($"AUTH XOAUTH2 {SubmissionFixture.Blob()}")).ShouldBe("503 5.5.2 Send hello first");
    }

    [Theory]
    [InlineData("\n.\n")]
    [InlineData("\n.\r\n")]
    [InlineData("\r.\r")]
    [InlineData("\r.\r\n")]
    [InlineData("\r\n.\n")]
    [InlineData("\r\n.\r")]
    public async Task Only_CRLF_dot_CRLF_ends_a_message(string end)
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        await using var client = await fixture.OpenAsync();
        (await client.MailAsync($"one{end}MAIL FROM:<x@example.com>\r\nlast\r\n")).ShouldStartWith("250 2.0.0 OK <1@example.com>");
        (await client.AskAsync("NOOP")).ShouldStartWith("250 ");
        fixture.Store.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Lines_and_messages_beyond_their_bounds_are_refused_and_the_conversation_goes_on()
    {
        await using var fixture = await SubmissionFixture.StartAsync(bounds: new SubmissionBounds { MessageSize = 5000, BadCommands = 3, Recipients = 1 });
        await using var client = await fixture.OpenAsync();
        (await client.AskAsync(new string('x', 200_000))).ShouldStartWith("500 5.5.2 ");
        (await client.MailAsync(new string('x', 100_000) + "\r\n")).ShouldBe(SubmissionReplies.TooLarge);
        (await client.AskAsync("MAIL FROM:<ise@example.com> SIZE=5001")).ShouldBe(SubmissionReplies.TooLarge);
        (await client.MailAsync()).ShouldStartWith("250 2.0.0 ");
        await client.AskAsync("MAIL FROM:<ise@example.com> BODY=8BITMIME RET=HDRS");
        await client.AskAsync("RCPT TO:<a@example.org> NOTIFY=NEVER");
        (await client.AskAsync("RCPT TO:<b@example.org>")).ShouldBe("452 4.5.3 Too many recipients");
        await client.SayAsync("BDAT 8\r\nA: b\r\n\r\nBDAT 5 LAST\r\n.\r\n.\n");
        (await client.ReplyAsync()).ShouldBe("250 2.0.0 8 bytes received");
        (await client.ReplyAsync()).ShouldStartWith("250 2.0.0 OK");
        (await client.AskAsync("NOOP\nNOOP")).ShouldStartWith("500 5.5.2 ");
        (await client.AskAsync("XYZ")).ShouldBe("500 5.3.3 Unrecognized command");
        (await client.ReplyAsync()).ShouldStartWith("421 4.7.0 ");
        (await client.ReplyAsync()).ShouldBe("");
    }

    [Fact]
    public async Task A_foreign_sender_in_the_header_is_refused_and_nothing_arrives()
    {
        await using var fixture = await SubmissionFixture.StartAsync();
        await using var client = await fixture.OpenAsync();
        (await client.MailAsync(from: "sponsor@example.com")).ShouldStartWith("554 5.2.252 SendAsDenied; ise@example.com not allowed to send as sponsor@example.com; ");
        (await client.MailAsync(from: "\"ise@example.com\" <sponsor@example.com>")).ShouldStartWith("554 5.2.252 ");
        (await client.MailAsync()).ShouldStartWith("250 ");
        fixture.Store.Snapshot().ShouldHaveSingleItem().Purpose.ShouldBe("alarm");
    }
}
