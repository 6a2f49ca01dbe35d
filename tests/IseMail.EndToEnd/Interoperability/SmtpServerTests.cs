using IseMail.Cluster.Sending;
using IseMail.Cluster.Tests.Sending;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.EndToEnd.Interoperability;

/// <summary>
/// Our transport against a token endpoint and an XOAUTH2 server that others wrote, by settings alone: addresses, ports,
/// scope, trusted authority.
/// </summary>
public sealed class SmtpServerTests : IDisposable
{
    private const string ClientId = "0f6c1ab2-0000-4000-8000-000000000002";
    private const string Secret = "interoperability-secret";
    private static readonly EmailAddress Mailbox = new("ise@contoso.example");

    private readonly TestAuthority _authority = new();
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("isemail-keys-");

    public void Dispose()
    {
        _authority.Dispose();
        _keys.Delete(recursive: true);
    }

    [NodeFact]
    public async Task A_foreign_server_takes_our_mail_by_settings_alone()
    {
        await using var server = await NodeServer.StartAsync(_authority, ClientId, Secret, Mailbox.Value);
        var seal = TextSeal.In(_keys);
        using var transport = Transport(server, seal, Secret);
        var connection = (await transport.OpenAsync(false, CancellationToken.None)).ShouldBeOfType<ConnectionAttempt.Opened>().Connection;
        var first = Mail(seal, "1");
        var outcomes = new[] { await connection.SubmitAsync(first, CancellationToken.None), await connection.SubmitAsync(Mail(seal, "2"), CancellationToken.None) };
        await connection.CloseAsync(CancellationToken.None);
        var arrived = new[] { await server.NextAsync(), await server.NextAsync() };

        outcomes.ShouldAllBe(result => result.Outcome is SubmissionOutcome.Delivered && result.Usable);
        arrived.Select(message => message.GetProperty("session").GetString()).Distinct().Count().ShouldBe(1);
        arrived.ShouldAllBe(message => message.GetProperty("secure").GetBoolean());
        arrived[0].GetProperty("to").EnumerateArray().Select(to => to.GetString()).ShouldBe(["guest@visitor.example"]);
        arrived[0].GetProperty("message").GetString().ShouldSatisfyAllConditions(
            text => text!.ShouldContain($"Message-Id: <{first.Mail.Id}@contoso.example>\r\n"),
            text => text!.ShouldContain("X-ISE-Purpose: guestNotice\r\nX-ISE-Node: psn-1\r\n"),
            text => text!.ShouldEndWith("Hello guest,\r\n.leading dot\r\n"));
    }

    [NodeFact]
    public async Task A_refusal_in_two_steps_is_met_with_a_fresh_token()
    {
        await using var server = await NodeServer.StartAsync(_authority, ClientId, Secret, Mailbox.Value, refused: 1);
        using var transport = Transport(server, TextSeal.In(_keys), Secret);
        var refused = (await transport.OpenAsync(false, CancellationToken.None)).ShouldBeOfType<ConnectionAttempt.Failed>().Failure;
        var opened = (await transport.OpenAsync(true, CancellationToken.None)).ShouldBeOfType<ConnectionAttempt.Opened>();
        await opened.Connection.CloseAsync(CancellationToken.None);

        refused.Stage.ShouldBe(ConnectionStage.Authentication);
        refused.Kind.ShouldBe(ConnectionFailureKind.TokenRefused);
    }

    [NodeFact]
    public async Task A_wrong_secret_is_told_as_such()
    {
        await using var server = await NodeServer.StartAsync(_authority, ClientId, Secret, Mailbox.Value);
        using var transport = Transport(server, TextSeal.In(_keys), "another");
        var failure = (await transport.OpenAsync(false, CancellationToken.None)).ShouldBeOfType<ConnectionAttempt.Failed>().Failure;

        failure.Stage.ShouldBe(ConnectionStage.Token);
        failure.Kind.ShouldBe(ConnectionFailureKind.Configuration);
        failure.Reason.ShouldContain("AADSTS7000215");
    }

    private MailKitTransport Transport(NodeServer server, TextSeal seal, string secret) => MailKitTransport.To(
        new SmtpServerSettings("localhost", server.SubmissionPort, TimeSpan.FromSeconds(60), ConnectionEncryption.Tls, new SmtpAuthentication.ExchangeOnlineOAuth(Mailbox,
            new OAuthSettings("contoso", ClientId, new SecretSource.Embedded(), null, new Uri($"https://localhost:{server.TokenPort}/contoso"), "https://mail.example/.default"))),
        Path(),
        SecretReader.With(secret), seal, RecipientAllowList.Only(["@visitor.example"]), TimeProvider.System);

    private NodePath Path()
    {
        TrustedCertificate.TryRead("test", File.ReadAllText(_authority.PemFile), [TrustUsage.Infrastructure], out var trusted, out _).ShouldBeTrue();
        return NodePath.Plain with { Trusted = trusted, TrustsMachine = false };
    }

    private static OutgoingMail Mail(TextSeal seal, string stage) => new(
        new Mail(MailId.Of(MailPurpose.GuestNotice, "guest", stage), MailPurpose.GuestNotice, Mailbox, new EmailAddress("guest@visitor.example"),
            "Your Guest Account Credentials", seal.Seal("Hello guest,\n.leading dot\n"), DateTimeOffset.UnixEpoch),
        "psn-1");
}
