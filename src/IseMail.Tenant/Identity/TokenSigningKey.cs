using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IseMail.Domain.Tenants;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IseMail.Tenant.Identity;

/// <summary>The key the tenant signs its tokens with: RSA, 2048 bits, RS256, made anew at each start.</summary>
public sealed class TokenSigningKey : IDisposable
{
    private readonly Lock _verifying = new();
    private readonly RSA _private = RSA.Create(2048);
    private readonly RSA _public = RSA.Create();
    private readonly SigningCredentials _credentials;
    private readonly RSAParameters _parameters;

    /// <summary>Makes a key.</summary>
    public TokenSigningKey()
    {
        _parameters = _private.ExportParameters(includePrivateParameters: false);
        _public.ImportParameters(_parameters);
        KeyId = Base64UrlEncoder.Encode(SHA256.HashData(_private.ExportSubjectPublicKeyInfo())[..20]);
        _credentials = new SigningCredentials(new RsaSecurityKey(_private) { KeyId = KeyId }, SecurityAlgorithms.RsaSha256);
    }

    /// <summary>The key's <c>kid</c>.</summary>
    public string KeyId { get; }

    /// <summary>The public half as a JSON Web Key Set (RFC 7517).</summary>
    public string KeySet() => JsonSerializer.Serialize(new
    {
        keys = new[]
        {
            new
            {
                kty = "RSA", use = "sig", alg = "RS256", kid = KeyId, x5t = KeyId,
                n = Base64UrlEncoder.Encode(_parameters.Modulus), e = Base64UrlEncoder.Encode(_parameters.Exponent),
            },
        },
    });

    /// <summary>The token that says so, in compact form.</summary>
    public string Sign(TokenClaims claims)
    {
        var said = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["appid"] = Text(claims.AppId),
            ["oid"] = Text(claims.ObjectId),
            ["sub"] = Text(claims.ObjectId),
            ["tid"] = Text(claims.TenantId),
            ["idtyp"] = "app",
            ["ver"] = "1.0",
            // Two tokens of one second differ, as Entra ID's do.
            ["uti"] = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16)),
        };
        if (!claims.Roles.IsDefaultOrEmpty) said["roles"] = claims.Roles.ToArray();
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = claims.Issuer,
            Audience = claims.Audience,
            IssuedAt = claims.IssuedAt.UtcDateTime,
            NotBefore = claims.IssuedAt.UtcDateTime,
            Expires = claims.Expires.UtcDateTime,
            Claims = said,
            SigningCredentials = _credentials,
        });
    }

    /// <summary>Whether this key signed a token.</summary>
    internal bool Signed(JsonWebToken token)
    {
        if (token.Alg != SecurityAlgorithms.RsaSha256 || token.Kid != KeyId) return false;
        var signed = Encoding.ASCII.GetBytes($"{token.EncodedHeader}.{token.EncodedPayload}");
        var signature = Base64UrlEncoder.DecodeBytes(token.EncodedSignature);
        lock (_verifying) return _public.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose()
    {
        _private.Dispose();
        _public.Dispose();
    }

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);
}
