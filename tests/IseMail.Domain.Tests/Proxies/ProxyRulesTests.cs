using CsCheck;
using IseMail.Domain.Proxies;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;

namespace IseMail.Domain.Tests.Proxies;

public sealed class ProxyRulesTests
{
    private const string Right = "Proxy-Authorization: Basic aXNlOnM6ZWNyZXQ="; // ise, s:ecret

    private static readonly ProxyRules Rules = new(
        [new("login.microsoftonline.com", 443, new NameTarget("127.0.0.1", 40443)), new("smtp.office365.com", 587, new NameTarget("127.0.0.1", 40587)), new("smtp.office365.com", 25, new NameTarget("127.0.0.1", 40587))],
        ("ise", SaltedHash.Of("s:ecret", new byte[SaltedHash.SaltLength])), ["login.microsoftonline.com"]);

    [Theory]
    [InlineData("CONNECT smtp.office365.com:587 HTTP/1.1", Right, 200)]
    [InlineData("CONNECT SMTP.Office365.com:25 HTTP/1.0", "proxy-authorization:basic aXNlOnM6ZWNyZXQ=", 200)]
    [InlineData("CONNECT smtp.office365.com:465 HTTP/1.1", Right, 403)] // a port that is not let through
    [InlineData("CONNECT login.microsoftonline.com:443 HTTP/1.1", Right, 403)] // refused on purpose
    [InlineData("CONNECT 127.0.0.1:40587 HTTP/1.1", Right, 403)] // nothing of its own machine
    [InlineData("CONNECT [::1]:40587 HTTP/1.1", Right, 403)]
    [InlineData("CONNECT localhost:40587 HTTP/1.1", Right, 502)]
    [InlineData("CONNECT smtp.office356.com:587 HTTP/1.1", Right, 502)] // a name without an address
    [InlineData("CONNECT smtp.office365.com:587 HTTP/1.1", "", 407)]
    [InlineData("CONNECT smtp.office365.com:587 HTTP/1.1", "Proxy-Authorization: Basic aXNlOndyb25n", 407)] // ise, wrong
    [InlineData("CONNECT smtp.office365.com:587 HTTP/1.1", "Proxy-Authorization: Basic SVNFOnM6ZWNyZXQ=", 407)] // ISE, s:ecret
    [InlineData("CONNECT smtp.office365.com:587 HTTP/1.1", "Proxy-Authorization: Basic ???", 407)]
    [InlineData("CONNECT smtp.office365.com:587 HTTP/1.1", "Proxy-Authorization: Bearer aXNlOnM6ZWNyZXQ=", 407)]
    [InlineData("CONNECT smtp.office365.com:587 HTTP/1.1", "Authorization: Basic aXNlOnM6ZWNyZXQ=", 407)]
    [InlineData("GET http://smtp.office365.com/ HTTP/1.1", Right, 405)]
    [InlineData("CONNECT smtp.office365.com HTTP/1.1", Right, 400)] // a tunnel needs a port
    [InlineData("CONNECT smtp.office365.com:0 HTTP/1.1", Right, 400)]
    [InlineData("CONNECT https://smtp.office365.com:587/ HTTP/1.1", Right, 400)]
    [InlineData("CONNECT smtp.office365.com:587", Right, 400)]
    [InlineData("EHLO psn-1", Right, 400)]
    [InlineData("", "", 400)]
    public void A_request_gets_the_answer_that_the_rules_give(string line, string field, int status)
    {
        var answer = Rules.Decide(ProxyRequest.TryParse($"{line}\r\nHost: somewhere\r\n{field}\r\n"));
        if (status == 200) answer.ShouldBe(new ProxyAnswer.Tunnel("127.0.0.1", 40587));
        else answer.ShouldBeOfType<ProxyAnswer.Refused>().Status.ShouldBe(status);
    }

    [Fact]
    public void Whoever_is_asked_who_it_is_is_told_how_to_say_it() =>
        Rules.Decide(ProxyRequest.TryParse("CONNECT smtp.office365.com:587 HTTP/1.1")).ShouldBeOfType<ProxyAnswer.Refused>().Wire
            .ShouldBe("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"outbound\", charset=\"UTF-8\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    [Fact]
    public void Without_a_login_everybody_is_let_through() =>
        (Rules with { Login = null }).Decide(ProxyRequest.TryParse("CONNECT smtp.office365.com:587 HTTP/1.1")).ShouldBeOfType<ProxyAnswer.Tunnel>();

    [Fact]
    public void Any_head_at_all_gets_an_answer_and_no_tunnel_without_the_password() => Gen.String.Array[0, 4].Sample(lines =>
        Rules.Decide(ProxyRequest.TryParse(string.Join("\r\n", lines.Prepend("CONNECT smtp.office365.com:587 HTTP/1.1")))).ShouldBeOfType<ProxyAnswer.Refused>());

    [Fact]
    public void Neither_rules_nor_requests_show_a_password()
    {
        var request = ProxyRequest.TryParse($"CONNECT smtp.office365.com:587 HTTP/1.1\r\n{Right}\r\n");
        $"{Rules}{request}".ShouldNotContain("s:ecret");
        request!.Credentials.ShouldBe(("ise", "s:ecret"));
    }
}
