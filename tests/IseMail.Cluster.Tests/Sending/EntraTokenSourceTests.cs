using System.Net;
using System.Net.Sockets;
using IseMail.Cluster.Sending;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using Microsoft.AspNetCore.Http;

namespace IseMail.Cluster.Tests.Sending;

public sealed class EntraTokenSourceTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_token_is_kept_until_shortly_before_it_expires()
    {
        await using var service = await ScriptedTokenService.StartAsync(_authority.Certificate());
        var clock = new ShiftedClock();
        using var source = Source(service, time: clock);
        var first = await TokenAsync(source);
        clock.Shift = TimeSpan.FromMinutes(50);
        var kept = await TokenAsync(source);
        clock.Shift = TimeSpan.FromMinutes(56);
        var renewed = await TokenAsync(source);

        kept.ShouldBe(first);
        renewed.Value.ShouldBe("token-2");
        service.Requests.Select(form => form["scope"]).Distinct().ShouldBe(["https://outlook.office.com/.default"]);
        service.Requests.Select(form => form["client_id"]).Distinct().ShouldBe(["11111111-2222-3333-4444-555555555555"]);
        first.ToString().ShouldNotContain("token-1");
    }

    [Fact]
    public async Task Callers_at_the_same_time_share_one_fetch_and_one_that_gives_up_does_not_end_it()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await ScriptedTokenService.StartAsync(_authority.Certificate(), async (_, _, _) =>
        {
            asked.TrySetResult();
            await release.Task;
            return false;
        });
        using var source = Source(service);
        using var impatient = new CancellationTokenSource();
        var givesUp = source.GetAsync(null, impatient.Token);
        var others = Enumerable.Range(0, 20).Select(_ => source.GetAsync(null, CancellationToken.None)).ToArray();
        await asked.Task.WaitAsync(Submissions.Patience);
        await impatient.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => givesUp);
        release.SetResult();
        foreach (var result in await Task.WhenAll(others).WaitAsync(Submissions.Patience))
            result.ShouldBeOfType<TokenResult.Issued>().Token.Value.ShouldBe("token-1");
        service.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_page_in_place_of_a_token_is_a_passing_fault_that_repeats_nothing_of_the_page()
    {
        await using var service = await ScriptedTokenService.StartAsync(_authority.Certificate(), async (_, _, http) =>
        {
            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync("<html>Please sign in to the guest network</html>");
            return true;
        });
        using var source = Source(service);
        var failure = (await source.GetAsync(null, CancellationToken.None)).ShouldBeOfType<TokenResult.Failed>().Failure;
        failure.Kind.ShouldBe(ConnectionFailureKind.Transient);
        failure.Reason.ShouldBe("localhost answered with something that is no token; a proxy's page, perhaps");
    }

    [Fact]
    public async Task Several_refusals_of_one_token_fetch_one_new_token()
    {
        await using var service = await ScriptedTokenService.StartAsync(_authority.Certificate());
        using var source = Source(service);
        var refused = await TokenAsync(source);
        var together = await Task.WhenAll(TokenAsync(source, refused), TokenAsync(source, refused));
        var later = await TokenAsync(source, refused);

        together.Append(later).Select(token => token.Value).Distinct().ShouldBe(["token-2"]);
        service.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_throttled_source_waits_as_asked_and_another_of_the_same_client_does_not()
    {
        await using var service = await ScriptedTokenService.StartAsync(_authority.Certificate(), (number, _, http) =>
        {
            if (number > 1) return Task.FromResult(false);
            http.Response.Headers.RetryAfter = "60";
            return ScriptedTokenService.Refuse(http, 429, "temporarily_unavailable", "AADSTS90055: The tenant is being throttled");
        });
        var clock = new ShiftedClock();
        using var throttled = Source(service, time: clock);
        using var other = Source(service);
        var failure = (await throttled.GetAsync(null, CancellationToken.None)).ShouldBeOfType<TokenResult.Failed>().Failure;
        var again = (await throttled.GetAsync(null, CancellationToken.None)).ShouldBeOfType<TokenResult.Failed>().Failure;
        var elsewhere = await TokenAsync(other);
        clock.Shift = TimeSpan.FromSeconds(61);
        var afterwards = await TokenAsync(throttled);

        failure.Kind.ShouldBe(ConnectionFailureKind.Transient);
        failure.Stage.ShouldBe(ConnectionStage.Token);
        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(60));
        again.RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        elsewhere.Value.ShouldBe("token-2");
        afterwards.Value.ShouldBe("token-3");
    }

    [Fact]
    public async Task A_rotated_secret_takes_effect_at_the_next_fetch()
    {
        await using var service = await ScriptedTokenService.StartAsync(_authority.Certificate(), (_, form, http) =>
            form["client_secret"] == "new-secret"
                ? Task.FromResult(false)
                : ScriptedTokenService.Refuse(http, 401, "invalid_client", "AADSTS7000222: The provided client secret keys for app 'x' are expired."));
        var file = Path.Combine(Path.GetTempPath(), $"isemail-secret-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(file, "old-secret\n");
        try
        {
            using var source = Source(service, readSecret: SecretReader.With(null), secret: new SecretSource.File(file));
            var failure = (await source.GetAsync(null, CancellationToken.None)).ShouldBeOfType<TokenResult.Failed>().Failure;
            await File.WriteAllTextAsync(file, "new-secret\n");
            var token = await TokenAsync(source);

            failure.Kind.ShouldBe(ConnectionFailureKind.Configuration);
            failure.Reason.ShouldContain("AADSTS7000222");
            token.Value.ShouldBe("token-2");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(400, "unauthorized_client", "AADSTS700016: Application with identifier 'x' was not found", ConnectionFailureKind.Configuration)]
    [InlineData(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.", ConnectionFailureKind.Configuration)]
    [InlineData(400, "invalid_request", "AADSTS90002: Tenant 'x' not found.", ConnectionFailureKind.Configuration)]
    [InlineData(400, "invalid_grant", "AADSTS50020: whatever", ConnectionFailureKind.Configuration)]
    [InlineData(503, "temporarily_unavailable", "AADSTS90033: A transient error has occurred.", ConnectionFailureKind.Transient)]
    [InlineData(429, "", "", ConnectionFailureKind.Transient)]
    [InlineData(500, "server_error", "AADSTS50000: oops", ConnectionFailureKind.Transient)]
    public async Task An_answer_of_the_token_service_is_told_by_its_number(int status, string error, string description, ConnectionFailureKind kind)
    {
        await using var service = await ScriptedTokenService.StartAsync(_authority.Certificate(), async (_, _, http) =>
        {
            http.Response.StatusCode = status;
            if (error.Length == 0) await http.Response.WriteAsync("<html>slow down</html>");
            else await ScriptedTokenService.Refuse(http, status, error, $"{description} Trace ID: 1 Correlation ID: 2 Timestamp: 2026-02-02 you sent {Submissions.Secret}");
            return true;
        });
        using var source = Source(service);
        var failure = (await source.GetAsync(null, CancellationToken.None)).ShouldBeOfType<TokenResult.Failed>().Failure;

        failure.Kind.ShouldBe(kind);
        failure.Reason.ShouldContain($"{status}");
        if (description.Length > 0) failure.Reason.ShouldContain(description[..description.IndexOf(':', StringComparison.Ordinal)]);
        failure.Reason.ShouldNotContain(Submissions.Secret);
        failure.Reason.ShouldNotContain("\n");
    }

    [Fact]
    public async Task A_service_that_is_down_or_silent_or_not_believed_fails_as_what_it_is()
    {
        using var stranger = new TestAuthority("Somebody Else's Root");
        await using var service = await ScriptedTokenService.StartAsync(_authority.Certificate());
        using var unbelieved = Source(service, trusted: stranger);
        using var misnamed = Source(service, authority: new Uri(service.Authority.AbsoluteUri.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)));
        using var down = Source(service, authority: new Uri("https://localhost:9/tenant"));
        await using var never = await ScriptedTokenService.StartAsync(_authority.Certificate(), async (_, _, http) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(http.RequestAborted);
            return true;
        });
        using var silent = Source(never, timeout: TimeSpan.FromSeconds(3));
        using var unreadable = Source(service, readSecret: SecretReader.With(null), secret: new SecretSource.File("/nowhere/secret"));

        (await FailureAsync(unbelieved)).ShouldSatisfyAllConditions(
            failure => failure.Kind.ShouldBe(ConnectionFailureKind.Configuration), failure => failure.Reason.ShouldContain("no valid chain"));
        (await FailureAsync(misnamed)).ShouldSatisfyAllConditions(
            failure => failure.Kind.ShouldBe(ConnectionFailureKind.Configuration), failure => failure.Reason.ShouldContain("does not name the host"));
        (await FailureAsync(down)).Kind.ShouldBe(ConnectionFailureKind.Transient);
        (await FailureAsync(silent)).Kind.ShouldBe(ConnectionFailureKind.Transient);
        (await FailureAsync(unreadable)).ShouldSatisfyAllConditions(
            failure => failure.Kind.ShouldBe(ConnectionFailureKind.Configuration), failure => failure.Reason.ShouldContain("/nowhere/secret"));
    }

    [Fact]
    public async Task A_service_that_hangs_up_at_once_is_a_passing_fault_however_far_the_connection_came()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var over = new CancellationTokenSource();
        var hangingUp = HangUpAsync(listener, over.Token);
        await using var service = await ScriptedTokenService.StartAsync(_authority.Certificate());
        var authority = new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/tenant");
        // The reset arrives before, in or after the first steps of the client: each of them fails in its own way.
        for (var number = 0; number < 1000; number++)
        {
            using var source = Source(service, authority);
            (await FailureAsync(source)).ShouldSatisfyAllConditions(
                failure => failure.Kind.ShouldBe(ConnectionFailureKind.Transient), failure => failure.Problem.ShouldBe(ConnectionProblem.Broken));
        }
        await over.CancelAsync();
        await hangingUp;
    }

    [Fact]
    public async Task A_fetch_that_fails_as_nobody_foresaw_does_not_spoil_the_next()
    {
        await using var service = await ScriptedTokenService.StartAsync(_authority.Certificate());
        var reads = 0;
        using var source = Source(service, readSecret: (_, _) => reads++ == 0 ? throw new InvalidOperationException("unforeseen") : ValueTask.FromResult(Submissions.Secret));

        await Should.ThrowAsync<InvalidOperationException>(() => source.GetAsync(null, CancellationToken.None));
        (await TokenAsync(source)).Value.ShouldBe("token-1");
    }

    private static async Task HangUpAsync(TcpListener listener, CancellationToken over)
    {
        while (true)
        {
            try
            {
                using var client = await listener.AcceptSocketAsync(over);
                client.LingerState = new LingerOption(true, 0);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private EntraTokenSource Source(
        ScriptedTokenService service, Uri? authority = null, ReadSecret? readSecret = null, SecretSource? secret = null,
        TestAuthority? trusted = null, TimeSpan? timeout = null, TimeProvider? time = null) =>
        new(Submissions.Settings(1, authority ?? service.Authority).OAuth! with { ClientSecret = secret ?? new SecretSource.Embedded() },
            Submissions.Path(trusted ?? _authority), timeout ?? Submissions.Patience, readSecret ?? Submissions.Fixed(), time ?? TimeProvider.System);

    private static async Task<AccessToken> TokenAsync(EntraTokenSource source, AccessToken? refused = null) =>
        (await source.GetAsync(refused, CancellationToken.None)).ShouldBeOfType<TokenResult.Issued>().Token;

    private static async Task<ConnectionFailure> FailureAsync(EntraTokenSource source) =>
        (await source.GetAsync(null, CancellationToken.None)).ShouldBeOfType<TokenResult.Failed>().Failure;

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
