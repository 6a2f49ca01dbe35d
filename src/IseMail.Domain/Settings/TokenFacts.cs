using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json;

namespace IseMail.Domain.Settings;

/// <summary>
/// What an access token says of itself, as far as it helps to find out why Exchange refuses it. Not the token: nothing can
/// be opened with these. Names as in a version 1.0 token (M-CC).
/// </summary>
/// <param name="Roles"><c>roles</c>: the permissions with admin consent.</param>
/// <param name="AppId"><c>appid</c>: the application that asked.</param>
/// <param name="ObjectId"><c>oid</c>: the enterprise application's object, which <c>New-ServicePrincipal -ObjectId</c> must name.</param>
/// <param name="TenantId"><c>tid</c>.</param>
/// <param name="Audience"><c>aud</c>: the resource it is for.</param>
/// <param name="Expires"><c>exp</c>.</param>
public sealed record TokenFacts(
    ImmutableArray<string> Roles, string? AppId, string? ObjectId, string? TenantId, string? Audience, DateTimeOffset? Expires)
{
    private const int MostRoles = 50;

    /// <summary>What <paramref name="token"/> says; <c>null</c> where it is not a JSON Web Token, which a token service is free to do.</summary>
    public static TokenFacts? Of(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3) return null;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            var root = claims.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            return new TokenFacts(Texts(root, "roles"), Text(root, "appid"), Text(root, "oid"), Text(root, "tid"), Text(root, "aud"), Time(root, "exp"));
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ImmutableArray<string> Texts(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(role => role.ValueKind == JsonValueKind.String).Select(role => role.GetString()!).Take(MostRoles)]
            : [];

    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.TryGetInt64(out var seconds) && seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
