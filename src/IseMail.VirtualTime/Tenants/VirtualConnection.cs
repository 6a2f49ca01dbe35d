using IseMail.Domain.Faults;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.VirtualTime.Nodes;

namespace IseMail.VirtualTime.Tenants;

/// <summary>One authenticated connection to the submission server in virtual time.</summary>
internal sealed class VirtualConnection(VirtualWorld world, VirtualTenant tenant, VirtualNode node, SmtpServerSettings server, EmailAddress mailbox, Conversation conversation)
{
    // Headers and MIME parts around a text; a message of the live sender has about as much.
    private const int Around = 900;

    /// <summary>About how many octets a mail is on its way.</summary>
    public static long SizeOf(Mail mail) => mail.Body.Bytes.Length + mail.Subject.Length + Around;

    /// <summary>Submits a mail.</summary>
    /// <param name="mail">Which.</param>
    /// <param name="done">Called with how that ended.</param>
    public void Submit(OutgoingMail mail, Action<SubmissionResult> done) => conversation.Wait(conversation.Command(), () => Sender(mail, done));

    /// <summary>Says MAIL and takes it back, as a connection test does.</summary>
    /// <param name="done">Called with why the sender is not taken; <c>null</c>: it is.</param>
    public void Test(Action<ConnectionFailure?> done) => conversation.Wait(conversation.Command(), () =>
        conversation.Meet(FaultPoint.Mail, new FaultContext(node.Name.Value, mailbox.Value, mailbox.Value), server.ConnectionTimeout, met => done(met.Kind switch
        {
            MeetingKind.GoOn => null,
            MeetingKind.Replied => ReplyClassification.OfConnection(ConnectionStage.Sender, VirtualOpening.Said(met.Reply)),
            _ => new ConnectionFailure(ConnectionStage.Sender, ConnectionFailureKind.Transient, How(met.Kind), Problem: met.Kind == MeetingKind.Broken ? ConnectionProblem.Broken : ConnectionProblem.TimedOut),
        })));

    /// <summary>Says goodbye.</summary>
    /// <param name="done">Called when it is closed.</param>
    public void Close(Action done) => conversation.Wait(conversation.Command(), () =>
    {
        Abandon();
        done();
    });

    /// <summary>It is over: nobody hears what the server still says.</summary>
    public void Abandon()
    {
        if (conversation.IsOver) return;
        conversation.IsOver = true;
        tenant.Meter(mailbox).Close();
    }

    private void Sender(OutgoingMail mail, Action<SubmissionResult> done) => Meet(FaultPoint.Mail, SubmissionStage.Sender, mail, done, () =>
    {
        if (tenant.Meter(mailbox).TooManyConnections(tenant.View.Organization.Limits))
        {
            tenant.Meter(mailbox).Refuse();
            done(ReplyClassification.OfSubmission(SubmissionStage.Sender, VirtualOpening.Said(SubmissionReplies.SenderThreads), connected: true));
            return;
        }
        Meet(FaultPoint.Rcpt, SubmissionStage.Recipient, mail, done, () => Meet(FaultPoint.Data, SubmissionStage.Data, mail, done, () => EndOfData(mail, done)));
    });

    private void EndOfData(OutgoingMail mail, Action<SubmissionResult> done) => conversation.Wait(conversation.Command() + conversation.TimeOf(SizeOf(mail.Mail)), () =>
        conversation.Meet(FaultPoint.EndOfData, Context(mail), SmtpServerSettings.FinalReply, met =>
        {
            switch (met.Kind)
            {
                case MeetingKind.Replied:
                    done(ReplyClassification.OfSubmission(SubmissionStage.EndOfData, VirtualOpening.Said(met.Reply), connected: !met.Closes));
                    return;
                case MeetingKind.Broken or MeetingKind.TimedOut:
                    done(InDoubt(met.Kind));
                    return;
                case MeetingKind.Unheard:
                    tenant.Settle(mailbox, mail.Mail, mail.Origin);
                    done(InDoubt(met.Kind));
                    return;
            }
            var (reply, at) = tenant.Settle(mailbox, mail.Mail, mail.Origin);
            var held = at - world.Queue.Now;
            // Held back for longer than anybody waits: it is delivered, and nobody knows.
            if (held > SmtpServerSettings.FinalReply) conversation.Wait(SmtpServerSettings.FinalReply, () => done(InDoubt(MeetingKind.TimedOut)));
            else if (held > TimeSpan.Zero) conversation.Wait(held, () => AfterData(mail, reply, done));
            else AfterData(mail, reply, done);
        }));

    private void AfterData(OutgoingMail mail, string reply, Action<SubmissionResult> done)
    {
        var said = VirtualOpening.Said(reply);
        if (said.Code >= 300)
        {
            done(ReplyClassification.OfSubmission(SubmissionStage.EndOfData, said, connected: true));
            return;
        }
        conversation.Meet(FaultPoint.AfterData, Context(mail), SmtpServerSettings.FinalReply, met =>
            done(met.Kind == MeetingKind.GoOn ? ReplyClassification.OfSubmission(SubmissionStage.EndOfData, said, connected: true) : InDoubt(met.Kind)));
    }

    private void Meet(FaultPoint point, SubmissionStage stage, OutgoingMail mail, Action<SubmissionResult> done, Action then) =>
        conversation.Meet(point, Context(mail), server.ConnectionTimeout, met =>
        {
            switch (met.Kind)
            {
                case MeetingKind.GoOn:
                    then();
                    break;
                case MeetingKind.Replied:
                    done(ReplyClassification.OfSubmission(stage, VirtualOpening.Said(met.Reply), connected: !met.Closes));
                    break;
                default:
                    done(new SubmissionResult(new SubmissionOutcome.Deferred($"connection lost before the end of data was sent: {How(met.Kind)}"), false));
                    break;
            }
        });

    private FaultContext Context(OutgoingMail mail) => new(node.Name.Value, mailbox.Value, mail.Mail.From.Value, [mail.Mail.To.Value], mail.Mail.From);

    private static SubmissionResult InDoubt(MeetingKind kind) => new(new SubmissionOutcome.InDoubt($"connection lost before the reply to the end of data: {How(kind)}"), false);

    private static string How(MeetingKind kind) => kind == MeetingKind.Broken ? "the server ended the connection" : "the server did not answer in time";
}
