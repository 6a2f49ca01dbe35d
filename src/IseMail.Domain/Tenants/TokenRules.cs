using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

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
    public static bool Names(TenantSettings tenant, string segment) =>
        Guid.TryParse(segment, out var id) ? id == tenant.TenantId : string.Equals(segment, tenant.Domain, StringComparison.OrdinalIgnoreCase);

    /// <summary>The answer to one request.</summary>
    /// <param name="tenant">The directory.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="secretOf">The secret of a client ID; <c>null</c>: it has none.</param>
    /// <param name="now">The time of issue.</param>
    /// <param name="draw">Where in its range the lifetime lies; from 0 up to but without 1.</param>
    public static TokenAnswer Answer(TenantSettings tenant, TokenRequest request, Func<Guid, string?> secretOf, DateTimeOffset now, double draw) =>
        TenantRefusal(tenant, request.Tenant)
        ?? FormRefusal(request)
        ?? ScopeRefusal(request.Scope!)
        ?? ClientAnswer(tenant, request, secretOf, now, draw);

    /// <summary>Why a path segment is refused as a tenant; <c>null</c>: it names this one.</summary>
    public static TokenAnswer.Refused? TenantRefusal(TenantSettings tenant, string segment)
    {
        if (segment.ToUpperInvariant() is "COMMON" or "CONSUMERS" or "ORGANIZATIONS")
        {
            return Invalid(9001023, $"The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.");
        }
        if (!Guid.TryParse(segment, out _) && (!segment.Contains('.', StringComparison.Ordinal) || Uri.CheckHostName(segment) != UriHostNameType.Dns))
        {
            return Invalid(900023, $"Specified tenant identifier '{Echo(segment)}' is neither a valid DNS name, nor a valid external domain.");
        }
        return Names(tenant, segment)
            ? null
            : Invalid(90002, $"Tenant '{Echo(segment)}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.");
    }

    private static TokenAnswer.Refused? FormRefusal(TokenRequest request)
    {
        if (string.IsNullOrEmpty(request.GrantType)) return Missing("grant_type");
        if (!string.Equals(request.GrantType, "client_credentials", StringComparison.Ordinal))
        {
            return new(70003, "unsupported_grant_type", 400, $"The app requested an unsupported grant type '{Echo(request.GrantType)}'.");
        }
        if (string.IsNullOrEmpty(request.ClientId)) return Missing("client_id");
        return string.IsNullOrEmpty(request.Scope) ? Missing("scope") : null;
    }

    private static TokenAnswer.Refused? ScopeRefusal(string scope)
    {
        var scopes = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Length == 0 || scope.Any(char.IsControl) || scope.Contains('"', StringComparison.Ordinal) || scope.Contains('\\', StringComparison.Ordinal))
        {
            return new(70011, "invalid_scope", 400, "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid.");
        }
        if (scopes.Length > 1 || !scope.EndsWith(Default, StringComparison.Ordinal))
        {
            return new(1002012, "invalid_scope", 400, $"The provided value for scope {Echo(scope)} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).");
        }
        return null;
    }

    private static TokenAnswer ClientAnswer(TenantSettings tenant, TokenRequest request, Func<Guid, string?> secretOf, DateTimeOffset now, double draw)
    {
        var application = Guid.TryParse(request.ClientId, out var id) ? tenant.Applications.FirstOrDefault(known => known.ClientId == id) : null;
        if (application is null)
        {
            return new TokenAnswer.Refused(700016, "unauthorized_client", 400, $"Application with identifier '{Echo(request.ClientId!)}' was not found in the directory '{tenant.Domain}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.");
        }
        if (string.IsNullOrEmpty(request.ClientSecret))
        {
            return new TokenAnswer.Refused(7000216, "invalid_client", 401, "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.");
        }
        if (secretOf(id) is not { } secret || !Same(secret, request.ClientSecret))
        {
            return new TokenAnswer.Refused(7000215, "invalid_client", 401, $"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{id:D}'.");
        }
        if (application.SecretExpires <= now)
        {
            return new TokenAnswer.Refused(7000222, "invalid_client", 401, $"The provided client secret keys for app '{id:D}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.");
        }
        var resource = request.Scope!.Trim()[..^Default.Length];
        if (!Audiences.Contains(resource, StringComparer.OrdinalIgnoreCase))
        {
            return new TokenAnswer.Refused(500011, "invalid_resource", 400, $"The resource principal named {Echo(resource)} was not found in the tenant named {tenant.Domain}.");
        }
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var range = tenant.AccessTokenLifetime;
        var lifetime = TimeSpan.FromSeconds(Math.Floor((range.Shortest + (range.Longest - range.Shortest) * draw).TotalSeconds));
        return new TokenAnswer.Issued(
            new TokenClaims(
                resource, Issuer(tenant.TenantId), id, application.PrincipalObjectId, tenant.TenantId, application.Permissions, issuedAt, issuedAt + lifetime),
            lifetime);
    }

    private static TokenAnswer.Refused Missing(string parameter) =>
        Invalid(900144, $"The request body must contain the following parameter: '{parameter}'.");

    private static TokenAnswer.Refused Invalid(int code, string text) => new(code, "invalid_request", 400, text);

    private static string Echo(string value) => value.Length <= LongestEcho ? value : value[..LongestEcho];

    // In constant time, so that answers do not tell how much of a guess was right.
    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
