using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace IseMail.WebConsole.Security;

/// <summary>
/// Who may use the page: whoever opened the address that was printed, which carries a key behind its <c>#</c> where no server and no log sees it, or typed the
/// administration's token. Either is exchanged for a cookie that scripts cannot read and that no other site's page can have sent.
/// </summary>
/// <param name="knows">Whether a token is the administration's.</param>
/// <param name="clock">The time.</param>
public sealed class ConsoleSessions(Func<string, bool> knows, TimeProvider clock)
{
    private const int MostSessions = 1000;
    private static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    private readonly string _key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly ConcurrentDictionary<string, DateTimeOffset> _sessions = new(StringComparer.Ordinal);

    /// <summary>The address to open, with the key. To be shown to whoever started the console, and to nobody else.</summary>
    /// <param name="address">Where it answers.</param>
    public Uri Opening(Uri address) => new(address, "/#key=" + _key);

    /// <summary>What whoever started the console is told: where somebody has given a token nobody needs a key, and what is printed may be kept in a log.</summary>
    /// <param name="address">Where it answers.</param>
    /// <param name="hasToken">Whether a token was given.</param>
    public string Told(Uri address, bool hasToken) => hasToken ? $"console: {address} (opens with the token that was given)" : $"console: {Opening(address)}";

    /// <summary>Begins a session for whoever shows the key or the token.</summary>
    /// <returns>Whether it has begun.</returns>
    public bool Begin(HttpContext context, string shown)
    {
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(_key))) && !knows(shown)) return false;
        foreach (var (old, used) in _sessions)
        {
            if (clock.GetUtcNow() - used > Idle || _sessions.Count >= MostSessions) _sessions.TryRemove(old, out _);
        }
        var session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _sessions[session] = clock.GetUtcNow();
        context.Response.Cookies.Append(CookieOf(context.Request), session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true, Secure = context.Request.IsHttps });
        return true;
    }

    /// <summary>Name of the cookie. Browsers tell hosts apart, not ports: two consoles on one machine have each their own.</summary>
    public static string CookieOf(HttpRequest request) => string.Create(CultureInfo.InvariantCulture, $"isemail-console-{request.Host.Port ?? 0}");

    /// <summary>Whether a request belongs to a session and comes from the page itself.</summary>
    public bool Admits(HttpContext context)
    {
        if (!IsOwn(context.Request) || context.Request.Cookies[CookieOf(context.Request)] is not { } shown || !_sessions.TryGetValue(shown, out var used)) return false;
        var now = clock.GetUtcNow();
        if (now - used > Idle)
        {
            _sessions.TryRemove(shown, out _);
            return false;
        }
        _sessions[shown] = now;
        return true;
    }

    /// <summary>
    /// Whether no page of another site has sent a request. Browsers say so in <c>Sec-Fetch-Site</c> (W3C Fetch Metadata) and, with what changes something, in
    /// <c>Origin</c>; the cookie's <c>SameSite</c> holds where one says neither.
    /// </summary>
    public static bool IsOwn(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")) return false;
        return request.Headers.Origin.ToString() is not { Length: > 0 } origin || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
