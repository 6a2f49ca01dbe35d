using System.Globalization;

namespace IseMail.Domain.Tenants;

/// <summary>A request for a token, as the form and the <c>Authorization</c> header bring it.</summary>
public sealed class TokenRequest
{
    /// <summary>What a scope of client credentials ends with (M-CC).</summary>
    public const string Default = "/.default";

    /// <summary>The only grant that an application gets a token with by itself (RFC 6749, section 4.4).</summary>
    public const string ClientCredentials = "client_credentials";

    private const int LongestEcho = 200;

    /// <summary>The path segment in front of <c>/oauth2/v2.0/token</c>.</summary>
    public required string Tenant { get; init; }

    /// <summary><c>grant_type</c>; <c>null</c>: missing.</summary>
    public string? GrantType { get; init; }

    /// <summary><c>client_id</c>; <c>null</c>: missing.</summary>
    public string? ClientId { get; init; }

    /// <summary><c>client_secret</c>; <c>null</c>: missing.</summary>
    public string? ClientSecret { get; init; }

    /// <summary><c>scope</c>; <c>null</c>: missing.</summary>
    public string? Scope { get; init; }

    /// <summary>The application that the request names; <c>null</c>: <paramref name="tenant"/> has none of that client ID.</summary>
    public RegisteredApplication? Client(TenantDirectory tenant) => Guid.TryParse(ClientId, out var id) ? tenant.Application(id) : null;

    /// <summary>The resource of the scope, as it was written.</summary>
    public string Resource => Scope is null ? "" : Scope.Trim() is var one && one.EndsWith(Default, StringComparison.Ordinal) ? one[..^Default.Length] : one;

    /// <summary>The first parameter that the form lacks; <c>null</c>: none.</summary>
    public string? MissingParameter =>
        string.IsNullOrEmpty(GrantType) ? "grant_type" : string.IsNullOrEmpty(ClientId) ? "client_id" : string.IsNullOrEmpty(Scope) ? "scope" : null;

    /// <summary>What an error's text calls <paramref name="name"/>; <c>null</c>: it has nothing of that name. Never the secret.</summary>
    internal string? Part(TenantDirectory tenant, string name) => name switch
    {
        "tenant" => Echo(Tenant),
        "domain" => tenant.Domain,
        "client" => Client(tenant)?.AppId.ToString("D", CultureInfo.InvariantCulture) ?? Echo(ClientId),
        "name" => Client(tenant)?.DisplayName ?? "",
        "grant" => Echo(GrantType),
        "scope" => Echo(Scope),
        "resource" => Echo(Resource),
        // A fault may call something missing in a request that lacks nothing.
        "parameter" => MissingParameter ?? "scope",
        _ => null,
    };

    /// <summary>The request without its secret.</summary>
    public override string ToString() => $"{GrantType} of {ClientId} at {Tenant} for {Scope}";

    private static string Echo(string? value) => value is null ? "" : value.Length <= LongestEcho ? value : value[..LongestEcho];
}
