using System.Collections.Immutable;

namespace IseMail.Domain.Tenants;

/// <summary>
/// Entra ID's client credentials grant (M-CC). Codes and texts come from Microsoft's list of AADSTS errors (M-ERR); the
/// order in which one request's several faults are found is not published and is this model's own.
/// </summary>
public static class TokenRules
{
    /// <summary>Both names of Exchange Online's resource: ISE asks for the first, Microsoft's page for the second (M-OAUTH).</summary>
    public static ImmutableArray<string> Audiences { get; } = ["https://outlook.office.com", "https://outlook.office365.com"];

    /// <summary>Issuer of a tenant's version 1.0 tokens (M-OIDC).</summary>
    public static string Issuer(Guid tenantId) => $"https://sts.windows.net/{tenantId:D}/";

    /// <summary>Whether a path segment names this tenant, by directory ID or by verified domain.</summary>
    public static bool Names(TenantDirectory tenant, string segment) =>
        Guid.TryParse(segment, out var id) ? id == tenant.TenantId : string.Equals(segment, tenant.Domain, StringComparison.OrdinalIgnoreCase);

    /// <summary>The answer to one request.</summary>
    /// <param name="tenant">The directory.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="now">The time of issue.</param>
    /// <param name="draw">Where in its range the lifetime lies; from 0 up to but without 1.</param>
    /// <param name="matches">Whether a hash is that of a secret; <c>null</c>: it is asked each time, which is slow on purpose.</param>
    public static TokenAnswer Answer(TenantDirectory tenant, TokenRequest request, DateTimeOffset now, double draw, Func<SaltedHash, string, bool>? matches = null) =>
        (TenantError(tenant, request.Tenant) ?? FormError(tenant, request) ?? ScopeError(request.Scope!) ?? ClientError(tenant, request, now, matches)) is { } error
            ? error.Refuse(tenant, request)
            : Issue(tenant, request, now, draw);

    /// <summary>
    /// Whom a token of this service speaks for; <c>null</c>: it is not to be believed, for it is another tenant's, for another resource, or not valid at that time.
    /// </summary>
    /// <param name="claims">What it says.</param>
    /// <param name="tenantId">Whose tokens are believed.</param>
    /// <param name="now">The present.</param>
    public static SubmissionIdentity? IdentityOf(TokenClaims claims, Guid tenantId, DateTimeOffset now) =>
        claims.Issuer == Issuer(tenantId) && Audiences.Contains(claims.Audience, StringComparer.OrdinalIgnoreCase) && IsValid(claims, now) ? new SubmissionIdentity(claims.AppId, claims.ObjectId, claims.Roles) : null;

    /// <summary>Whether a token is valid at that time.</summary>
    public static bool IsValid(TokenClaims claims, DateTimeOffset now) => claims.IssuedAt <= now && now < claims.Expires;

    /// <summary>Why a path segment is refused as a tenant; <c>null</c>: it names this one.</summary>
    public static EntraError? TenantError(TenantDirectory tenant, string segment)
    {
        if (segment.ToUpperInvariant() is "COMMON" or "CONSUMERS" or "ORGANIZATIONS") return EntraErrors.NotForCommon;
        if (!Guid.TryParse(segment, out _) && (!segment.Contains('.', StringComparison.Ordinal) || Uri.CheckHostName(segment) != UriHostNameType.Dns)) return EntraErrors.TenantMalformed;
        return Names(tenant, segment) ? null : EntraErrors.TenantNotFound;
    }

    private static EntraError? FormError(TenantDirectory tenant, TokenRequest request)
    {
        if (string.IsNullOrEmpty(request.GrantType)) return EntraErrors.ParameterMissing;
        // Grants of people: here no person signs in, and a confidential client must name its secret with them as well.
        if (request.GrantType is "authorization_code" or "refresh_token" && string.IsNullOrEmpty(request.ClientSecret) && request.Client(tenant) is not null)
            return EntraErrors.ConfidentialClient;
        if (!string.Equals(request.GrantType, TokenRequest.ClientCredentials, StringComparison.Ordinal)) return EntraErrors.GrantUnsupported;
        return request.MissingParameter is null ? null : EntraErrors.ParameterMissing;
    }

    private static EntraError? ScopeError(string scope)
    {
        var scopes = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Length == 0 || scope.Any(char.IsControl) || scope.Contains('"', StringComparison.Ordinal) || scope.Contains('\\', StringComparison.Ordinal)) return EntraErrors.ScopeMalformed;
        if (!Array.TrueForAll(scopes, one => one.EndsWith(TokenRequest.Default, StringComparison.Ordinal))) return EntraErrors.ScopeNotDefault;
        return scopes.Length > 1 ? EntraErrors.SeveralResources : null;
    }

    private static EntraError? ClientError(TenantDirectory tenant, TokenRequest request, DateTimeOffset now, Func<SaltedHash, string, bool>? matches)
    {
        if (request.Client(tenant) is not { } application) return EntraErrors.ApplicationNotFound;
        if (!application.Enabled) return EntraErrors.ApplicationDisabled;
        if (string.IsNullOrEmpty(request.ClientSecret)) return EntraErrors.CredentialMissing;
        var known = application.Secrets.Where(secret => matches?.Invoke(secret.Value, request.ClientSecret) ?? secret.Value.Matches(request.ClientSecret)).ToList();
        if (known.Count == 0) return EntraErrors.SecretInvalid;
        if (known.TrueForAll(secret => secret.Expires <= now)) return EntraErrors.SecretExpired;
        return Audiences.Contains(request.Resource, StringComparer.OrdinalIgnoreCase) ? null : EntraErrors.ResourceNotFound;
    }

    private static TokenAnswer.Issued Issue(TenantDirectory tenant, TokenRequest request, DateTimeOffset now, double draw)
    {
        var application = request.Client(tenant)!;
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var range = tenant.Organization.AccessTokenLifetime;
        var lifetime = TimeSpan.FromSeconds(Math.Floor((range.Shortest + (range.Longest - range.Shortest) * draw).TotalSeconds));
        return new TokenAnswer.Issued(
            new TokenClaims(
                request.Resource, Issuer(tenant.TenantId), application.AppId, application.PrincipalObjectId, tenant.TenantId, application.Consented, issuedAt, issuedAt + lifetime),
            lifetime);
    }
}
