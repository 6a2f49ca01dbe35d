using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using Serilog;

namespace IseMail.Cluster.Logging;

/// <summary>
/// What a node writes about its mail, in the words of ISE's guest.log where the source document shows them: a mail is a
/// <em>job</em> that the caller hands to the retry thread and waits for.
/// </summary>
/// <param name="logger">The node's logger.</param>
/// <param name="host">The submission server's name.</param>
public sealed class GuestLog(ILogger logger, string host)
{
    private readonly ILogger _jobs = logger
        .ForContext(GuestLogNames.Property.Logger, GuestLogNames.MailJobs)
        .ForContext(GuestLogNames.Property.Thread, GuestLogNames.RetryThread);
    private readonly ILogger _alarms = logger
        .ForContext(GuestLogNames.Property.Logger, GuestLogNames.MailJobs)
        .ForContext(GuestLogNames.Property.Thread, GuestLogNames.AlarmThread);
    private readonly ILogger _sessions = logger
        .ForContext(GuestLogNames.Property.Logger, GuestLogNames.Sessions)
        .ForContext(GuestLogNames.Property.Thread, GuestLogNames.RetryThread);

    /// <summary>A mail is handed to its thread.</summary>
    public void Submitting(Mail mail) =>
        Of(mail.Purpose).Information("sendMail | Message {MailId} to {Recipient} through {Host}: Submitting Mail Job", mail.Id, mail.To, host);

    /// <summary>A submission has ended.</summary>
    public void Ended(Mail mail, SubmissionOutcome outcome, TimeSpan took)
    {
        var log = Of(mail.Purpose);
        switch (outcome)
        {
            case SubmissionOutcome.Delivered:
                log.Information("Future.get status: true for {MailId}: {Reason}", mail.Id, outcome.Reason);
                break;
            case SubmissionOutcome.Rejected:
                log.Error("Future.get status: false for {MailId}, refused: {Reason}", mail.Id, outcome.Reason);
                break;
            default:
                log.Warning("Future.get status: false for {MailId}, {Outcome}: {Reason}", mail.Id, outcome is SubmissionOutcome.InDoubt ? "in doubt" : "deferred", outcome.Reason);
                break;
        }
        log.Information("Time taken for Future.get method call is {Milliseconds} Milliseconds.", (long)took.TotalMilliseconds);
    }

    /// <summary>A connection could not be opened.</summary>
    public void NotConnected(ConnectionFailure failure) =>
        (failure.Stage == ConnectionStage.Token
            ? _sessions.ForContext(GuestLogNames.Property.Logger, GuestLogNames.ExchangeOnline)
            : _sessions).Error("Connection to {Host} failed: {Reason}", host, failure.Reason);

    private ILogger Of(MailPurpose purpose) => purpose == MailPurpose.Alarm ? _alarms : _jobs;
}
