using System.Collections.Immutable;
using System.Globalization;

namespace IseMail.Domain.Tenants;

/// <summary>
/// Entra ID's client credentials grant (M-CC). Codes and texts come from Microsoft's list of AADSTS errors (M-ERR); the
/// order in which one request's several faults are found is not published and is this model's own.
/// </summary>
public static class TokenRules
{
    /// <summary>Both names of Exchange Online's resource: ISE asks for the first, Microsoft's page for the second (M-OAUTH).</summary>
    public static ImmutableArray<string> Audiences { get; } = ["https://outlook.office.com", "https://outlook.office365.com"];

    private const string Default = "/.default";
    private const int LongestEcho = 200;

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
    public static TokenAnswer Answer(TenantDirectory tenant, TokenRequest request, DateTimeOffset now, double draw) =>
        TenantRefusal(tenant, request.Tenant)
        ?? FormRefusal(tenant, request)
        ?? ScopeRefusal(request.Scope!)
        ?? ClientAnswer(tenant, request, now, draw);

    /// <summary>Why a path segment is refused as a tenant; <c>null</c>: it names this one.</summary>
    public static TokenAnswer.Refused? TenantRefusal(TenantDirectory tenant, string segment)
    {
        if (segment.ToUpperInvariant() is "COMMON" or "CONSUMERS" or "ORGANIZATIONS") return EntraErrors.NotForCommon.Refuse();
        if (!Guid.TryParse(segment, out _) && (!segment.Contains('.', StringComparison.Ordinal) || Uri.CheckHostName(segment) != UriHostNameType.Dns))
            return EntraErrors.TenantMalformed.Refuse(Echo(segment));
        return Names(tenant, segment) ? null : EntraErrors.TenantNotFound.Refuse(Echo(segment));
    }

    private static TokenAnswer.Refused? FormRefusal(TenantDirectory tenant, TokenRequest request)
    {
        if (string.IsNullOrEmpty(request.GrantType)) return Missing("grant_type");
        // Grants of people: here no person signs in, and a confidential client must name its secret with them as well.
        if (request.GrantType is "authorization_code" or "refresh_token" && string.IsNullOrEmpty(request.ClientSecret) && Client(tenant, request) is not null)
            return EntraErrors.ConfidentialClient.Refuse();
        if (!string.Equals(request.GrantType, "client_credentials", StringComparison.Ordinal)) return EntraErrors.GrantUnsupported.Refuse(Echo(request.GrantType));
        if (string.IsNullOrEmpty(request.ClientId)) return Missing("client_id");
        return string.IsNullOrEmpty(request.Scope) ? Missing("scope") : null;
    }

    private static TokenAnswer.Refused? ScopeRefusal(string scope)
    {
        var scopes = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Length == 0 || scope.Any(char.IsControl) || scope.Contains('"', StringComparison.Ordinal) || scope.Contains('\\', StringComparison.Ordinal))
            return EntraErrors.ScopeMalformed.Refuse();
        if (!Array.TrueForAll(scopes, one => one.EndsWith(Default, StringComparison.Ordinal))) return EntraErrors.ScopeNotDefault.Refuse(Echo(scope));
        return scopes.Length > 1 ? EntraErrors.SeveralResources.Refuse(Echo(scope)) : null;
    }

    private static TokenAnswer ClientAnswer(TenantDirectory tenant, TokenRequest request, DateTimeOffset now, double draw)
    {
        if (Client(tenant, request) is not { } application) return EntraErrors.ApplicationNotFound.Refuse(Echo(request.ClientId!), tenant.Domain);
        if (!application.Enabled) return EntraErrors.ApplicationDisabled.Refuse(Id(application), application.DisplayName);
        if (string.IsNullOrEmpty(request.ClientSecret)) return EntraErrors.CredentialMissing.Refuse();
        var known = application.Secrets.Where(secret => secret.Value.Matches(request.ClientSecret)).ToList();
        if (known.Count == 0) return EntraErrors.SecretInvalid.Refuse(Id(application));
        if (known.TrueForAll(secret => secret.Expires <= now)) return EntraErrors.SecretExpired.Refuse(Id(application));
        var resource = request.Scope!.Trim()[..^Default.Length];
        if (!Audiences.Contains(resource, StringComparer.OrdinalIgnoreCase)) return EntraErrors.ResourceNotFound.Refuse(Echo(resource), tenant.Domain);
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var range = tenant.Organization.AccessTokenLifetime;
        var lifetime = TimeSpan.FromSeconds(Math.Floor((range.Shortest + (range.Longest - range.Shortest) * draw).TotalSeconds));
        return new TokenAnswer.Issued(
            new TokenClaims(
                resource, Issuer(tenant.TenantId), application.AppId, application.PrincipalObjectId, tenant.TenantId, application.Consented, issuedAt, issuedAt + lifetime),
            lifetime);
    }

    private static RegisteredApplication? Client(TenantDirectory tenant, TokenRequest request) => Guid.TryParse(request.ClientId, out var id) ? tenant.Application(id) : null;

    private static TokenAnswer.Refused Missing(string parameter) => EntraErrors.ParameterMissing.Refuse(parameter);

    private static string Id(RegisteredApplication application) => application.AppId.ToString("D", CultureInfo.InvariantCulture);

    private static string Echo(string value) => value.Length <= LongestEcho ? value : value[..LongestEcho];
}
