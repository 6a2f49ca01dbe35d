using System.Globalization;
using IseMail.Domain.Sending;
using IseMail.Domain.Tenants;

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
    [InlineData(400, "invalid_request", 900144, ConnectionFailureKind.Configuration, ConnectionProblem.TokenRequestInvalid)]
    [InlineData(401, "invalid_client", 7000216, ConnectionFailureKind.Configuration, ConnectionProblem.TokenRequestInvalid)]
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

    [Fact]
    public void Of_every_error_that_the_tenant_has_it_is_documented_what_becomes_of_the_mail()
    {
        var rows = DocumentedTables.Rows("| AADSTS |");
        rows.Select(cells => int.Parse(cells[0], CultureInfo.InvariantCulture)).ShouldBe(EntraErrors.All.Select(error => error.Number));
        foreach (var (cells, error) in rows.Zip(EntraErrors.All))
        {
            var kind = TokenRefusals.Meaning(error.Status, error.Error, error.Number).Kind;
            // By number alone as well: MSAL's own sentences may hide the rest.
            TokenRefusals.Meaning(0, "", error.Number).Kind.ShouldBe(kind);
            (kind.ToString().ToLowerInvariant() + (error.RetryAfter is { } wait ? $", not before {wait.TotalMinutes} min" : "")).ShouldBe(cells[4], cells[0]);
        }
    }
}
