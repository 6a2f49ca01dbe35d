namespace IseMail.Domain.Tenants;

/// <summary>
/// What may be kept of a request for a token: of what the client wrote only what the directory or everybody knows, for a secret
/// may have been pasted into any field.
/// </summary>
public static class KeptTokenRequest
{
    /// <summary>The application that asks; <c>null</c>: <paramref name="tenant"/> has none of that client ID.</summary>
    public static RegisteredApplication? Client(TenantDirectory tenant, TokenRequest request) => request.Client(tenant);

    /// <summary>The words with which <paramref name="request"/> was refused; <c>null</c>: there is no error of that number.</summary>
    public static string? Text(TenantDirectory tenant, TokenRequest request, int aadsts) =>
        EntraErrors.Find(aadsts) is { } error ? ReplyTemplate.Fill(error.Text, name => Part(tenant, request, name)) : null;

    private static string? Part(TenantDirectory tenant, TokenRequest request, string name) => IsKnown(tenant, request, name)
        ? request.Part(tenant, name)
        : Masked.Of(name switch
        {
            "tenant" => request.Tenant,
            "client" => request.ClientId,
            "grant" => request.GrantType,
            "scope" => request.Scope,
            _ => request.Resource,
        });

    private static bool IsKnown(TenantDirectory tenant, TokenRequest request, string name) => name switch
    {
        "tenant" => TokenRules.Names(tenant, request.Tenant) || PublicWords.IsTenant(request.Tenant),
        "client" => request.Client(tenant) is not null,
        "grant" => PublicWords.IsGrant(request.GrantType ?? ""),
        "scope" => PublicWords.AreScopes(request.Scope ?? ""),
        "resource" => PublicWords.IsResource(request.Resource),
        // All others are the tenant's own, or names of parameters.
        _ => true,
    };
}
