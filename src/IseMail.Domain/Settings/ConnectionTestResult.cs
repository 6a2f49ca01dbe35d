using System.Collections.Immutable;
using IseMail.Domain.Sending;

namespace IseMail.Domain.Settings;

/// <summary>How a test of the SMTP server settings ended.</summary>
/// <param name="Server">What was tested.</param>
/// <param name="Failure">What went wrong; <c>null</c>: nothing.</param>
/// <param name="Token">What the token said that was had; <c>null</c>: there was none, or it cannot be read.</param>
/// <param name="Took">How long it took.</param>
/// <param name="SecretIsGuid">Whether the secret has the form of an ID, as the column beside its value has.</param>
/// <param name="Notes">What the test does not show and may go wrong all the same, a sentence each.</param>
public sealed record ConnectionTestResult(
    SmtpServerSettings Server, ConnectionFailure? Failure, TokenFacts? Token, TimeSpan Took, bool SecretIsGuid, ImmutableArray<string> Notes)
{
    /// <summary>Whether these settings may be saved.</summary>
    public bool Succeeded => Failure is null;

    /// <summary>What ISE's page shows.</summary>
    public string Message => Failure is null ? IseMessages.Success(Server.Host) : IseMessages.Failure(Failure, Server.Host);

    /// <summary>The steps of the test in their order, each with how it ended.</summary>
    /// <param name="proxy">The proxy of the node that made it.</param>
    public ImmutableArray<StageResult> Stages(ProxySettings? proxy)
    {
        var stages = new List<(ConnectionParty Party, ConnectionStage Stage)>();
        if (Server.OAuth is { } oauth)
        {
            stages.AddRange(Network(proxy, oauth.Authority.Host).Append(ConnectionStage.Tls).Append(ConnectionStage.Token).Select(stage => (ConnectionParty.TokenService, stage)));
        }
        var submission = Network(proxy, Server.Host).Append(ConnectionStage.Greeting);
        if (Server.Encryption == ConnectionEncryption.Tls) submission = submission.Append(ConnectionStage.StartTls).Append(ConnectionStage.Tls);
        if (Server.Authentication is not SmtpAuthentication.None) submission = submission.Append(ConnectionStage.Authentication);
        if (Server.Mailbox is not null) submission = submission.Append(ConnectionStage.Sender);
        stages.AddRange(submission.Select(stage => (ConnectionParty.SubmissionServer, stage)));

        var failed = Failure is null ? -1 : stages.FindIndex(step => step.Party == Failure.Party && step.Stage == Failure.Stage);
        // A stage that the settings do not foresee still is where it ended.
        if (Failure is not null && failed < 0)
        {
            failed = stages.FindIndex(step => step.Party == Failure.Party);
            stages.Insert(Math.Max(failed, 0), (Failure.Party, Failure.Stage));
            failed = Math.Max(failed, 0);
        }
        return [.. stages.Select((step, index) => new StageResult(
            step.Party, step.Stage, failed < 0 || index < failed ? StageState.Passed : index == failed ? StageState.Failed : StageState.NotReached))];
    }

    private static IEnumerable<ConnectionStage> Network(ProxySettings? proxy, string host) =>
        proxy is ProxySettings.Http http && !http.IsBypassed(host) ? [ConnectionStage.Proxy] : [ConnectionStage.NameResolution, ConnectionStage.Tcp];
}

/// <summary>One step of a test.</summary>
public sealed record StageResult(ConnectionParty Party, ConnectionStage Stage, StageState State);

/// <summary>How one step of a test ended.</summary>
public enum StageState
{
    /// <summary>It worked.</summary>
    Passed,

    /// <summary>It did not; those after it were not tried.</summary>
    Failed,

    /// <summary>One before it failed.</summary>
    NotReached,
}
