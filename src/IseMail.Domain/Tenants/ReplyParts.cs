using IseMail.Domain.Notices;

namespace IseMail.Domain.Tenants;

/// <summary>What a reply of Exchange Online names that differs from one time it is given to the next.</summary>
/// <param name="Stamp">The server's part in brackets: host, time, connection.</param>
/// <param name="Mailbox">The mailbox that the client submits through; <c>null</c>: it has none yet.</param>
/// <param name="From">The sender; <c>null</c>: there is none yet, or what stands there is not one address.</param>
/// <param name="Fault">What is wrong with the data of AUTH.</param>
public readonly record struct ReplyParts(string Stamp, EmailAddress? Mailbox = null, EmailAddress? From = null, string Fault = ReplyParts.NoUser)
{
    /// <summary>The data of AUTH names no user: the only fault whose words are public (I-SASLX-110).</summary>
    public const string NoUser = "User address provided is not valid.";

    /// <summary><paramref name="text"/> with what stands for <c>{stamp}</c>, <c>{mailbox}</c>, <c>{from}</c> and <c>{fault}</c>.</summary>
    public string Fill(string text)
    {
        var (stamp, mailbox, from, fault) = this;
        return ReplyTemplate.Fill(text, name => name switch
        {
            "stamp" => stamp,
            "mailbox" => mailbox?.Value ?? "an unknown mailbox",
            "from" => from?.Value ?? "an unreadable address",
            "fault" => fault,
            _ => null,
        });
    }
}
