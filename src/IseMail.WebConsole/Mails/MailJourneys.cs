using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;

namespace IseMail.WebConsole.Mails;

/// <summary>Puts what outboxes and mailboxes say of mails into journeys.</summary>
internal static class MailJourneys
{
    /// <summary>A mail's journey.</summary>
    /// <param name="story">What is known of it.</param>
    /// <param name="subject">The subject of the message that arrived; <c>null</c>: none has, or it cannot be read.</param>
    public static MailDocument Of(MailStory story, string? subject)
    {
        var first = story.Outboxes.IsEmpty ? null : story.Outboxes[0].Entry;
        var mail = story.Outboxes.Select(one => one.Entry.Mail).FirstOrDefault(one => one is not null);
        return new MailDocument(
            story.Id.ToString(), story.Purpose.Key(), Duty.Owner(story.Purpose).Role(), first?.To.Value ?? "", mail?.Subject ?? subject, Word(story.Standing),
            [.. Steps(story, mail).OrderBy(step => step.At)], first?.AcceptedAt, story.Arrivals.Length);
    }

    /// <summary>The word for where a mail stands.</summary>
    public static string Word(MailState state)
    {
        var text = state.ToString();
        return char.ToLowerInvariant(text[0]) + text[1..];
    }

    private static IEnumerable<MailStepDocument> Steps(MailStory story, Mail? mail)
    {
        if (mail is not null) yield return Step(mail.CausedAt, "caused", "", "");
        foreach (var (node, entry) in story.Outboxes)
        {
            yield return Step(entry.AcceptedAt, "accepted", node.Value, entry.Term is { } term ? $"holder of the duty in term {term}" : "");
            foreach (var step in entry.Steps) yield return Step(step.At, Lower(step.Kind.ToString()), node.Value, step.Reason, step.DueAt);
            if (entry.State == MailState.Delivered && entry.SettledAt is { } settled) yield return Step(settled, "delivered", node.Value, entry.LastReason ?? "");
        }
        foreach (var copy in story.Arrivals) yield return Step(copy.At, "arrived", copy.Node ?? "", "in the mailbox");
    }

    private static MailStepDocument Step(DateTimeOffset at, string what, string node, string why, DateTimeOffset? due = null) => new(at, what, node, why, due, null);

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
