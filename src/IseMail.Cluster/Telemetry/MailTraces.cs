using System.Diagnostics;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;

namespace IseMail.Cluster.Telemetry;

/// <summary>
/// One trace for each mail, across nodes: caused, accepted, granted, submitted, settled. Its trace ID is the mail's identity,
/// so that whatever is told of a mail comes into the same trace, also after a failover in which another node makes the mail
/// anew from its cause; the mail itself carries the first span's context through journals and over the wire.
/// </summary>
/// <remarks>While nobody listens nothing is made, and a mail carries nothing. No span has an address, a text or a reply's words.</remarks>
public static class MailTraces
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "IseMail.Cluster";

    internal const string NodeTag = "ise.node";
    internal const string PurposeTag = "ise.mail.purpose";
    internal const string OutcomeTag = "ise.mail.outcome";
    internal const string AttemptTag = "ise.mail.attempt";
    internal const string OriginTag = "ise.mail.origin";
    internal const string CodeTag = "smtp.response.status_code";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody listens.</summary>
    internal static bool AreHeard => Source.HasListeners();

    /// <summary>A mail was made of its cause: with the context of the first span of its trace, where somebody listens.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="node">Who made it.</param>
    /// <param name="at">When.</param>
    public static Mail Caused(Mail mail, NodeName node, DateTimeOffset at)
    {
        if (!AreHeard) return mail;
        using var span = Start("mail caused", ActivityKind.Internal, new ActivityContext(TraceOf(mail.Id), default, ActivityTraceFlags.Recorded, isRemote: true), mail.Purpose, node.Value, at);
        return span is null ? mail : mail with { Trace = span.Id };
    }

    /// <summary>Mails were journalled by their outbox.</summary>
    /// <param name="accepted">Which.</param>
    /// <param name="node">Whose outbox.</param>
    /// <param name="now">The present.</param>
    internal static void Accepted(OutboxEvent.MailsAccepted accepted, NodeName node, DateTimeOffset now)
    {
        if (!AreHeard) return;
        foreach (var mail in accepted.Mails)
        {
            using var span = Start("mail accepted", ActivityKind.Producer, ContextOf(mail), mail.Purpose, node.Value, accepted.At);
            span?.SetEndTime(now.UtcDateTime);
        }
    }

    /// <summary>A mail was asked for by the sender, having waited for it.</summary>
    internal static void Granted(OutboxEntry entry, Mail mail, NodeName node, DateTimeOffset now)
    {
        if (!AreHeard) return;
        // Its wait began when it fell due: at its acceptance, or when its last back-off ended.
        using var span = Start("mail granted", ActivityKind.Internal, ContextOf(mail), mail.Purpose, node.Value, entry.DueAt < now ? entry.DueAt : now);
        span?.SetTag(AttemptTag, entry.Attempts + 1);
        span?.SetEndTime(now.UtcDateTime);
    }

    /// <summary>A mail is being submitted; to be ended by <see cref="Submitted"/>. <c>null</c>: nobody listens.</summary>
    internal static Activity? Submitting(OutgoingMail mail, NodeName node) => AreHeard
        ? Start("mail submitted", ActivityKind.Client, ContextOf(mail.Mail), mail.Mail.Purpose, node.Value, default)?.SetTag(OriginTag, mail.Origin)
        : null;

    /// <summary>The submission ended.</summary>
    internal static void Submitted(Activity? span, SubmissionOutcome outcome)
    {
        if (span is null) return;
        span.SetTag(OutcomeTag, NameOf(outcome)).SetTag(CodeTag, ReplyCode.Of(outcome.Reason));
        if (outcome is not SubmissionOutcome.Delivered) span.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>How a submission ended was journalled by the mail's outbox.</summary>
    /// <param name="happened">What was journalled.</param>
    /// <param name="before">The outbox before.</param>
    /// <param name="node">Whose outbox.</param>
    /// <param name="now">The present.</param>
    internal static void Settled(OutboxEvent happened, Domain.Outbox.Outbox before, NodeName node, DateTimeOffset now)
    {
        if (!AreHeard) return;
        switch (happened)
        {
            case OutboxEvent.MailsDelivered several:
                foreach (var one in several.Mails) Settled(one.Id, "delivered", one.At);
                break;
            case OutboxEvent.MailDeferred deferred:
                Settled(deferred.Id, "deferred", deferred.At);
                break;
            case OutboxEvent.MailParked parked:
                Settled(parked.Id, "parked", parked.At);
                break;
            case OutboxEvent.MailHeldInDoubt held:
                Settled(held.Id, "inDoubt", held.At);
                break;
        }

        void Settled(MailId id, string outcome, DateTimeOffset at)
        {
            if (before.Find(id) is not { } entry) return;
            using var span = Start("mail settled", ActivityKind.Consumer, entry.Mail is { } mail ? ContextOf(mail) : new ActivityContext(TraceOf(id), default, ActivityTraceFlags.Recorded, isRemote: true), entry.Purpose, node.Value, at);
            span?.SetTag(OutcomeTag, outcome);
            span?.SetEndTime(now.UtcDateTime);
        }
    }

    /// <summary>The trace of a mail: its identity.</summary>
    internal static ActivityTraceId TraceOf(MailId id) => ActivityTraceId.CreateFromString(id.Value.ToString("x32", CultureInfo.InvariantCulture));

    internal static string NameOf(SubmissionOutcome outcome) => outcome switch
    {
        SubmissionOutcome.Delivered => "delivered",
        SubmissionOutcome.Deferred => "deferred",
        SubmissionOutcome.Rejected => "rejected",
        _ => "inDoubt",
    };

    private static ActivityContext ContextOf(Mail mail) => mail.Trace is { } trace && ActivityContext.TryParse(trace, null, isRemote: true, out var context)
        ? context
        : new ActivityContext(TraceOf(mail.Id), default, ActivityTraceFlags.Recorded, isRemote: true);

    private static Activity? Start(string name, ActivityKind kind, ActivityContext parent, MailPurpose purpose, string node, DateTimeOffset from) =>
        Source.StartActivity(name, kind, parent, startTime: from)?.SetTag(NodeTag, node).SetTag(PurposeTag, purpose.Key());
}
