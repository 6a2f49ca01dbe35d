using IseMail.Cluster.Sending;

namespace IseMail.Cluster.Tests.Sending;

/// <summary>An authority and a token service that issues, for each test of its own.</summary>
public abstract class SubmissionTests : IAsyncLifetime, IDisposable
{
    protected TestAuthority Authority { get; } = new();

    protected ScriptedTokenService Tokens { get; private set; } = null!;

    public async Task InitializeAsync() => Tokens = await ScriptedTokenService.StartAsync(Authority.Certificate());

    public async Task DisposeAsync() => await Tokens.DisposeAsync();

    public void Dispose()
    {
        Authority.Dispose();
        GC.SuppressFinalize(this);
    }

    protected ScriptedSubmission Server(Func<string, string, string?>? script = null) => new(Authority.Certificate(), script);

    protected MailKitTransport Transport(ScriptedSubmission server, TimeProvider time) =>
        Submissions.Transport(Submissions.Settings(server.Port, Tokens.Authority), Submissions.Path(Authority), time: time);

    protected MailKitTransport Transport(ScriptedSubmission server, TimeSpan? timeout = null) =>
        Submissions.Transport(Submissions.Settings(server.Port, Tokens.Authority, timeout), Submissions.Path(Authority));
}
