using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using Serilog;

namespace IseMail.Cluster.Logging;

/// <summary>
/// What a node writes about its mail, in the words of ISE's guest.log where the source document shows them: a mail is a
/// <em>job</em> that the caller hands to the retry thread and waits for.
/// </summary>
/// <param name="logger">The node's logger.</param>
/// <param name="host">The submission server's name at the moment; <c>null</c>: none is configured.</param>
public sealed class GuestLog(ILogger logger, Func<string?> host)
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
        Of(mail.Purpose).Information("sendMail | Message {MailId} to {Recipient} through {Host}: Submitting Mail Job", mail.Id, mail.To, Host);

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
    public void NotConnected(ConnectionFailure failure)
    {
        // Nothing has failed where nobody has said yet through which server.
        if (failure.Problem == ConnectionProblem.NotConfigured) _sessions.Warning("Mail jobs wait: {Reason}", failure.Reason);
        else Failed(_sessions, failure, Host);
    }

    /// <summary>The SMTP server page's test has ended.</summary>
    public void Tested(ConnectionTestResult result)
    {
        var page = Admin(GuestLogNames.ServerSettings);
        var name = result.Server.Host;
        page.Debug("Test Connection: SMTP server {Host}, port {Port}", name, result.Server.Port);
        if (result.Server.OAuth is { } oauth && result.Failure?.Party != ConnectionParty.TokenService)
        {
            Admin(GuestLogNames.Tokens).Debug("No token in the cache, fetching one for client {ClientId} of {TenantId}", oauth.ClientId, oauth.TenantId);
            Admin(GuestLogNames.ExchangeOnline).Debug("Access token received from {TokenEndpoint}", oauth.TokenEndpoint);
        }
        if (result.Failure is { } failure) Failed(Admin(GuestLogNames.Sessions), failure, name);
        else page.Debug("Test Connection: {Message} ({Milliseconds} Milliseconds)", result.Message, (long)result.Took.TotalMilliseconds);
    }

    /// <summary>The SMTP server page was to be saved.</summary>
    public void Saved(SmtpServerSettings server, string? refusal)
    {
        var page = Admin(GuestLogNames.ServerSettings);
        if (refusal is null) page.Debug("Saving the SMTP server settings: SMTP server {Host}, port {Port}", server.Host, server.Port);
        else page.Warning("The SMTP server settings were not saved: {Reason}", refusal);
    }

    private string Host => host() ?? "no server yet";

    // As in the document's extracts: the session tells of what the network did, the provider of what the token service did.
    private static void Failed(ILogger log, ConnectionFailure failure, string host)
    {
        if (failure.Party == ConnectionParty.TokenService) log = log.ForContext(GuestLogNames.Property.Logger, GuestLogNames.ExchangeOnline);
        // The page repeats the reason where it has no words of its own; once is enough on one line.
        var page = IseMessages.Failure(failure, host);
        var message = page.EndsWith(failure.Reason, StringComparison.Ordinal) ? $"Connection to {host} failed" : page;
        log.Error("{Message} ({Stage} of the {Party}); nested exception is: {Exception}: {Reason}", message, failure.Stage.Title(), failure.Party.Title(), IseMessages.Exception(failure), failure.Reason);
    }

    private ILogger Admin(string name) => logger
        .ForContext(GuestLogNames.Property.Logger, name)
        .ForContext(GuestLogNames.Property.Thread, GuestLogNames.AdminThread(1));

    private ILogger Of(MailPurpose purpose) => purpose == MailPurpose.Alarm ? _alarms : _jobs;
}
