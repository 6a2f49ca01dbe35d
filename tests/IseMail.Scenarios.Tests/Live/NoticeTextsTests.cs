using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;

namespace IseMail.Scenarios.Tests.Live;

/// <summary>What the mails of a deployment that runs say, to whom and from whom.</summary>
public sealed class NoticeTextsTests : IDisposable
{
    private const string Nodes = """
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: "psn-{1..2}", personas: [psn] }
        mail: { alarmSender: alarms@contoso.example, guestSender: guests@contoso.example, sender: { budget: unlimited }, retry: { first: 200ms } }
        tenant: { limits: none }

        """;

    private static readonly NodeName Portal = new("psn-1");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-texts-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Administrators_and_internal_users_are_reminded_by_their_own_policies_and_a_guest_before_the_account_ends()
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var live = await LiveFixture.StartAsync(Nodes + $$"""
            passwordPolicy:
              administrators: { lifetime: 45d, remindBefore: [10d] }
              internalUsers: { lifetime: 60d, remindBefore: [30d, 7d] }
            administrators:
              - { name: ann, email: ann@contoso.example, passwordChanged: {{Day(now.AddDays(-40))}} }
              - { name: bob, email: bob@contoso.example, passwordChanged: {{Day(now.AddDays(-10))}} }
            internalUsers:
              - { name: dora, alias: Dora Dirichlet, email: dora@contoso.example, passwordChanged: {{Day(now.AddDays(-40))}} }
              - { name: carl, email: carl@contoso.example, passwordNeverExpires: true }
            guests: { types: [{ name: Daily, duration: 1d, longest: 5d, expiryNotice: 3d }] }
            """);
        await live.UntilTakenAsync(() => live.Deployment.AskPortalAsync(new GuestRequest.Register("r", Portal, new GuestForm("Anna", "Visitor", new EmailAddress("anna@visitors.example"))), live.Cancellation));
        await live.ArrivedAsync("Your password is about to expire", 2);
        await live.ArrivedAsync("Your guest account is about to expire", 1);
        await live.LedgerAsync(summary => summary.Total is { Queued: 0, Accepted: 4 });

        var mails = Enumerable.Range(0, live.Deployment.Tenant!.Mailboxes.Count).Select(live.Source).ToList();
        mails.Count.ShouldBe(4);
        mails.ShouldAllBe(mail => mail.Contains("From: guests@contoso.example\n", StringComparison.Ordinal) && !mail.Contains("\nCc:", StringComparison.OrdinalIgnoreCase));
        To("ann@contoso.example").ShouldSatisfyAllConditions(mail => mail.ShouldContain("ann"), mail => mail.ShouldContain(Day(now.AddDays(5))), mail => mail.ShouldContain("X-ISE-Node: ise-1\n"));
        // The name printed is the alias (C-IU); of two thresholds the nearest that has passed is told.
        To("dora@contoso.example").ShouldSatisfyAllConditions(mail => mail.ShouldContain("Dora Dirichlet"), mail => mail.ShouldContain(Day(now.AddDays(20))), mail => mail.ShouldContain("30 days"));
        mails.Single(mail => mail.Contains("Subject: Your guest account is about to expire", StringComparison.Ordinal)).ShouldSatisfyAllConditions(
            mail => mail.ShouldContain("To: anna@visitors.example\n"), mail => mail.ShouldContain("avisitor"), mail => mail.ShouldContain("X-ISE-Node: ise-1\n"), mail => mail.ShouldNotContain("Password"));

        string To(string address) => mails.Where(mail => mail.Contains($"To: {address}\n", StringComparison.Ordinal)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_deployment_s_own_texts_are_what_arrives_and_what_a_guest_types_stays_what_it_is()
    {
        Write("welcome.liquid", "Subject: Welcome {{ firstName }}\n\nUser {{ userName }}, password {{ password }}.\n");
        Write("alarm.liquid", "Subject: [{{ severity }}] {{ name }} at {{ node }}\n\n{{ details }}\n");
        await using var live = await LiveFixture.StartAsync(Nodes + $$"""
            administrators: [{ name: ann, email: ann@contoso.example, includeSystemAlarms: true, passwordNeverExpires: true }]
            alarms: { template: '{{In("alarm.liquid")}}', settings: [{ name: Configuration Changed, enabled: false }] }
            guests: { templates: { credentials: '{{In("welcome.liquid")}}' } }
            """);
        var form = new GuestForm("Anna {{ password }}\r\nBcc: victim@elsewhere.example", "<b>Visitor</b>", new EmailAddress("anna@visitors.example"));
        await live.UntilTakenAsync(() => live.Deployment.AskPortalAsync(new GuestRequest.Register("r", Portal, form), live.Cancellation));
        await live.ArrivedAsync(@"Welcome Anna {{ password }}\u000D\u000ABcc: victim@elsewhere.example", 1);
        var guest = live.Source(0);
        guest[..guest.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n').ShouldAllBe(line => !line.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
        live.Deployment.Tenant!.Mailboxes.Snapshot()[0].Recipients.ShouldBe(["anna@visitors.example"]);

        await live.UntilTakenAsync(() => live.Node("psn-2").RaiseAlarmAsync(
            new Domain.Alarms.AlarmSignal("Queue Link Error", new NodeName("psn-2"), "<&> ä", TimeProvider.System.GetUtcNow(), "1"), TimeSpan.FromMinutes(1), live.Cancellation));
        await live.ArrivedAsync("[Warning] Queue Link Error at psn-2", 1);
    }

    [Fact]
    public async Task Alarms_that_arise_by_themselves_are_suppressed_like_any_other()
    {
        await using var live = await LiveFixture.StartAsync(Nodes + """
            administrators: [{ name: ann, email: ann@contoso.example, includeSystemAlarms: true, passwordNeverExpires: true }]
            alarms: { suppress: 1d }
            workload: { every: 50ms }
            """, runsWorkload: true);
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        // The catalogue comes round again after so many intervals.
        while (await live.Node("ise-1").AlarmsAsync(TimeSpan.FromMinutes(1), live.Cancellation) is not { } standings || standings.Sum(standing => standing.Suppressed) < 10) await pulse.WaitForNextTickAsync(live.Cancellation);
        await live.Deployment.StopWorkloadAsync(live.Cancellation);
        await live.LedgerAsync(summary => summary.Total.Queued == 0);
        var told = live.Deployment.Tenant!.Mailboxes.Snapshot().Where(message => message.Purpose == MailPurpose.Alarm.Key()).ToList();
        told.ShouldAllBe(message => message.Recipients[0] == "ann@contoso.example" && message.HeaderFrom == "alarms@contoso.example");
        told.Select(message => message.Subject).ShouldBeUnique();
    }

    private string In(string name) => Path.Combine(_directory.FullName, name);

    private void Write(string name, string text) => File.WriteAllText(In(name), text);

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
