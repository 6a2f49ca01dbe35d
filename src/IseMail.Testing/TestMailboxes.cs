using System.Collections.Immutable;
using IseMail.Tenant.Mailboxes;
using MimeKit;

namespace IseMail.Testing;

/// <summary>What has arrived in a tenant: the judge of what a test expects.</summary>
/// <param name="mailboxes">The tenant's.</param>
/// <param name="patience">How long is waited for what is expected.</param>
public sealed class TestMailboxes(MailboxStore mailboxes, TimeSpan patience)
{
    /// <summary>All of it, the oldest first.</summary>
    public IReadOnlyList<ArrivedMessage> All => mailboxes.Snapshot();

    /// <summary>Waits until so many messages have arrived that are as wanted, and gives them, the oldest first.</summary>
    /// <param name="wanted">Which messages; <c>null</c>: any.</param>
    /// <param name="count">How many, at least.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <exception cref="TimeoutException">They did not arrive; the message says what did.</exception>
    public async Task<ImmutableArray<ArrivedMessage>> WaitForAsync(Func<ArrivedMessage, bool>? wanted = null, int count = 1, CancellationToken cancellationToken = default)
    {
        wanted ??= static _ => true;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(patience);
        try
        {
            return [.. (await mailboxes.WaitForAsync(arrived => arrived.Count(wanted) >= count, enough.Token)).Where(wanted)];
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            var came = string.Concat(All.Select(message => $"{Environment.NewLine}  {message.Node} {message.Purpose} to {string.Join(", ", message.Recipients)}: {message.Subject}"));
            throw new TimeoutException($"{All.Count(wanted)} of {count} expected messages arrived within {patience.TotalSeconds:0} s; in the mailboxes:{(came.Length == 0 ? " nothing" : came)}", late);
        }
    }

    /// <summary>A message that has arrived, with headers and text decoded.</summary>
    /// <exception cref="InvalidOperationException">It is not among the thousand newest, of which the text is kept.</exception>
    public MimeMessage Read(ArrivedMessage message)
    {
        if (!mailboxes.TrySource(message.Number, out var source)) throw new InvalidOperationException($"the text of message {message.Number} is not kept any more");
        using var stream = new MemoryStream(source);
        return MimeMessage.Load(stream);
    }
}
