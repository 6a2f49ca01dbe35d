using System.Collections.Immutable;
using IseMail.Cluster.Sending;
using IseMail.Domain.Diagnosis;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Drills;

namespace IseMail.Scenarios.Tests.Live;

/// <summary>
/// Cisco document 225520 walked from its beginning, every step done wrong once: what ISE's page says, what guest.log says,
/// what the diagnosis says, and that mending it lets the waiting mail out exactly once.
/// </summary>
public sealed class SourceDocumentTests
{
    private const string Topology = """
        name: test
        model: small
        nodes:
          - { name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }
          - { name: ise-2, personas: [pan, mnt, psn] }
        mail: { server: none, sender: { budget: unlimited }, retry: { first: 200ms } }
        tenant: { limits: none, proxy: { login: { userName: ise } } }
        """;

    // What ISE's page says: word for word where the document shows it, else how it begins.
    private static readonly ImmutableDictionary<string, string> Messages = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["mailbox-missing"] = "Invalid email address",
        ["licence-missing"] = "Invalid email address",
        ["smtp-auth-off-for-mailbox"] = "Connection to smtp.office365.com failed: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
        ["smtp-auth-off-for-tenant"] = "Connection to smtp.office365.com failed: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
        ["tenant-id-wrong"] = "Invalid OAuth endpoint or tenant identifier",
        ["client-id-wrong"] = "Connection to smtp.office365.com failed: login.microsoftonline.com answered 400 unauthorized_client: AADSTS700016",
        ["application-disabled"] = "Connection to smtp.office365.com failed: login.microsoftonline.com answered 400 unauthorized_client: AADSTS7000112",
        ["secret-wrong"] = "Invalid client secret",
        ["secret-id-instead-of-value"] = "Invalid client secret",
        ["secret-expired"] = "Connection to smtp.office365.com failed: login.microsoftonline.com answered 401 invalid_client: AADSTS7000222",
        ["permission-missing"] = "Invalid email address",
        ["consent-missing"] = "Invalid email address",
        ["service-principal-missing"] = "Invalid email address",
        ["object-id-of-the-registration"] = "Invalid email address",
        ["mailbox-permission-missing"] = "Invalid email address",
        ["no-way-out"] = "Connection to smtp.office365.com failed: connect timed out",
        ["proxy-name-unknown"] = "Connection to smtp.office365.com failed: unknown host",
        ["proxy-unreachable"] = "Connection to smtp.office365.com failed: Connection refused",
        ["proxy-login-wrong"] = "Connection to smtp.office365.com failed: the proxy proxy.contoso.example:8080 opened no tunnel to login.microsoftonline.com:443: 407 Proxy Authentication Required",
        ["proxy-refuses"] = "Connection to smtp.office365.com failed: the proxy proxy.contoso.example:8080 opened no tunnel to smtp.office365.com:587:",
        ["name-unknown"] = "Connection to smtp.office356.com failed: unknown host",
        ["port-wrong"] = "Connection to smtp.office365.com failed: Connection refused",
        ["certificate-missing"] = "unable to find valid certification path to requested target",
        ["certificate-of-entra-id-missing"] = "unable to find valid certification path to requested target",
        ["certificate-of-exchange-online-missing"] = "unable to find valid certification path to requested target",
        ["certificate-not-trusted-for"] = "unable to find valid certification path to requested target",
        ["clock-wrong"] = "Connection to smtp.office365.com failed: login.microsoftonline.com: the server's certificate",
        ["scope-wrong"] = "Connection to smtp.office365.com failed: login.microsoftonline.com answered 400 invalid_resource: AADSTS500011",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    [Fact]
    public async Task Every_step_done_wrong_says_what_ISE_says_is_diagnosed_and_when_mended_lets_the_waiting_mail_out_exactly_once()
    {
        await using var live = await LiveFixture.StartAsync(Topology);
        var tenant = live.Deployment.Tenant!;
        var bench = new MistakeBench(live.Deployment, TextSeal.In(new DirectoryInfo(Path.Combine(live.Directory, "keys"))));
        var mistakes = Mistakes.In(tenant.Directory.Current, bench.Right, bench.Proxy);
        mistakes.Select(mistake => mistake.Cause.Id).ShouldBe(Messages.Keys, ignoreOrder: true);

        foreach (var (number, mistake) in mistakes.Index())
        {
            var id = mistake.Cause.Id;
            await live.RaiseAsync(MailPurpose.Alarm, 1);
            var page = await bench.MakeAsync(mistake, live.Cancellation);
            var test = await bench.TestAsync(page, live.Cancellation);
            var result = test.Result!;

            result.Message.ShouldStartWith(Messages[id], Case.Sensitive, id);
            // What must wait for a time-out apart, an answer comes at once: ten times what is asked of it, for the machine's sake.
            if (id != "no-way-out") result.Took.ShouldBeLessThan(TimeSpan.FromSeconds(10), id);
            var log = await ReadAsync(Path.Combine(live.Directory, "logs", "ise-1", "guest.log"));
            log.Last(line => line.Contains(" ERROR ", StringComparison.Ordinal)).ShouldSatisfyAllConditions(
                line => line.ShouldContain("[admin-http-pool"), line => line.ShouldContain(result.Message.Split(": " + result.Failure!.Reason)[0]), line => line.ShouldContain(result.Failure!.Reason));
            var findings = ConnectionDiagnosis.Of(result.Failure!, page, result.Token, test.Path, result.SecretIsGuid, live.Deployment.LookUp(page));
            findings[0].Cause.ShouldBe(mistake.Cause, id);
            findings[0].Evidence.ShouldNotBeEmpty(id);
            await Should.ThrowAsync<IOException>(() => bench.SaveAsync(page, live.Cancellation), id);
            tenant.Mailboxes.Count.ShouldBe(number, id);

            await bench.MendAsync(mistake, live.Cancellation);
            (await bench.TestAsync(bench.Right, live.Cancellation)).Result!.Message.ShouldBe("Successfully connected to smtp.office365.com.", id);
            await bench.SaveAsync(bench.Right, live.Cancellation);
            var summary = (await live.LedgerAsync(ledger => ledger.Total.Queued == 0)).Summary();
            summary.Total.ShouldSatisfyAllConditions(
                total => total.Delivered.ShouldBe(number + 1, id), total => total.Lost.ShouldBe(0, id), total => total.Duplicated.ShouldBe(0, id));
            await bench.ClearAsync(live.Cancellation);
            await live.SettingsAsync(settings => settings.Nodes.Count == 2 && settings.Nodes.Values.All(version => version == settings.Version.Version));
        }
        // Both went through the proxy where there was no other way: a token, and five times a mail.
        tenant.Proxy!.TunnelsTo("login.microsoftonline.com").ShouldBeGreaterThan(0);
        tenant.Proxy.TunnelsTo("smtp.office365.com").ShouldBeGreaterThanOrEqualTo(5);
        await live.KeepsNoneAsync(tenant.ProxyPassword!);
    }

    [Fact]
    public async Task A_new_secret_takes_effect_without_a_restart_and_lets_out_what_waited_for_it()
    {
        await using var live = await LiveFixture.StartAsync(Topology.Replace("server: none, ", "", StringComparison.Ordinal));
        var bench = new MistakeBench(live.Deployment, TextSeal.In(new DirectoryInfo(Path.Combine(live.Directory, "keys"))));
        await live.SettingsAsync(settings => settings.Version.Version == 1 && settings.Nodes.Count == 2);
        await live.RaiseAsync(MailPurpose.GuestNotice, 2);
        await live.LedgerAsync(summary => summary.Total is { Accepted: 2, Queued: 0 });

        // Somebody removes the secret in use; the settings with it are tested again, and fail.
        var tenant = live.Deployment.Tenant!;
        var app = bench.Right.OAuth!.ClientId;
        var old = tenant.Directory.Current.Application(Guid.Parse(app))!.Secrets[0].SecretId;
        var made = tenant.Directory.Run(Domain.Tenants.Cmdlets.CmdletCall.Of("add-application-password", ("AppId", app), ("EndDateTime", "2099-01-01"))).ShouldBeOfType<Domain.Tenants.Cmdlets.CmdletOutcome.Done>();
        tenant.Directory.Run(Domain.Tenants.Cmdlets.CmdletCall.Of("remove-application-password", ("AppId", app), ("KeyId", old.ToString()))).ShouldBeOfType<Domain.Tenants.Cmdlets.CmdletOutcome.Done>();
        (await bench.TestAsync(bench.Right, live.Cancellation)).Result!.Message.ShouldBe("Invalid client secret");
        await bench.ClearAsync(live.Cancellation);
        await live.SettingsAsync(settings => settings.Nodes.Values.All(version => version == settings.Version.Version));
        await live.RaiseAsync(MailPurpose.GuestNotice, 3);

        var mistake = new Mistake(KnownCauses.SecretWrong) { Secret = (string)made.Output.Objects[0].Properties.First(property => property.Name == "SecretText").Value! };
        var page = await bench.MakeAsync(mistake, live.Cancellation);
        (await bench.TestAsync(page, live.Cancellation)).Result!.Succeeded.ShouldBeTrue();
        await bench.SaveAsync(page, live.Cancellation);
        var ledger = await live.LedgerAsync(summary => summary.Total is { Accepted: 5, Queued: 0 });
        ledger.Summary().Total.ShouldSatisfyAllConditions(total => total.Delivered.ShouldBe(5), total => total.Duplicated.ShouldBe(0));
        await live.KeepsNoneAsync(mistake.Secret!);
    }

    private static async Task<string[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync()).Split('\n');
    }
}
