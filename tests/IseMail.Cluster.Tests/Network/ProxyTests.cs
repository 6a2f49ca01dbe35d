using System.Globalization;
using System.Net.Sockets;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Tests.Sending;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Tests.Network;

/// <summary>A node's way through an HTTP proxy: both servers are reached through it, and what goes wrong there is a stage of its own.</summary>
public sealed class ProxyTests : SubmissionTests
{
    private const string Password = "proxy-password-that-nobody-may-see";

    [Fact]
    public async Task A_greeting_that_comes_in_one_piece_with_the_proxys_answer_is_heard()
    {
        await using var server = Server();
        var asked = new List<string>();
        await using var proxy = new ScriptedProxy(async (client, head) =>
        {
            lock (asked) asked.Add(head);
            using var other = new TcpClient("localhost", Port(head));
            await using var stream = other.GetStream();
            var answer = "HTTP/1.1 200 OK\r\nVia: 1.1 somebody\r\n\r\n";
            if (Port(head) == server.Port)
            {
                var greeting = new byte[1024];
                answer += System.Text.Encoding.ASCII.GetString(greeting, 0, await stream.ReadAsync(greeting));
            }
            await ScriptedProxy.SayAsync(client, answer);
            await ScriptedProxy.PassAsync(client, stream);
        });
        using var transport = Transport(proxy, server.Port);
        await using var connection = await transport.OpenAsync();

        asked.Select(Port).ShouldBe([Tokens.Authority.Port, server.Port]);
        asked.ShouldAllBe(head => head.StartsWith($"CONNECT localhost:{Port(head)} HTTP/1.1\r\nHost: localhost:{Port(head)}\r\nProxy-Authorization: Basic ", StringComparison.Ordinal));
        server.Heard.ShouldContain(line => line.StartsWith("AUTH XOAUTH2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n", ConnectionProblem.ProxyLoginRefused, "407 Proxy Authentication Required (asked as ise)")]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", ConnectionProblem.ProxyRefused, "opened no tunnel to localhost:")]
    [InlineData("HTTP/1.1 502\r\n\r\n", ConnectionProblem.ProxyRefused, ": 502")]
    [InlineData("220 mail.contoso.example ESMTP\r\n\r\n", ConnectionProblem.Broken, "what answers there is no HTTP proxy")]
    [InlineData("", ConnectionProblem.Broken, "it ended the connection without an answer")]
    public async Task Whatever_a_proxy_says_in_place_of_a_tunnel_is_told_as_the_proxys(string answer, ConnectionProblem problem, string words)
    {
        await using var proxy = new ScriptedProxy(async (client, _) => await ScriptedProxy.SayAsync(client, answer));
        using var transport = Transport(proxy, 587);
        var failure = await transport.FailAsync();
        (failure.Stage, failure.Problem, failure.Party).ShouldBe((ConnectionStage.Proxy, problem, ConnectionParty.TokenService));
        failure.Reason.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"the proxy localhost:{proxy.Port}"));
        failure.Reason.ShouldContain(words);
        failure.ToString().ShouldNotContain(Password);
    }

    [Fact]
    public async Task A_proxy_without_a_name_without_a_listener_without_an_answer_and_without_its_password_are_told_apart()
    {
        await using var silent = new ScriptedProxy((_, _) => Task.Delay(Timeout.Infinite));
        var fails = new (ProxySettings.Http Proxy, ConnectionProblem Problem, string? Unknown)[]
        {
            (Settings("no-such-proxy.invalid", 8080), ConnectionProblem.NameUnknown, "no-such-proxy.invalid"),
            (Settings("localhost", 9), ConnectionProblem.Refused, null),
            (Settings("localhost", silent.Port), ConnectionProblem.TimedOut, null),
            (Settings("localhost", 9) with { Password = new SecretSource.File("/no/such/file") }, ConnectionProblem.SecretUnreadable, null),
        };
        foreach (var (proxy, problem, unknown) in fails)
        {
            var timeout = problem == ConnectionProblem.TimedOut ? TimeSpan.FromMilliseconds(300) : Submissions.Patience;
            using var transport = MailKitTransport.To(
                Submissions.Settings(587, Tokens.Authority, timeout), Submissions.Path(Authority) with { Proxy = proxy }, SecretAsync, new PlainSeal(), RecipientAllowList.Everybody, TimeProvider.System);
            var failure = await transport.FailAsync();
            (failure.Stage, failure.Problem, failure.UnknownName).ShouldBe((ConnectionStage.Proxy, problem, unknown));
        }

        static ValueTask<string> SecretAsync(SecretSource source, CancellationToken cancellationToken) =>
            source is SecretSource.File file ? throw new IOException($"there is no file {file.Path}") : ValueTask.FromResult("any");
    }

    [Fact]
    public void A_closed_table_asks_a_proxy_of_somebody_else_for_this_machine_and_never_for_the_real_service()
    {
        var table = new NameTable([new("smtp.office365.com", 587, new NameTarget("127.0.0.1", 40587))], Closed: true) { Proxy = "proxy.contoso.example" };
        table.FindThrough("PROXY.contoso.example", "smtp.office365.com", 587).ShouldBe(new NameTarget("smtp.office365.com", 587));
        table.FindThrough("squid.contoso.example", "smtp.office365.com", 587).ShouldBe(new NameTarget("127.0.0.1", 40587));
        table.FindThrough("squid.contoso.example", "smtp-legacy.office365.com", 587).ShouldBe(NameTarget.Unknown);
        NameTable.Machine.FindThrough("squid.contoso.example", "smtp.office365.com", 587).ShouldBe(new NameTarget("smtp.office365.com", 587));
    }

    private static int Port(string head) => int.Parse(head.Split(' ')[1].Split(':')[1], CultureInfo.InvariantCulture);

    private static ProxySettings.Http Settings(string host, int port) => new(host, port, "ise", new SecretSource.Environment("PROXY"), []);

    private MailKitTransport Transport(ScriptedProxy proxy, int port) => MailKitTransport.To(
        Submissions.Settings(port, Tokens.Authority), Submissions.Path(Authority) with { Proxy = Settings("localhost", proxy.Port) },
        Submissions.Fixed(Password), new PlainSeal(), RecipientAllowList.Everybody, TimeProvider.System);
}
