using IseMail.WebConsole.Security;
using Microsoft.AspNetCore.Http;

namespace IseMail.WebConsole.Tests.Security;

/// <summary>Who may use the page, and from where.</summary>
public sealed class ConsoleSessionsTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private static readonly Uri Address = new("http://127.0.0.1:8480");

    private readonly ConsoleSessions _sessions = new(token => token == Token, TimeProvider.System);

    [Fact]
    public void Whoever_opens_the_printed_address_or_knows_the_token_gets_a_cookie_that_no_script_and_no_other_site_can_use()
    {
        var key = _sessions.Opening(Address).Fragment["#key=".Length..];
        foreach (var shown in new[] { key, Token })
        {
            var context = Request();
            _sessions.Begin(context, shown).ShouldBeTrue();
            var cookie = context.Response.Headers.SetCookie.ToString();
            cookie.ShouldContain("httponly");
            cookie.ShouldContain("samesite=strict");
            cookie.ShouldNotContain(shown);
            _sessions.Admits(Request(Session(cookie))).ShouldBeTrue();
        }
        // Where a token was given, what is printed may be kept in a log: there is no key in it.
        _sessions.Told(Address, hasToken: true).ShouldNotContain(key);
        _sessions.Told(Address, hasToken: false).ShouldContain(key);
        // What stands behind the number sign goes to no server and into no log.
        _sessions.Opening(Address).PathAndQuery.ShouldBe("/");
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0123456789abcdef0123456789abcdee")]
    public void Nobody_else_gets_one(string shown)
    {
        var context = Request();
        _sessions.Begin(context, shown).ShouldBeFalse();
        context.Response.Headers.SetCookie.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "none", true)]
    [InlineData("Origin", "http://evil.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Origin", "http://127.0.0.1:8481", false)]
    [InlineData("Origin", "http://127.0.0.1:8480", true)]
    public void A_request_that_a_page_of_another_site_has_sent_is_not_taken_with_whatever_cookie(string header, string value, bool taken)
    {
        var begun = Request();
        _sessions.Begin(begun, Token);
        var request = Request(Session(begun.Response.Headers.SetCookie.ToString()));
        request.Request.Headers[header] = value;
        _sessions.Admits(request).ShouldBe(taken);
    }

    [Fact]
    public void A_cookie_that_was_made_up_opens_nothing()
    {
        _sessions.Admits(Request(new string('a', 64))).ShouldBeFalse();
        _sessions.Admits(Request()).ShouldBeFalse();
    }

    private static DefaultHttpContext Request(string? session = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Host = new HostString("127.0.0.1", 8480);
        if (session is not null) context.Request.Headers.Cookie = $"{ConsoleSessions.CookieOf(context.Request)}={session}";
        return context;
    }

    private static string Session(string cookie) => cookie.Split(';')[0].Split('=')[1];
}
