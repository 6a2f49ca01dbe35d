using System.Collections.Immutable;
using System.Security.Cryptography;
using IseMail.Cluster.Sending;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Settings;

/// <summary>Makes ISE's connection test from one node.</summary>
/// <param name="readSecret">Reads secrets.</param>
/// <param name="seal">The deployment's key.</param>
/// <param name="senders">The addresses that mail will leave from, for what the test does not show.</param>
/// <param name="time">The clock.</param>
public sealed class ConnectionTester(ReadSecret readSecret, ITextSeal seal, ImmutableArray<EmailAddress> senders, TimeProvider time)
{
    /// <summary>Tests <paramref name="server"/> by <paramref name="path"/>; faults of any kind are its result.</summary>
    public async Task<ConnectionTestResult> TestAsync(SmtpServerSettings server, NodePath path, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        try
        {
            using var transport = MailKitTransport.To(server, path, readSecret, seal, RecipientAllowList.Only([]), time);
            var (failure, token) = await transport.TestAsync(cancellationToken);
            var took = time.GetElapsedTime(start);
            var isGuid = failure?.Problem == ConnectionProblem.SecretInvalid && server.OAuth is { } oauth && Guid.TryParse(await readSecret(oauth.ClientSecret, cancellationToken), out _);
            return new ConnectionTestResult(server, failure, token, took, isGuid, failure is null ? [.. Notes(server)] : []);
        }
        catch (CryptographicException damaged)
        {
            return new ConnectionTestResult(
                server,
                new ConnectionFailure(ConnectionStage.Tls, ConnectionFailureKind.Configuration, $"a trusted certificate cannot be read: {damaged.Message}"),
                null, time.GetElapsedTime(start), false, []);
        }
        catch (Exception unforeseen) when (!cancellationToken.IsCancellationRequested)
        {
            // Whoever asked is owed an answer. By its type alone: what it says may hold what it was made with.
            return new ConnectionTestResult(
                server,
                new ConnectionFailure(ConnectionStage.NameResolution, ConnectionFailureKind.Transient, $"the test broke off, which is a fault of this program ({unforeseen.GetType().FullName})"),
                null, time.GetElapsedTime(start), false, []);
        }
    }

    private IEnumerable<string> Notes(SmtpServerSettings server)
    {
        if (server.Mailbox is not { } mailbox) yield break;
        foreach (var sender in senders.Distinct())
        {
            if (sender != mailbox) yield return $"mail leaves as {sender}: Exchange takes that only if {mailbox} has Send As on it, which no connection test shows";
        }
        if (server.OAuth is { SecretExpires: null }) yield return "no expiry date is given, so no alarm will tell of the secret's end";
    }
}
