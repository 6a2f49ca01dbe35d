using IseMail.Domain.Sending;
using MailKit.Net.Smtp;

namespace IseMail.Cluster.Sending;

/// <summary>MailKit's client, with the one command of its own that a connection test needs.</summary>
internal sealed class SubmissionClient(ConversationWatch watch) : SmtpClient(watch)
{
    /// <summary>Asks whether mail from <paramref name="address"/> would be taken (MAIL), and takes the question back (RSET).</summary>
    /// <exception cref="IOException">The connection was lost.</exception>
    public async Task<SmtpReply> AskForSenderAsync(string address, CancellationToken cancellationToken)
    {
        var answer = await SendCommandAsync($"MAIL FROM:<{address}>", cancellationToken);
        await SendCommandAsync("RSET", cancellationToken);
        return SmtpReply.Of((int)answer.StatusCode, answer.Response);
    }
}
