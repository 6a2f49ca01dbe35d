using IseMail.Domain.Sending;

namespace IseMail.Cluster.Tests.Sending;

public sealed class OpeningTests : SubmissionTests
{
    [Fact]
    public async Task What_is_said_before_and_after_TLS_is_what_Exchange_expects()
    {
        await using var server = Server();
        using var transport = Transport(server);
        await using var connection = await transport.OpenAsync();

        var heard = server.Heard.ToArray();
        heard.Select(line => line.Split(' ')[0]).ShouldBe(["EHLO", "STARTTLS", "EHLO", "AUTH"]);
        var blob = System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(heard[3].Split(' ')[2]));
        blob.ShouldBe("user=ise@contoso.example\u0001auth=Bearer token-1\u0001\u0001");
    }

    [Theory]
    // Steps: name, TCP, greeting; then one for each command that has been written, one for the handshake, one for authentication.
    [InlineData("greeting", 3, ConnectionStage.Greeting)]
    [InlineData("EHLO", 4, ConnectionStage.Greeting)]
    [InlineData("STARTTLS", 5, ConnectionStage.StartTls)]
    [InlineData("TLS", 6, ConnectionStage.Tls)]
    [InlineData("AUTH", 9, ConnectionStage.Authentication)]
    public async Task A_cut_and_a_silence_are_named_by_the_step_they_happened_in(string point, int steps, ConnectionStage stage)
    {
        foreach (var fault in new[] { ScriptedSubmission.Cut, ScriptedSubmission.Silence })
        {
            await using var server = Server((at, _) => at == point ? fault : null);
            var time = new SteppedTime();
            using var transport = Transport(server, time);
            var failing = transport.FailAsync();
            if (fault == ScriptedSubmission.Silence)
            {
                // Only the silence takes long, however slow the machine is at everything before it.
                await server.Reached(point).WaitAsync(Submissions.Patience);
                await time.Set(steps).WaitAsync(Submissions.Patience);
                time.Advance(Submissions.Patience);
            }
            var failure = await failing;

            failure.Stage.ShouldBe(stage);
            failure.Kind.ShouldBe(ConnectionFailureKind.Transient);
            if (fault == ScriptedSubmission.Silence) failure.Reason.ShouldContain("did not answer within 60 s");
        }
    }

    [Fact]
    public async Task A_server_that_cuts_as_soon_as_it_is_reached_is_not_taken_for_one_that_cannot_be_reached()
    {
        await using var server = Server((at, _) => at == "greeting" ? ScriptedSubmission.Cut : null);
        using var transport = Transport(server);
        // Whether the cut or the connection is noticed first is a matter of luck.
        for (var attempt = 0; attempt < 300; attempt++) (await transport.FailAsync()).Stage.ShouldBe(ConnectionStage.Greeting);
    }

    [Fact]
    public async Task An_unknown_name_and_a_closed_port_are_told_apart()
    {
        using var nowhere = Submissions.Transport(Submissions.Settings(587, Tokens.Authority, host: "no-such-host.invalid"), Submissions.Path(Authority));
        using var closed = Submissions.Transport(Submissions.Settings(9, Tokens.Authority), Submissions.Path(Authority));

        (await nowhere.FailAsync()).Stage.ShouldBe(ConnectionStage.NameResolution);
        (await closed.FailAsync()).Stage.ShouldBe(ConnectionStage.Tcp);
    }

    [Fact]
    public async Task Without_STARTTLS_nothing_is_sent()
    {
        await using var server = Server((at, _) => at == "EHLO" ? "250-scripted\r\n250 AUTH LOGIN XOAUTH2" : null);
        using var transport = Transport(server);
        var failure = await transport.FailAsync();

        failure.Stage.ShouldBe(ConnectionStage.StartTls);
        failure.Kind.ShouldBe(ConnectionFailureKind.Configuration);
        server.Heard.ShouldNotContain(line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_that_is_not_to_be_believed_is_explained()
    {
        using var stranger = new TestAuthority("Somebody Else's Root");
        await using var strange = new ScriptedSubmission(stranger.Certificate());
        await using var misnamed = new ScriptedSubmission(Authority.Certificate("mail.elsewhere.example"));
        await using var expired = new ScriptedSubmission(Authority.Certificate(notAfter: DateTimeOffset.UtcNow.AddHours(-1)));
        using var toStrange = Transport(strange);
        using var toMisnamed = Transport(misnamed);
        using var toExpired = Transport(expired);

        var failures = new[] { await toStrange.FailAsync(), await toMisnamed.FailAsync(), await toExpired.FailAsync() };
        failures.ShouldAllBe(failure => failure.Stage == ConnectionStage.Tls && failure.Kind == ConnectionFailureKind.Configuration);
        failures[0].Problem.ShouldBe(ConnectionProblem.CertificateUntrusted);
        failures[1].Reason.ShouldContain("does not name the host");
        failures[2].Problem.ShouldBe(ConnectionProblem.CertificateOutOfTime);
    }

    [Theory]
    [InlineData("535 5.7.3 Authentication unsuccessful [PA7P264CA0408.FRAP264.PROD.OUTLOOK.COM 2026-04-09T12:13:06.348Z 08DE95BEBBF63F52]", ConnectionFailureKind.TokenRefused, ConnectionProblem.AuthenticationUnsuccessful)]
    [InlineData("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.", ConnectionFailureKind.Configuration, ConnectionProblem.SubmissionDisabled)]
    [InlineData("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", ConnectionFailureKind.TooManyConnections, ConnectionProblem.TooManyConnections)]
    [InlineData("421 4.3.2 Service not active", ConnectionFailureKind.Transient, ConnectionProblem.ServerBusy)]
    [InlineData("504 5.7.4 Unrecognized authentication type", ConnectionFailureKind.Configuration, ConnectionProblem.MechanismRefused)]
    public async Task A_refusal_of_AUTH_is_told_with_its_words(string reply, ConnectionFailureKind kind, ConnectionProblem problem)
    {
        await using var server = Server((at, _) => at == "AUTH" ? reply : null);
        using var transport = Transport(server);
        var failure = await transport.FailAsync();

        failure.ShouldBe(new ConnectionFailure(ConnectionStage.Authentication, kind, reply, Problem: problem));
    }

    [Fact]
    public async Task A_refusal_in_two_steps_is_the_same_refusal()
    {
        var steps = 0;
        await using var server = Server((at, _) => at switch
        {
            "AUTH" => "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0=",
            "other" when steps++ == 0 => "535 5.7.8 Authentication credentials invalid",
            _ => null,
        });
        using var transport = Transport(server);
        var failure = await transport.FailAsync();

        failure.Kind.ShouldBe(ConnectionFailureKind.TokenRefused);
        failure.Reason.ShouldBe("535 5.7.8 Authentication credentials invalid");
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once_for_all_connections_that_met_the_refusal()
    {
        await using var server = Server((at, said) => at == "AUTH" && !said.Contains(Blob("token-2"), StringComparison.Ordinal) ? "535 5.7.3 Authentication unsuccessful" : null);
        using var transport = Transport(server);
        var refusals = new[] { await transport.FailAsync(), await transport.FailAsync() };
        for (var i = 0; i < refusals.Length; i++)
        {
            var opened = (await transport.OpenAsync(freshToken: true, CancellationToken.None)).ShouldBeOfType<ConnectionAttempt.Opened>();
            await opened.Connection.DisposeAsync();
        }

        refusals.ShouldAllBe(failure => failure.Kind == ConnectionFailureKind.TokenRefused);
        Tokens.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_repeats_the_token_does_not_get_it_into_a_reason()
    {
        await using var server = Server((at, said) => at == "AUTH" ? $"500 5.3.3 Unrecognized command {said}" : null);
        using var transport = Transport(server);
        var failure = await transport.FailAsync();

        failure.Reason.ShouldStartWith("500 5.3.3 Unrecognized command AUTH XOAUTH2");
        failure.Reason.ShouldNotContain(Blob("token-1"));
    }

    [Fact]
    public async Task A_connection_cap_that_is_met_in_the_greeting_is_known_as_such()
    {
        await using var server = Server((at, _) => at == "greeting" ? "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded" : null);
        using var transport = Transport(server);

        (await transport.FailAsync()).Kind.ShouldBe(ConnectionFailureKind.TooManyConnections);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_QUIT_is_not_waited_for()
    {
        await using var server = Server((at, _) => at == "QUIT" ? ScriptedSubmission.Silence : null);
        using var transport = Transport(server);
        var connection = await transport.OpenAsync();

        await connection.CloseAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static string Blob(string token) =>
        Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"user={Submissions.Mailbox}\u0001auth=Bearer {token}\u0001\u0001"));
}
