using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace IseMail.Domain.Tenants;

/// <summary>An app registration of the directory, with its enterprise application.</summary>
/// <param name="DisplayName">Display name.</param>
/// <param name="AppId">Application (client) ID.</param>
/// <param name="ObjectId">Object ID of the registration: the one that does not belong into <c>New-ServicePrincipal</c>.</param>
/// <param name="PrincipalObjectId">Object ID of the enterprise application: the token's <c>oid</c>.</param>
/// <param name="Enabled">Whether it gets tokens.</param>
/// <param name="Requested">Application permissions that were added to it.</param>
/// <param name="Consented">Those of them that have admin consent: the token's roles.</param>
/// <param name="Secrets">Its client secrets.</param>
public sealed record RegisteredApplication(
    string DisplayName,
    Guid AppId,
    Guid ObjectId,
    Guid PrincipalObjectId,
    bool Enabled,
    ImmutableArray<string> Requested,
    ImmutableArray<string> Consented,
    ImmutableArray<ClientSecret> Secrets)
{
    /// <summary>The ID that an object gets which a topology does not give one: always the same for the same client ID.</summary>
    public static Guid DerivedId(Guid clientId, string what) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{what} {clientId:D}")).AsSpan(0, 16));
}

/// <summary>A client secret: its value is shown once when it is made, and then only its hash is known.</summary>
/// <param name="SecretId">The ID beside it in the list: not the secret, and often pasted in its place.</param>
/// <param name="Description">What its maker called it.</param>
/// <param name="Expires">When it ends; <c>null</c>: not in sight.</param>
/// <param name="Value">The hash of its value.</param>
public sealed record ClientSecret(Guid SecretId, string Description, DateTimeOffset? Expires, SaltedHash Value);
