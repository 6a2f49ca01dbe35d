using System.Collections.Immutable;

namespace IseMail.Domain.Tenants;

/// <summary>What a valid access token says about the application that carries it.</summary>
/// <param name="AppId">The token's <c>appid</c>: the client ID.</param>
/// <param name="ObjectId">The token's <c>oid</c>: the service principal's object ID.</param>
/// <param name="Roles">The token's <c>roles</c>: application permissions with admin consent.</param>
public sealed record SubmissionIdentity(Guid AppId, Guid ObjectId, ImmutableArray<string> Roles);
