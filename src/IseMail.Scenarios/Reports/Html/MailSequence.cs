using IseMail.Domain.Outbox;
using IseMail.Scenarios.Reports.Records;
using IseMail.Scenarios.Reports.Sequences;
using static IseMail.Scenarios.Reports.Html.Markup;

namespace IseMail.Scenarios.Reports.Html;

/// <summary>A mail's life as its outboxes and its mailbox tell it.</summary>
internal static class MailSequence
{
    private const int MostOutboxes = 4;

    /// <summary>The sequence of a mail that an outbox took on.</summary>
    /// <param name="mail">Which.</param>
    /// <param name="hasNodes">Whether the run knows its nodes.</param>
    public static Sequence Of(MailRecord mail, bool hasNodes)
    {
        var outboxes = mail.Outboxes.Take(MostOutboxes).ToList();
        return new Sequence(["cause", .. outboxes.Select(one => $"outbox of {one.Node}"), hasNodes ? "mailbox" : ""], [.. Steps(mail, outboxes).OrderBy(one => one.At)]);
    }

    private static IEnumerable<SequenceStep> Steps(MailRecord mail, List<OutboxRecord> outboxes)
    {
        var mailbox = outboxes.Count + 1;
        if (mail.Caused is { } caused && mail.Unaccepted > TimeSpan.FromMilliseconds(500))
            yield return new(caused, 0, 0, SequenceMark.Plain, "asks to be taken on", $"It is caused, and no node takes it on before {Span(mail.Unaccepted)} have passed.");
        for (var i = 0; i < outboxes.Count; i++)
        {
            var (outbox, place) = (outboxes[i], i + 1);
            yield return new(outbox.Accepted, 0, place, SequenceMark.Plain, "accepted", $"{outbox.Node} accepts it: from here on it is journalled.");
            foreach (var step in outbox.Steps)
            {
                var next = step.Due is { } due ? $"; next try from {Moment(due)}" : "";
                yield return step.Kind switch
                {
                    MailStepKind.Deferred => new(step.At, mailbox, place, SequenceMark.Answer, $"not taken: {step.Reason}", $"{outbox.Node}: an attempt ends, the mail is not taken: {step.Reason}{next}"),
                    MailStepKind.Doubtful => new(step.At, mailbox, place, SequenceMark.Answer, $"in doubt: {step.Reason}", $"{outbox.Node}: an attempt ends in doubt, the mail will be sent again: {step.Reason}{next}"),
                    MailStepKind.Held => new(step.At, mailbox, place, SequenceMark.Answer, $"held in doubt: {step.Reason}", $"{outbox.Node}: an attempt ends in doubt, a person has to decide: {step.Reason}"),
                    MailStepKind.Parked => new(step.At, place, place, SequenceMark.Plain, $"parked: {step.Reason}", $"{outbox.Node} puts it aside for a person: {step.Reason}"),
                    _ => new(step.At, place, place, SequenceMark.Plain, "replayed", $"A person has {outbox.Node} send it again."),
                };
            }
            if (outbox.Delivered is { } delivered) yield return new(delivered, mailbox, place, SequenceMark.Answer, outbox.Reply, $"{outbox.Node} hears of its delivery: {outbox.Reply}");
        }
        for (var i = 0; i < mail.Arrivals.Length; i++)
        {
            var copy = mail.Arrivals[i];
            var from = Math.Max(0, outboxes.FindIndex(one => one.Node == copy.Node) + 1);
            yield return new(copy.At, from, mailbox, SequenceMark.Plain, i == 0 ? "arrives" : Text($"copy {i + 1} arrives"), Text($"Copy {i + 1} arrives in the mailbox, sent by {(copy.Node.Length == 0 ? "an unnamed node" : copy.Node)}."));
        }
    }
}
