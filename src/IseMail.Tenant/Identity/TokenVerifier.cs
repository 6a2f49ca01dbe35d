using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using IseMail.Domain.Tenants;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IseMail.Tenant.Identity;

/// <summary>
/// Tells whether a token is this tenant's, still lives and is meant for Exchange Online. Tokens found good are remembered
/// by their hash, so that a client which authenticates again costs no signature check. Safe to use from several threads.
/// </summary>
/// <param name="tenantId">Whose tokens are believed.</param>
/// <param name="key">What they are signed with.</param>
/// <param name="time">The clock they live by.</param>
public sealed class TokenVerifier(Guid tenantId, TokenSigningKey key, TimeProvider time)
{
    private const int MostRemembered = 1024;
    private const int LongestToken = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TokenClaims> _good = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = new();

    /// <summary>What the token says; <c>null</c>: it is not to be believed.</summary>
    public TokenClaims? Verify(string token)
    {
        if (token.Length is 0 or > LongestToken) return null;
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        TokenClaims? claims;
        lock (_gate) _good.TryGetValue(hash, out claims);
        if (claims is null)
        {
            claims = Read(token);
            if (claims is null) return null;
            Remember(hash, claims);
        }
        return TokenRules.IsValid(claims, time.GetUtcNow()) ? claims : null;
    }

    private TokenClaims? Read(string text)
    {
        try
        {
            var token = new JsonWebToken(text);
            if (!key.Signed(token) || token.Issuer != TokenRules.Issuer(tenantId)) return null;
            var audience = token.Audiences.SingleOrDefault();
            if (audience is null || !TokenRules.Audiences.Contains(audience, StringComparer.OrdinalIgnoreCase)) return null;
            var roles = token.Claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value).ToImmutableArray();
            return new TokenClaims(
                audience, token.Issuer, Id("appid"), Id("oid"), Id("tid"), roles,
                new DateTimeOffset(token.ValidFrom, TimeSpan.Zero), new DateTimeOffset(token.ValidTo, TimeSpan.Zero));

            Guid Id(string claim) => Guid.Parse(token.GetPayloadValue<string>(claim));
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException or FormatException)
        {
            // Anything may be sent in place of a token; what cannot be read is as little believed as what is forged.
            return null;
        }
    }

    private void Remember(string hash, TokenClaims claims)
    {
        lock (_gate)
        {
            if (!_good.TryAdd(hash, claims)) return;
            _oldestFirst.Enqueue(hash);
            if (_oldestFirst.Count > MostRemembered) _good.Remove(_oldestFirst.Dequeue());
        }
    }
}
