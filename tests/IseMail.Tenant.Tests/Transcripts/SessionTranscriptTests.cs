using System.Text;
using System.Text.Json;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Submission;
using IseMail.Tenant.Tests.Replies;
using IseMail.Tenant.Transcripts;

namespace IseMail.Tenant.Tests.Transcripts;

/// <summary>What an administrator can look up about conversations with the submission server.</summary>
public sealed class SessionTranscriptTests
{
    [Fact]
    public async Task A_whole_conversation_can_be_read_in_its_order_and_nothing_secret_of_it()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await using (var client = await tenant.ConnectAsync())
        {
            await client.AskAsync("AUTH LOGIN");
            await client.AskAsync(Base64(AdministeredTenant.Mailbox));
            (await client.AskAsync(Base64("Winter-2025!"))).ShouldStartWith("535 5.7.139 ");
            (await client.AskAsync($"AUTH PLAIN {Base64("\0user\0Winter-2025!")}")).ShouldStartWith("504 5.7.4 ");
            (await tenant.AuthenticateAsync(client)).ShouldStartWith("235 ");
            await client.AskAsync($"MAIL FROM:<{AdministeredTenant.Mailbox}> SIZE=100");
            await client.AskAsync("RCPT TO:<visitor@fabrikam.example>");
            await client.AskAsync("DATA");
            (await client.AskAsync($"From: {AdministeredTenant.Mailbox}\r\nX-ISE-Node: psn-1\r\nMessage-ID: <1@x.example>\r\n\r\nYour password is g7Kx-92Q\r\n.")).ShouldStartWith("250 ");
            await client.AskAsync("QUIT");
            await client.EndAsync();
        }

        var (text, session) = await EndedAsync(tenant, 1);
        session.EnumerateObject().Select(field => field.Name).ShouldBe(["number", "began", "ended", "mailbox", "node", "tls", "accepted", "lines"]);
        session.GetProperty("mailbox").GetString().ShouldBe(AdministeredTenant.Mailbox);
        session.GetProperty("node").GetString().ShouldBe("psn-1");
        session.GetProperty("tls").GetBoolean().ShouldBeTrue();
        session.GetProperty("accepted").GetInt32().ShouldBe(1);
        foreach (var secret in new[] { "Winter-2025", Base64("Winter-2025!"), "g7Kx-92Q", "Bearer", "<1@x.example>" }) text.ShouldNotContain(secret);
        var lines = session.GetProperty("lines").EnumerateArray().ToList();
        lines.Select(line => line.GetProperty("at").GetDateTimeOffset()).ShouldBeInOrder();
        var blob = Shown(lines).Single(line => line.StartsWith("client: AUTH XOAUTH2 (masked, ", StringComparison.Ordinal));
        string[] expected =
        [
            "server: 220 localhost Microsoft ESMTP MAIL Service ready at …",
            "client: EHLO (masked, 6 octets)",
            .. SubmissionReplies.Capabilities("localhost", "127.0.0.1", tls: false).Select(line => "server: " + line),
            "client: STARTTLS",
            "server: 220 2.0.0 SMTP server ready",
            "note: (TLS 1.3 begins)",
            "client: EHLO (masked, 6 octets)",
            .. SubmissionReplies.Capabilities("localhost", "127.0.0.1", tls: true).Select(line => "server: " + line),
            "client: AUTH LOGIN",
            "server: 334 VXNlcm5hbWU6",
            "client: (masked, 32 octets)",
            "server: 334 UGFzc3dvcmQ6",
            "client: (masked, 16 octets)",
            "server: 535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator. …",
            "client: AUTH PLAIN (masked, 24 octets)",
            "server: 504 5.7.4 Unrecognized authentication type …",
            blob,
            "server: 235 2.7.0 Authentication successful",
            $"client: MAIL FROM:<{AdministeredTenant.Mailbox}> SIZE=100",
            "server: 250 2.1.0 Sender OK",
            "client: RCPT TO:<visitor@fabrikam.example>",
            "server: 250 2.1.5 Recipient OK",
            "client: DATA",
            "server: 354 Start mail input; end with <CRLF>.<CRLF>",
            "client: (message, 110 octets)",
            "server: 250 2.0.0 OK (masked, 13 octets) [Hostname=localhost]",
            "client: QUIT",
            "server: 221 2.0.0 Service closing transmission channel",
        ];
        Shown(lines).ShouldBe(expected);
    }

    [Fact]
    public async Task A_session_under_way_is_shown_as_open_and_one_that_was_cut_as_ended()
    {
        await using var tenant = await AdministeredTenant.StartAsync(new SubmissionBounds { BadCommands = 2 });
        await using var open = await tenant.ConnectAsync();
        var cut = await tenant.ConnectAsync();
        cut.Abort();
        await using var told = await tenant.ConnectAsync();
        await told.AskAsync("XYZ");
        await told.AskAsync("XYZ");
        (await told.ReplyAsync()).ShouldStartWith("421 4.7.0 ");
        await told.EndAsync();
        await tenant.RunAsync("fault add outage where=ehlo what=reset");
        await using var torn = await tenant.DialAsync();
        await torn.ReplyAsync();
        await torn.SayAsync("EHLO client\r\n");
        await torn.EndAsync();

        Shown((await EndedAsync(tenant, 2)).Session)[^1].ShouldBe("note: (the connection was lost)");
        Shown((await EndedAsync(tenant, 3)).Session)[^1].ShouldBe("server: 421 4.7.0 Too many errors on this connection, closing transmission channel");
        Shown((await EndedAsync(tenant, 4)).Session)[^3..].ShouldBe(
            ["client: EHLO (masked, 6 octets)", "note: (fault 'outage' strikes at ehlo)", "note: (the fault 'outage' ended it)"]);
        var sessions = (await tenant.LookUpAsync("/sessions")).Json.GetProperty("sessions").EnumerateArray().ToList();
        sessions.Select(session => session.GetProperty("number").GetInt64()).ShouldBe([1, 2, 3, 4]);
        sessions.Select(session => session.GetProperty("ended").ValueKind == JsonValueKind.Null).ShouldBe([true, false, false, false]);
        sessions[0].EnumerateObject().Select(field => field.Name).ShouldBe(["number", "began", "ended", "mailbox", "node", "tls", "accepted"]);
        sessions[0].GetProperty("mailbox").ValueKind.ShouldBe(JsonValueKind.Null);
        (await open.AskAsync("RSET")).ShouldStartWith("250 ", customMessage: "reading does not disturb it");
        Shown((await tenant.LookUpAsync("/sessions/1")).Json)[^2..].ShouldBe(["client: RSET", "server: 250 2.0.0 Resetting"]);
    }

    [Fact]
    public async Task Of_a_thousand_sessions_the_newest_200_are_kept_and_an_older_one_goes_on_untold()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await using var first = await tenant.ConnectAsync();
        for (var session = 1; session < 1000; session++)
        {
            await using var client = await tenant.DialAsync();
            (await client.ReplyAsync()).ShouldStartWith("220 ");
        }

        var (_, json) = await tenant.LookUpAsync("/sessions");
        json.GetProperty("count").GetInt32().ShouldBe(SessionLog.Kept);
        json.GetProperty("sessions").EnumerateArray().Select(session => session.GetProperty("number").GetInt64()).ShouldBe(Enumerable.Range(801, 200).Select(number => (long)number));
        (await tenant.LookUpAsync("/sessions?after=801&limit=1")).Json.GetProperty("sessions")[0].GetProperty("number").GetInt64().ShouldBe(802);
        using var gone = await tenant.SendAsync(HttpMethod.Get, "/sessions/1", null);
        ((int)gone.StatusCode).ShouldBe(404);
        (await gone.Content.ReadAsStringAsync()).ShouldBe("{\"error\":\"session 1 is not kept any more: only the newest 200 since the start are\"}");
        (await tenant.AuthenticateAsync(first)).ShouldStartWith("235 ");
        (await AdministeredTenant.MailAsync(first)).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task Of_a_long_session_its_beginning_and_what_was_said_last_are_kept()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        await using (var client = await tenant.ConnectAsync())
        {
            for (var command = 0; command < 500; command++) await client.AskAsync(command % 2 == 0 ? "NOOP" : "VRFY x");
            await client.AskAsync("QUIT");
            await client.EndAsync();
        }
        var lines = Shown((await EndedAsync(tenant, 1)).Session);
        lines.Count.ShouldBe(401);
        lines[0].ShouldStartWith("server: 220 ");
        lines[14].ShouldBe("note: (TLS 1.3 begins)");
        // 26 lines up to the second answer to EHLO, then 2 for each command.
        lines[100].ShouldBe("note: (628 lines left out)");
        lines[^4..].ShouldBe(["client: VRFY (masked, 1 octets)", "server: 252 2.1.5 Cannot VRFY user", "client: QUIT", "server: 221 2.0.0 Service closing transmission channel"]);
    }

    [Fact]
    public async Task Connections_of_mails_that_were_kept_over_a_restart_are_not_those_of_new_sessions()
    {
        await using var tenant = await AdministeredTenant.StartAsync();
        (await tenant.SubmitAsync()).ShouldStartWith("250 ");
        (await tenant.SubmitAsync()).ShouldStartWith("250 ");
        await tenant.StopTenantAsync();
        await tenant.StartTenantAsync();
        (await tenant.SubmitAsync()).ShouldStartWith("250 ");

        var mails = (await tenant.LookUpAsync("/mails")).Json.GetProperty("mails").EnumerateArray().Select(mail => mail.GetProperty("connection").GetInt64());
        mails.ShouldBe([1, 2, 3]);
        (await tenant.LookUpAsync("/sessions")).Json.GetProperty("sessions").EnumerateArray().Select(session => session.GetProperty("number").GetInt64()).ShouldBe([3]);
    }

    /// <summary>The session when it has ended, as octets and as JSON.</summary>
    private static async Task<(string Text, JsonElement Session)> EndedAsync(AdministeredTenant tenant, long number)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (true)
        {
            var (text, session) = await tenant.LookUpAsync($"/sessions/{number}");
            if (session.GetProperty("ended").ValueKind != JsonValueKind.Null) return (text, session);
            await pulse.WaitForNextTickAsync(tenant.Patience);
        }
    }

    private static List<string> Shown(JsonElement session) => Shown(session.GetProperty("lines").EnumerateArray());

    /// <summary>Who says what, line by line; what differs each time, the server's time and number, is left out.</summary>
    private static List<string> Shown(IEnumerable<JsonElement> lines) =>
        [.. lines.Select(line => $"{line.GetProperty("direction").GetString()}: {WithoutStamp(line.GetProperty("text").GetString()!)}")];

    private static string WithoutStamp(string text)
    {
        if (text.StartsWith("220 localhost ", StringComparison.Ordinal)) return text[..(text.IndexOf(" at ", StringComparison.Ordinal) + 4)] + "…";
        var stamp = text.IndexOf(" [localhost ", StringComparison.Ordinal);
        return stamp < 0 ? text : text[..(stamp + 1)] + "…";
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
