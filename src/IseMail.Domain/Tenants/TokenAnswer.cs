using System.Collections.Immutable;

namespace IseMail.Domain.Tenants;

/// <summary>What Entra ID answers to a request for a token.</summary>
public abstract record TokenAnswer
{
    private TokenAnswer() { }

    /// <summary>A token with these claims.</summary>
    /// <param name="Claims">What it says.</param>
    /// <param name="Lifetime">From now to its expiry; whole seconds.</param>
    public sealed record Issued(TokenClaims Claims, TimeSpan Lifetime) : TokenAnswer
    {
        /// <summary>The lifetime that the answer tells of: Entra ID says one second less than it gives.</summary>
        public TimeSpan Said => Lifetime - TimeSpan.FromSeconds(1);
    }

    /// <summary>No token.</summary>
    /// <param name="Aadsts">Number of the AADSTS code.</param>
    /// <param name="Error">The OAuth error code (RFC 6749, section 5.2).</param>
    /// <param name="HttpStatus">Status of the HTTP answer.</param>
    /// <param name="Text">The description without its code. Repeats identifiers of the request, never its secret.</param>
    /// <param name="RetryAfter">What the header Retry-After says; <c>null</c>: there is none.</param>
    public sealed record Refused(int Aadsts, string Error, int HttpStatus, string Text, TimeSpan? RetryAfter = null) : TokenAnswer;
}

/// <summary>What an application-only access token says (M-CC); the names are those of a version 1.0 token.</summary>
/// <param name="Audience"><c>aud</c>: the resource as the request named it.</param>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="AppId"><c>appid</c>: the client.</param>
/// <param name="ObjectId"><c>oid</c> and <c>sub</c>: the enterprise application's object.</param>
/// <param name="TenantId"><c>tid</c>.</param>
/// <param name="Roles"><c>roles</c>: permissions with consent; empty, and absent from the token, without.</param>
/// <param name="IssuedAt"><c>iat</c> and <c>nbf</c>, whole seconds.</param>
/// <param name="Expires"><c>exp</c>, whole seconds.</param>
public sealed record TokenClaims(
    string Audience,
    string Issuer,
    Guid AppId,
    Guid ObjectId,
    Guid TenantId,
    ImmutableArray<string> Roles,
    DateTimeOffset IssuedAt,
    DateTimeOffset Expires);
