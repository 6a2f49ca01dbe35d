using System.Globalization;
using System.Text;
using IseMail.Domain.Faults;
using IseMail.Domain.Tenants;
using IseMail.Tenant.Faults;
using IseMail.Tenant.Mailboxes;
using IseMail.Tenant.Transcripts;

namespace IseMail.Tenant.Submission;

/// <summary>One message's way through a conversation: sender, recipients, text, and what becomes of it.</summary>
internal sealed class MessageTransaction(SessionChannel channel, SessionFaults faults, SessionSurroundings surroundings, SessionTranscript transcript)
{
    private readonly MessageBuffer _message = new(surroundings.Bounds.MessageSize);
    private readonly List<string> _recipients = [];
    private readonly string _acceptedEnd = SubmissionReplies.AcceptedEnd(surroundings.Tenant.Listen.HostName);
    private TenantUser? _mailbox;
    private string _sender = "";
    private bool _binary;
    private bool _chunked;

    /// <summary>Whether MAIL was accepted and its message has not come yet.</summary>
    public bool IsBegun => _mailbox is not null;

    /// <summary>Forgets the message.</summary>
    public void Reset()
    {
        _mailbox = null;
        _binary = _chunked = false;
        _recipients.Clear();
        _message.Clear();
    }

    /// <summary>MAIL; returns the reply.</summary>
    public string Begin(TenantUser mailbox, string argument)
    {
        if (_mailbox is not null) return "503 5.5.2 Sender already specified";
        if (!EnvelopePath.TryParse(argument, "FROM:", out var path)) return "501 5.1.7 Invalid address";
        var binary = false;
        foreach (var parameter in path.Parameters)
        {
            var (name, value) = Parameter(parameter);
            switch (name)
            {
                case "SIZE":
                    if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size)) return "501 5.5.4 Invalid arguments";
                    if (size > Math.Min(surroundings.Bounds.MessageSize, mailbox.MaxSendSize)) return SubmissionReplies.TooLarge;
                    break;
                case "BODY" when value.ToUpperInvariant() is "7BIT" or "8BITMIME" or "BINARYMIME":
                    binary = value.Equals("BINARYMIME", StringComparison.OrdinalIgnoreCase);
                    break;
                case "SMTPUTF8" or "RET" or "ENVID" or "AUTH":
                    break;
                default:
                    return "555 5.5.4 Unsupported option";
            }
        }
        (_mailbox, _sender, _binary) = (mailbox, path.Address, binary);
        return "250 2.1.0 Sender OK";
    }

    /// <summary>RCPT; returns the reply.</summary>
    public string Recipient(string argument)
    {
        if (_mailbox is null) return "503 5.5.2 Need mail command";
        if (!EnvelopePath.TryParse(argument, "TO:", out var path)) return "501 5.1.3 Invalid address";
        foreach (var parameter in path.Parameters)
        {
            if (Parameter(parameter).Name is not ("NOTIFY" or "ORCPT")) return "555 5.5.4 Unsupported option";
        }
        if (_recipients.Count >= Math.Min(surroundings.Bounds.Recipients, _mailbox.RecipientLimits)) return SubmissionReplies.TooManyRecipients;
        _recipients.Add(path.Address);
        return "250 2.1.5 Recipient OK";
    }

    /// <summary>Why DATA or BDAT may not come now; <c>null</c>: it may.</summary>
    public string? WhyNoData(bool dotted)
    {
        if (_mailbox is null) return "503 5.5.2 Need mail command";
        if (_recipients.Count == 0) return "503 5.5.2 Need rcpt command";
        return dotted && (_binary || _chunked) ? "503 5.5.2 Use BDAT for this message" : null;
    }

    /// <summary>DATA, from 354 to the message's reply.</summary>
    public async ValueTask<LineEnd> DataAsync(CancellationToken stop)
    {
        channel.Reply("354 Start mail input; end with <CRLF>.<CRLF>");
        _message.BeginDotted();
        var end = await channel.ReadMessageAsync(_message, SubmissionBounds.Drained, stop);
        if (end == LineEnd.Whole) await FinishAsync(stop);
        return end;
    }

    /// <summary>Lets faults happen to this message; returns the reply to be given in place of the server's own, if any.</summary>
    public ValueTask<ServerReply?> StruckAsync(FaultPoint point, CancellationToken stop, string? recipient = null) =>
        faults.MeetAsync(point, stop, _mailbox?.Address.Value, _mailbox is null ? null : _sender, recipient is null ? _recipients : [recipient]);

    /// <summary>BDAT, from its first octet to its reply, which is <paramref name="refusal"/> if there is one.</summary>
    public async ValueTask<LineEnd> ChunkAsync(long size, bool last, ServerReply? refusal, CancellationToken stop)
    {
        // The chunk is under way whether or not it is wanted.
        if (refusal is null && WhyNoData(dotted: false) is { } reason) refusal = reason;
        _chunked = true;
        _message.BeginChunk(size, keep: refusal is null);
        var end = await channel.ReadMessageAsync(_message, SubmissionBounds.Drained, stop);
        if (end != LineEnd.Whole) return end;
        if (refusal is { } reply)
        {
            channel.Reply(reply);
            Reset();
        }
        else if (last) await FinishAsync(stop);
        else channel.Reply(string.Create(CultureInfo.InvariantCulture, $"250 2.0.0 {size} bytes received"));
        return end;
    }

    private static (string Name, string Value) Parameter(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (text.ToUpperInvariant(), "") : (text[..equals].ToUpperInvariant(), text[(equals + 1)..]);
    }

    private async ValueTask FinishAsync(CancellationToken stop)
    {
        channel.Reply(await StruckAtEndAsync(_mailbox!, stop) ?? (_message.IsTooLarge ? SubmissionReplies.TooLarge : await SettleAsync(_mailbox!, stop)));
        Reset();
    }

    private ValueTask<ServerReply?> StruckAtEndAsync(TenantUser mailbox, CancellationToken stop)
    {
        if (surroundings.Faults.IsEmpty) return default;
        var named = MessageRules.Named(surroundings.Directory.View, mailbox.Address, MessageHead.Of(_message.Message).From);
        return faults.MeetAsync(FaultPoint.EndOfData, stop, mailbox.Address.Value, _sender, _recipients, named);
    }

    private async ValueTask<ServerReply> SettleAsync(TenantUser mailbox, CancellationToken stop)
    {
        var head = MessageHead.Of(_message.Message);
        transcript.From(head.Node);
        // As of now: permissions may have been taken away since MAIL.
        var view = surroundings.Directory.View;
        if (MessageRules.Refusal(view, mailbox.Address, head.From, _message.Message.Length) is { } refusal)
        {
            surroundings.Meters.With(mailbox.Address, static meter =>
            {
                meter.Refuse();
                return true;
            });
            return ServerReply.Naming(refusal, MessageRules.Named(view, mailbox.Address, head.From), _sender);
        }
        var from = head.From.Count > 0 && head.From[0] is { } first ? first.Value : _sender;
        var (now, verdict) = surroundings.Meters.Submit(
            surroundings.Time, view, view.User(mailbox.Address)!, new SubmittedMessage(_recipients.Count, _message.Message.Length), from[(from.LastIndexOf('@') + 1)..], _recipients);
        if (verdict.Decision != SubmissionDecision.Accepted) return SubmissionReplies.Refusal(verdict.Decision);
        // Held back, not refused (M-SUBM): it arrives even if the client loses patience, as in the real service.
        if (verdict.At > now)
        {
            await channel.FlushAsync(stop);
            await Task.Delay(verdict.At - now, surroundings.Time, stop);
        }
        var arrived = new ArrivedMessage(
            0, verdict.At, mailbox.Address.Value, from, [.. _recipients], head.MessageId, head.Subject, head.Purpose, head.Node, _message.Message.Length, transcript.Number);
        surroundings.Store.Add(arrived, _message.Message);
        transcript.Accepted();
        await StruckAsync(FaultPoint.AfterData, stop);
        // What a message says is in no transcript, not even its Message-ID.
        return new ServerReply(
            SubmissionReplies.Accepted(head.MessageId, surroundings.Tenant.Listen.HostName),
            ShownLine.Hiding(Encoding.UTF8.GetByteCount(head.MessageId), SubmissionReplies.AcceptedStart, _acceptedEnd));
    }
}
