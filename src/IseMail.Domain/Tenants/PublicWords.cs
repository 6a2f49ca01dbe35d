using System.Collections.Frozen;

namespace IseMail.Domain.Tenants;

/// <summary>
/// What a request for a token may say that everybody knows (M-CC, M-OAUTH): a log may repeat it. Anything else may be a secret
/// that was pasted into the wrong field.
/// </summary>
internal static class PublicWords
{
    private static readonly FrozenSet<string> Tenants = Set("common", "organizations", "consumers");

    private static readonly FrozenSet<string> Grants = Set(
        TokenRequest.ClientCredentials, "authorization_code", "refresh_token", "password", "implicit", "device_code",
        "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:saml2-bearer");

    private static readonly FrozenSet<string> Resources = Set([.. TokenRules.Audiences, "https://graph.microsoft.com", "https://management.azure.com", "https://vault.azure.net"]);

    private static readonly FrozenSet<string> Permissions = Set(
        ".default", "SMTP.Send", "SMTP.SendAsApp", "IMAP.AccessAsUser.All", "IMAP.AccessAsApp", "POP.AccessAsUser.All", "POP.AccessAsApp", "Mail.Send", "User.Read");

    private static readonly FrozenSet<string> Scopes = Set("openid", "profile", "email", "offline_access");

    /// <summary>Whether a path segment stands for tenants of a kind.</summary>
    public static bool IsTenant(string segment) => Tenants.Contains(segment);

    /// <summary>Whether that is a grant of OAuth 2.0.</summary>
    public static bool IsGrant(string grant) => Grants.Contains(grant);

    /// <summary>Whether that is a resource of Microsoft's.</summary>
    public static bool IsResource(string resource) => Resources.Contains(resource);

    /// <summary>Whether each of the scopes, with a space between two, is a permission of such a resource or one of OpenID Connect.</summary>
    public static bool AreScopes(string scopes) => Array.TrueForAll(scopes.Split(' '), IsScope);

    private static bool IsScope(string scope)
    {
        if (scope.Length == 0 || Scopes.Contains(scope) || Permissions.Contains(scope)) return true;
        var slash = scope.LastIndexOf('/');
        return slash > 0 && IsResource(scope[..slash]) && Permissions.Contains(scope[(slash + 1)..]);
    }

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
