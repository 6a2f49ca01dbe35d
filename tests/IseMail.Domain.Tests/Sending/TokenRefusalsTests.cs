using IseMail.Domain.Sending;

namespace IseMail.Domain.Tests.Sending;

public sealed class TokenRefusalsTests
{
    [Theory]
    [InlineData(400, "invalid_request", 90002, ConnectionFailureKind.Configuration, ConnectionProblem.TenantInvalid)]
    [InlineData(400, "", 900023, ConnectionFailureKind.Configuration, ConnectionProblem.TenantInvalid)]
    [InlineData(401, "anything", 7000215, ConnectionFailureKind.Configuration, ConnectionProblem.SecretInvalid)]
    [InlineData(400, "invalid_client", 7000222, ConnectionFailureKind.Configuration, ConnectionProblem.SecretExpired)]
    [InlineData(400, "invalid_client", 700016, ConnectionFailureKind.Configuration, ConnectionProblem.ClientInvalid)]
    [InlineData(200, "", 90055, ConnectionFailureKind.Transient, ConnectionProblem.TokensThrottled)]
    [InlineData(400, "", 90033, ConnectionFailureKind.Transient, ConnectionProblem.TokensUnavailable)]
    [InlineData(400, "invalid_client", 999999, ConnectionFailureKind.Configuration, ConnectionProblem.TokenRefused)]
    // Without a number, what OAuth itself says; then the status.
    [InlineData(401, "invalid_client", null, ConnectionFailureKind.Configuration, ConnectionProblem.SecretInvalid)]
    [InlineData(400, "invalid_scope", null, ConnectionFailureKind.Configuration, ConnectionProblem.ScopeInvalid)]
    [InlineData(404, "", null, ConnectionFailureKind.Configuration, ConnectionProblem.TenantInvalid)]
    [InlineData(429, "", null, ConnectionFailureKind.Transient, ConnectionProblem.TokensThrottled)]
    [InlineData(503, "", null, ConnectionFailureKind.Transient, ConnectionProblem.TokensUnavailable)]
    [InlineData(400, "", null, ConnectionFailureKind.Configuration, ConnectionProblem.TokenRefused)]
    public void A_refusal_is_known_by_its_number_whatever_is_said_beside_it(int status, string error, int? number, ConnectionFailureKind kind, ConnectionProblem problem) =>
        TokenRefusals.Meaning(status, error, number).ShouldBe((kind, problem));
}
