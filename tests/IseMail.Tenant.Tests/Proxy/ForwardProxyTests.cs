using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using IseMail.Domain.Proxies;
using IseMail.Domain.Settings;
using IseMail.Tenant.Tests.Hosting;
using IseMail.Tenant.Tests.Interoperability;

namespace IseMail.Tenant.Tests.Proxy;

/// <summary>The proxy beside the tenant, asked by clients of somebody else's and by hand.</summary>
public sealed class ForwardProxyTests : IAsyncLifetime
{
    private const string Password = "p:roxy-pass/word";

    private readonly string _password = Path.GetTempFileName();
    private TenantFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_password, Password);
        _fixture = await TenantFixture.StartAsync();
        await _fixture.StopTenantAsync();
        await _fixture.StartTenantAsync(TenantFixture.Settings with
        {
            Proxy = new ForwardProxySettings("proxy.contoso.example", 8080, new ProxyLogin("ise", new SecretSource.File(_password)), []),
        });
    }

    public async Task DisposeAsync()
    {
        await _fixture.DisposeAsync();
        File.Delete(_password);
    }

    [CurlFact]
    public async Task Curl_gets_through_to_Entra_ID_under_its_real_name_and_hears_why_it_does_not()
    {
        var keys = $"https://login.microsoftonline.com/{TenantFixture.Settings.TenantId}/discovery/v2.0/keys";
        var entra = _fixture.Tenant.Certificates.EntraId.AuthorityFile;

        var through = await CurlAsync($"ise:{Password}", entra, keys);
        through.Code.ShouldBe(0, through.Error);
        through.Output.ShouldContain("\"keys\"");
        _fixture.Tenant.Proxy!.TunnelsTo("login.microsoftonline.com").ShouldBe(1);

        // 56: a failure while receiving, which is what curl makes of a proxy that refuses.
        (await CurlAsync("ise:wrong", entra, keys)).ShouldSatisfyAllConditions(curl => curl.Code.ShouldBe(56), curl => curl.Error.ShouldContain("407"));
        (await CurlAsync(null, entra, keys)).Error.ShouldContain("407");
        (await CurlAsync($"ise:{Password}", entra, "https://127.0.0.1/")).Error.ShouldContain("403");
        (await CurlAsync($"ise:{Password}", entra, "https://www.example.org/")).Error.ShouldContain("502");
        // 60: the chain. The other service's authority is of no use here.
        (await CurlAsync($"ise:{Password}", _fixture.Tenant.Certificates.ExchangeOnline.AuthorityFile, keys)).Code.ShouldBe(60);
        string.Join('\n', _fixture.Log).ShouldNotContain(Password);
    }

    [PythonFact]
    public async Task Pythons_smtplib_speaks_with_Exchange_Online_through_a_tunnel()
    {
        const string Script = """
            import base64, os, smtplib, socket, ssl
            login = base64.b64encode(("ise:" + os.environ["PROXY_PASSWORD"]).encode()).decode()
            tunnel = socket.create_connection(("127.0.0.1", int(os.environ["PROXY_PORT"])), timeout=60)
            tunnel.sendall(f"CONNECT smtp.office365.com:587 HTTP/1.1\r\nHost: smtp.office365.com:587\r\nProxy-Authorization: Basic {login}\r\n\r\n".encode())
            head = b""
            while not head.endswith(b"\r\n\r\n"):  # no octet more: the server speaks first
                head += tunnel.recv(1)
            class Tunnelled(smtplib.SMTP):
                def _get_socket(self, host, port, timeout):
                    return tunnel
            with Tunnelled("smtp.office365.com", 587, timeout=60) as client:
                client.starttls(context=ssl.create_default_context(cafile=os.environ["CA_FILE"]))
                client.ehlo()
                print(client.esmtp_features["auth"])
            """;
        var python = await RunAsync(PythonFactAttribute.Find()!, ["-c", Script], new()
        {
            ["PROXY_PORT"] = Port,
            ["PROXY_PASSWORD"] = Password,
            ["CA_FILE"] = _fixture.Tenant.Certificates.ExchangeOnline.AuthorityFile,
        });
        python.Code.ShouldBe(0, python.Error);
        python.Output.Trim().ShouldBe("LOGIN XOAUTH2");
    }

    [Fact]
    public async Task What_a_client_sends_behind_its_request_without_waiting_arrives_behind_it()
    {
        using var client = await ConnectAsync();
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"ise:{Password}"));
        await SayAsync(client, $"CONNECT smtp.office365.com:587 HTTP/1.1\r\nHost: smtp.office365.com:587\r\nProxy-Authorization: Basic {login}\r\n\r\nEHLO eager\r\nQUIT\r\n");
        var heard = await HearAsync(client);
        heard.ShouldStartWith("HTTP/1.1 200 Connection established\r\n\r\n220 ");
        heard.ShouldContain("250-STARTTLS\r\n");
        // The server's end of the conversation is the tunnel's.
        heard.ShouldContain("221 2.0.0");
    }

    [Theory]
    [InlineData("\r\n\r\n", "400 Bad Request")]
    [InlineData("\u0016\u0003\u0001 no HTTP at all\r\n\r\n", "400 Bad Request")]
    [InlineData("CONNECT smtp.office365.com:587 HTTP/1.1\r\n\r\n", "407 Proxy Authentication Required")]
    public async Task What_is_no_request_or_nobody_s_is_answered_and_ended(string said, string status)
    {
        using var client = await ConnectAsync();
        await SayAsync(client, said);
        (await HearAsync(client)).ShouldStartWith($"HTTP/1.1 {status}\r\n");
    }

    [Fact]
    public async Task A_head_without_an_end_is_refused_and_the_next_client_is_served()
    {
        using (var endless = await ConnectAsync())
        {
            await SayAsync(endless, "CONNECT smtp.office365.com:587 HTTP/1.1\r\nX: ".PadRight(16 * 1024, 'x'));
            (await HearAsync(endless)).ShouldStartWith("HTTP/1.1 400 ");
        }
        using var left = await ConnectAsync();
        left.Close();
        using var next = await ConnectAsync();
        await SayAsync(next, "GET / HTTP/1.1\r\n\r\n");
        (await HearAsync(next)).ShouldStartWith("HTTP/1.1 407 ");
    }

    [Fact]
    public async Task A_tenant_that_stops_ends_the_tunnels()
    {
        using var client = await ConnectAsync();
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"ise:{Password}"));
        await SayAsync(client, $"CONNECT smtp.office365.com:587 HTTP/1.1\r\nProxy-Authorization: Basic {login}\r\n\r\n");
        var greeting = new byte[16];
        await client.ReceiveAsync(greeting, _fixture.Patience);
        await _fixture.StopTenantAsync();
        // Ended, in order or torn.
        try
        {
            await HearAsync(client);
        }
        catch (SocketException)
        {
            client.Connected.ShouldBeFalse();
        }
    }

    private string Port => _fixture.Tenant.Proxy!.Port.ToString(CultureInfo.InvariantCulture);

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync("127.0.0.1", _fixture.Tenant.Proxy!.Port, _fixture.Patience);
        return client;
    }

    private async Task SayAsync(Socket client, string text) => await client.SendAsync(Encoding.Latin1.GetBytes(text), _fixture.Patience);

    private async Task<string> HearAsync(Socket client)
    {
        var heard = new StringBuilder();
        var octets = new byte[4096];
        while (await client.ReceiveAsync(octets, _fixture.Patience) is > 0 and var read) heard.Append(Encoding.Latin1.GetString(octets, 0, read));
        return heard.ToString();
    }

    private Task<(string Output, string Error, int Code)> CurlAsync(string? user, string authority, string url) => RunAsync(
        CurlFactAttribute.Find()!, ["--silent", "--show-error", "--max-time", "60", "--noproxy", "", "--proxy", $"http://127.0.0.1:{Port}", .. user is null ? Array.Empty<string>() : ["--proxy-user", user], "--cacert", authority, url], []);

    private async Task<(string Output, string Error, int Code)> RunAsync(string program, string[] arguments, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(_fixture.Patience);
        var error = process.StandardError.ReadToEndAsync(_fixture.Patience);
        await process.WaitForExitAsync(_fixture.Patience);
        return (await output, await error, process.ExitCode);
    }
}
