using IseMail.Domain.Notices;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Sending;

/// <summary>Mails that are readied for their connection beside the sender's own turn.</summary>
/// <param name="transport">Readies them.</param>
internal sealed class PreparedMails(ISubmissionTransport transport)
{
    private readonly Dictionary<MailId, Task<OutgoingMail>> _mails = [];

    /// <summary>Begins to ready a mail.</summary>
    public void Prepare(OutgoingMail mail) => _mails[mail.Mail.Id] = Task.Run(() => transport.Prepare(mail));

    /// <summary>The mail with what has been readied of it, or as it is.</summary>
    public Task<OutgoingMail> Take(OutgoingMail mail) => _mails.Remove(mail.Mail.Id, out var prepared) ? prepared : Task.FromResult(mail);

    /// <summary>What has been readied of a mail is of no use.</summary>
    public void Drop(MailId id) => _mails.Remove(id);
}
