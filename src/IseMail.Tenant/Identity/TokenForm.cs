using System.Net.Http.Headers;
using System.Text;
using IseMail.Domain.Tenants;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Identity;

/// <summary>Reads a request for a token from HTTP: the client's credentials stand in the form or in HTTP Basic (M-CC).</summary>
internal static class TokenForm
{
    /// <exception cref="InvalidDataException">The form is not readable or too large.</exception>
    public static async Task<TokenRequest> ReadAsync(HttpContext context, string tenant)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        var basic = Basic(context.Request.Headers.Authorization.ToString());
        return new TokenRequest
        {
            Tenant = tenant,
            GrantType = Field("grant_type"),
            Scope = Field("scope"),
            ClientId = Field("client_id") ?? basic?.Id,
            ClientSecret = Field("client_secret") ?? basic?.Secret,
        };

        string? Field(string name) => form.TryGetValue(name, out var values) ? values.ToString() : null;
    }

    // RFC 6749, section 2.3.1: both halves are form-encoded before they are joined.
    private static (string Id, string Secret)? Basic(string header)
    {
        if (!AuthenticationHeaderValue.TryParse(header, out var value)
            || !string.Equals(value.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[value.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(value.Parameter ?? "", bytes, out var length)) return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (Decoded(pair[..colon]), Decoded(pair[(colon + 1)..]));
    }

    private static string Decoded(string half) => Uri.UnescapeDataString(half.Replace('+', ' '));
}
