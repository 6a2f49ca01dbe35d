using System.Text;
using IseMail.Cluster.Sending;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Tests.Sending;

/// <summary>Settings and mails for the tests of the wire.</summary>
public static class Submissions
{
    public const string Secret = "s3cret-value-that-nobody-may-see";

    public static EmailAddress Mailbox { get; } = new("ise@contoso.example");

    /// <summary>Much longer than anything here takes: a test that waits this long has failed.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    public static SmtpServerSettings Settings(int port, Uri authority, TimeSpan? timeout = null, string host = "localhost") =>
        new(host, port, timeout ?? Patience, ConnectionEncryption.Tls, new SmtpAuthentication.ExchangeOnlineOAuth(Mailbox,
            new OAuthSettings("contoso.example", "11111111-2222-3333-4444-555555555555", new SecretSource.Environment("SECRET"), null, authority, "https://outlook.office.com/.default")));

    /// <summary>The path of a node that trusts <paramref name="authority"/> alone.</summary>
    public static NodePath Path(TestAuthority authority)
    {
        TrustedCertificate.TryRead("test", File.ReadAllText(authority.PemFile), [TrustUsage.Infrastructure], out var trusted, out _).ShouldBeTrue();
        return NodePath.Plain with { Trusted = trusted, TrustsMachine = false };
    }

    public static ReadSecret Fixed(string secret = Secret) => (_, _) => ValueTask.FromResult(secret);

    public static MailKitTransport Transport(SmtpServerSettings settings, NodePath path, RecipientAllowList? allowed = null, TimeSpan? finalReply = null, TimeProvider? time = null) =>
        MailKitTransport.To(settings, path, Fixed(), new PlainSeal(), allowed ?? RecipientAllowList.Everybody, time ?? TimeProvider.System, finalReply);

    public static OutgoingMail Mail(string body = "Hello guest,\n\nwelcome.", string subject = "Your Guest Account Credentials", string to = "guest@visitor.example", string stage = "1") =>
        new(new Mail(MailId.Of(MailPurpose.GuestNotice, "guest", stage), MailPurpose.GuestNotice, Mailbox, new EmailAddress(to), subject,
            new PlainSeal().Seal(body), new DateTimeOffset(2026, 2, 2, 10, 25, 0, TimeSpan.Zero)), "psn-1");

    public static async Task<ISubmissionConnection> OpenAsync(this MailKitTransport transport) =>
        (await transport.OpenAsync(false, CancellationToken.None)).ShouldBeOfType<ConnectionAttempt.Opened>().Connection;

    public static async Task<ConnectionFailure> FailAsync(this MailKitTransport transport, bool freshToken = false) =>
        (await transport.OpenAsync(freshToken, CancellationToken.None)).ShouldBeOfType<ConnectionAttempt.Failed>().Failure;
}

/// <summary>Seals nothing; a key is not what these tests are about.</summary>
public sealed class PlainSeal : ITextSeal
{
    public SealedText Seal(string text) => new([.. Encoding.UTF8.GetBytes(text)]);

    public string Open(SealedText text) => Encoding.UTF8.GetString(text.Bytes.AsSpan());
}
