using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Faults;
using IseMail.Tenant.Mailboxes;
using IseMail.Tenant.Submission;
using IseMail.Tenant.Tests.Replies;
using Serilog;

namespace IseMail.Tenant.Tests.Submission;

/// <summary>A submission server with one mailbox, and dialogues with it on plain sockets.</summary>
internal sealed class SubmissionFixture : IAsyncDisposable
{
    public const string Mailbox = "ise@example.com";
    public const string Token = "good";
    private static readonly Guid App = new("11111111-1111-1111-1111-111111111111");
    private static readonly Guid Principal = new("22222222-2222-2222-2222-222222222222");

    private SubmissionFixture(SubmissionServer server, MailboxStore store, TenantFaults faults, CancellationTokenSource patience)
    {
        Faults = faults;
        Server = server;
        Store = store;
        Patience = patience;
    }

    public SubmissionServer Server { get; }

    public MailboxStore Store { get; }

    public TenantFaults Faults { get; }

    public CancellationTokenSource Patience { get; }

    public static string Blob(string token = Token) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"user={Mailbox}\u0001auth=Bearer {token}\u0001\u0001"));

    public static async Task<SubmissionFixture> StartAsync(
        SubmissionLimits? limits = null,
        SubmissionBounds? bounds = null,
        TokenRefusalStyle refusal = TokenRefusalStyle.Direct,
        TimeProvider? time = null,
        TenantListeners? listen = null)
    {
        var address = new EmailAddress(Mailbox);
        var tenant = new TenantSettings(
            Guid.Empty, "example.com", [], [new ExchangeServicePrincipal(App, Principal)],
            [new TenantMailbox(address, [App], [new EmailAddress("alarms@example.com")])],
            limits ?? SubmissionLimits.None, refusal, TokenLifetime.EntraId, listen ?? TenantListeners.Loopback);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var store = new MailboxStore();
        var faults = new TenantFaults(1, time ?? TimeProvider.System, null);
        var server = await SubmissionServer.StartAsync(
            tenant, LiveDirectory.InMemory(tenant, TenantSecrets.None, time ?? TimeProvider.System), certificate, token => token == Token ? new SubmissionIdentity(App, Principal, [ApplicationRegistration.SmtpSendAsApp]) : null,
            store, bounds ?? new SubmissionBounds(), time ?? TimeProvider.System, Log.Logger, patience.Token, faults);
        return new SubmissionFixture(server, store, faults, patience);
    }

    public async Task<Dialogue> DialAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Server.Port, Patience.Token);
        return new Dialogue(client.Client, client.GetStream(), Patience.Token);
    }

    public async Task<Dialogue> ConnectAsync()
    {
        var dialogue = await DialAsync();
        (await dialogue.ReplyAsync()).ShouldStartWith("220 localhost Microsoft ESMTP MAIL Service ready at ");
        return dialogue;
    }

    public async Task<Dialogue> OpenAsync()
    {
        var dialogue = await ConnectAsync();
        await dialogue.AskAsync("EHLO client");
        await dialogue.SecureAsync();
        await dialogue.AskAsync("EHLO client");
        (await dialogue.AskAsync($"AUTH XOAUTH2 {Blob()}")).ShouldBe("235 2.7.0 Authentication successful");
        return dialogue;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Faults.Dispose();
        Patience.Dispose();
        Store.Dispose();
    }
}

/// <summary>A client that says exactly what it is told to.</summary>
internal sealed class Dialogue(Socket socket, Stream stream, CancellationToken patience) : IAsyncDisposable
{
    private Stream _stream = stream;

    public async Task SayAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), patience);

    public async Task<string> AskAsync(string command)
    {
        await SayAsync(command + "\r\n");
        return await ReplyAsync();
    }

    /// <summary>One reply, its lines joined by LF; <c>""</c>: the server has closed.</summary>
    public async Task<string> ReplyAsync()
    {
        var lines = new List<string>();
        while (true)
        {
            var line = new StringBuilder();
            var octet = new byte[1];
            while (line.Length == 0 || line[^1] != '\n')
            {
                if (await _stream.ReadAsync(octet, patience) == 0) return "";
                line.Append((char)octet[0]);
            }
            lines.Add(line.ToString().TrimEnd());
            if (line[3] != '-') return string.Join('\n', lines);
        }
    }

    /// <summary>So many lines of replies, read in large pieces.</summary>
    public async Task<string[]> LinesAsync(int count)
    {
        using var reader = new StreamReader(_stream, Encoding.ASCII, leaveOpen: true);
        var lines = new string[count];
        for (var line = 0; line < count; line++) lines[line] = await reader.ReadLineAsync(patience) ?? throw new EndOfStreamException($"the server closed after {line} lines");
        return lines;
    }

    public async Task SecureAsync(string injected = "")
    {
        await SayAsync("STARTTLS\r\n" + injected);
        (await ReplyAsync()).ShouldBe("220 2.0.0 SMTP server ready");
        await HandshakeAsync();
    }

    public async Task HandshakeAsync()
    {
        var tls = new SslStream(_stream, false, (_, certificate, _, _) => certificate?.Subject == "CN=localhost" || AdministeredTenant.IsTheTenants(certificate));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, patience);
        _stream = tls;
    }

    /// <summary>Submits a mail; returns the reply to its sender if that is a refusal, else the one to its text.</summary>
    public async Task<string> MailAsync(string body = "text\r\n", string from = SubmissionFixture.Mailbox, int recipients = 1)
    {
        var to = string.Concat(Enumerable.Range(0, recipients).Select(number => $"RCPT TO:<guest{number}@example.org>\r\n"));
        await SayAsync($"MAIL FROM:<{SubmissionFixture.Mailbox}>\r\n{to}DATA\r\n");
        var mail = await ReplyAsync();
        var accepted = 0;
        for (var number = 0; number < recipients; number++) accepted += await ReplyAsync() == "250 2.1.5 Recipient OK" ? 1 : 0;
        var data = await ReplyAsync();
        if (!mail.StartsWith("250", StringComparison.Ordinal)) return mail;
        accepted.ShouldBe(recipients);
        data.ShouldStartWith("354 ");
        await SayAsync($"From: {from}\r\nMessage-ID: <1@example.com>\r\nX-ISE-Purpose: alarm\r\n\r\n{body}.\r\n");
        return await ReplyAsync();
    }

    /// <summary>Says no more, in order, and reads until the server has closed.</summary>
    public async Task FinishAsync()
    {
        try
        {
            if (_stream is SslStream tls) await tls.ShutdownAsync();
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            // The server had closed already, which is as good an end.
            return;
        }
        await EndAsync();
    }

    /// <summary>Leaves without a word.</summary>
    public void Abort() => socket.Close(0);

    /// <summary>Reads until the server has closed, whatever it still says.</summary>
    public async Task EndAsync()
    {
        var rest = new byte[1024];
        try
        {
            while (await _stream.ReadAsync(rest, patience) > 0) continue;
        }
        catch (IOException)
        {
            // A connection that is reset is closed as well.
            return;
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
