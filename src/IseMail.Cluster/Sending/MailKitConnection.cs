using System.Security.Cryptography;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace IseMail.Cluster.Sending;

/// <summary>What a connection needs beside its socket.</summary>
/// <param name="FinalReply">How long the reply to the end of the data may take.</param>
/// <param name="Seal">Opens mail texts.</param>
/// <param name="Allowed">Who may get mail.</param>
/// <param name="Time">The clock that steps are timed with.</param>
internal sealed record ConnectionOptions(TimeSpan FinalReply, ITextSeal Seal, RecipientAllowList Allowed, TimeProvider Time)
{
    /// <summary>A deadline by <see cref="Time"/> that <paramref name="cancellationToken"/> ends too, for as long as <paramref name="following"/> is not disposed.</summary>
    public CancellationTokenSource Deadline(CancellationToken cancellationToken, out CancellationTokenRegistration following)
    {
        var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, Time);
        following = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        return deadline;
    }
}

/// <summary>One authenticated connection.</summary>
/// <remarks>
/// Cancelling <see cref="SubmitAsync"/> throws only as long as the mail has certainly not been sent; afterwards it ends
/// as <see cref="SubmissionOutcome.InDoubt"/>.
/// </remarks>
internal sealed class MailKitConnection(SubmissionClient client, ConversationWatch watch, ConnectionOptions options) : ISubmissionConnection
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<SubmissionResult> SubmitAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (options.Allowed.Refusal(mail.Mail.To) is { } refusal) return new SubmissionResult(new SubmissionOutcome.Rejected(refusal), client.IsConnected);

        MimeMessage message;
        try
        {
            message = mail is ComposedMail composed ? composed.Message : MimeComposer.Compose(mail, options.Seal);
        }
        catch (CryptographicException)
        {
            return new SubmissionResult(
                new SubmissionOutcome.Rejected("its text cannot be opened: it was sealed with a key that this deployment no longer has"), client.IsConnected);
        }

        using (message)
        using (var deadline = options.Deadline(cancellationToken, out var following))
        using (following)
        {
            try
            {
                watch.Begin(deadline);
                var reply = await client.SendAsync(message, deadline.Token);
                return new SubmissionResult(new SubmissionOutcome.Delivered(SmtpReply.Of(250, reply).ToString()), client.IsConnected);
            }
            catch (SmtpCommandException refused)
            {
                return ReplyClassification.OfSubmission(Stage(refused), SmtpReply.Of((int)refused.StatusCode, refused.Message), client.IsConnected);
            }
            catch (ServiceNotAuthenticatedException refused)
            {
                return ReplyClassification.OfSubmission(SubmissionStage.Sender, SmtpReply.Of(530, refused.Message), client.IsConnected);
            }
            catch (Exception exception) when (MailKitTransport.IsFault(exception))
            {
                if (watch.EndOfDataWritten) return new SubmissionResult(new SubmissionOutcome.InDoubt(Lost(exception, deadline, "before the reply to the end of data")), false);
                cancellationToken.ThrowIfCancellationRequested();
                return new SubmissionResult(new SubmissionOutcome.Deferred(Lost(exception, deadline, "before the end of data was sent")), false);
            }
            finally
            {
                watch.End();
            }
        }
    }

    /// <summary>Why mail from <paramref name="address"/> would not be taken; <c>null</c>: it would. Nothing is sent.</summary>
    public async Task<ConnectionFailure?> TestSenderAsync(EmailAddress address, TimeSpan within, CancellationToken cancellationToken)
    {
        using var deadline = options.Deadline(cancellationToken, out var following);
        using var _ = following;
        try
        {
            deadline.CancelAfter(within);
            var reply = await client.AskForSenderAsync(address.Value, deadline.Token);
            return reply.Code is >= 200 and < 300 ? null : ReplyClassification.OfConnection(ConnectionStage.Sender, reply);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && MailKitTransport.IsFault(exception))
        {
            return new ConnectionFailure(
                ConnectionStage.Sender, ConnectionFailureKind.Transient, Lost(exception, deadline, "while the sender was being asked for"),
                Problem: deadline.IsCancellationRequested ? ConnectionProblem.TimedOut : ConnectionProblem.Broken);
        }
    }

    /// <inheritdoc/>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Goodbye);
        try
        {
            await client.DisconnectAsync(quit: true, patience.Token);
        }
        catch (Exception exception) when (MailKitTransport.IsFault(exception))
        {
            // QUIT is politeness: nothing depends on its answer, and the connection ends either way.
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            client.Dispose();
        }
    }

    /// <summary>Closes without a goodbye.</summary>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SubmissionStage Stage(SmtpCommandException refused) => refused.ErrorCode switch
    {
        SmtpErrorCode.SenderNotAccepted => SubmissionStage.Sender,
        SmtpErrorCode.RecipientNotAccepted => SubmissionStage.Recipient,
        SmtpErrorCode.MessageNotAccepted => SubmissionStage.EndOfData,
        _ => SubmissionStage.Data,
    };

    private static string Lost(Exception exception, CancellationTokenSource deadline, string when)
    {
        var how = deadline.IsCancellationRequested ? "the server did not answer in time" : SmtpReply.Of(0, exception.GetBaseException().Message).Text;
        return $"connection lost {when}: {how}";
    }
}
