using System.Collections.Immutable;
using IseMail.Cluster.Tests.Sending;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Tests.Network;

public sealed class CertificateTrustTests
{
    [Fact]
    public async Task The_token_service_and_the_submission_server_each_need_their_own_chain_trusted_for_infrastructure()
    {
        using var entra = new TestAuthority("Entra ID's Root");
        using var exchange = new TestAuthority("Exchange Online's Root");
        await using var tokens = await ScriptedTokenService.StartAsync(entra.Certificate());
        await using var server = new ScriptedSubmission(exchange.Certificate());

        (await FailAsync([])).ShouldBe((ConnectionParty.TokenService, ConnectionStage.Tls, ConnectionProblem.CertificateUntrusted));
        // With the token service's chain alone it comes as far as the other server: a token is no help there.
        (await FailAsync([.. Trusted(entra, TrustUsage.Infrastructure)])).ShouldBe((ConnectionParty.SubmissionServer, ConnectionStage.Tls, ConnectionProblem.CertificateUntrusted));
        // In the store and trusted for something else is as good as not there, and said so.
        using (var unused = Transport([.. Trusted(entra, TrustUsage.Endpoints), .. Trusted(exchange, TrustUsage.Infrastructure)]))
        {
            var failure = await unused.FailAsync();
            failure.Problem.ShouldBe(ConnectionProblem.CertificateUntrusted);
            failure.Reason.ShouldContain("'Entra ID's Root' is in the store but not trusted for authentication within ISE and client-server communication");
        }
        using var both = Transport([.. Trusted(entra, TrustUsage.Infrastructure), .. Trusted(exchange, TrustUsage.Infrastructure, TrustUsage.CiscoServices)]);
        await using var connection = await both.OpenAsync();

        IseMail.Cluster.Sending.MailKitTransport Transport(ImmutableArray<TrustedCertificate> store) => Submissions.Transport(
            Submissions.Settings(server.Port, tokens.Authority), NodePath.Plain with { Trusted = store, TrustsMachine = false });

        async Task<(ConnectionParty, ConnectionStage, ConnectionProblem)> FailAsync(ImmutableArray<TrustedCertificate> store)
        {
            using var transport = Transport(store);
            var failure = await transport.FailAsync();
            return (failure.Party, failure.Stage, failure.Problem);
        }
    }

    private static ImmutableArray<TrustedCertificate> Trusted(TestAuthority authority, params TrustUsage[] usages)
    {
        TrustedCertificate.TryRead(authority.Name, File.ReadAllText(authority.PemFile), [.. usages], out var certificates, out _).ShouldBeTrue();
        return certificates;
    }
}
