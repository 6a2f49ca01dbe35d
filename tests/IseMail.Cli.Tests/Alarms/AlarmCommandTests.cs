namespace IseMail.Cli.Tests.Alarms;

/// <summary><c>isemail alarm</c> against a deployment that runs.</summary>
public sealed class AlarmCommandTests
{
    private const string Topology = """
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: "psn-{1..2}", personas: [psn] }
        mail: { alarmSender: alarms@contoso.example, sender: { budget: unlimited } }
        tenant: { limits: none }
        administrators:
          - { name: ann, email: ann@contoso.example, includeSystemAlarms: true }
          - { name: bob, email: bob@contoso.example }
        alarms:
          suppress: 1h
          settings:
            - { name: Backup Failed, severity: Info, recipients: [storage@contoso.example], note: The runbook is on page 12., suppress: none }
            - { name: Configuration Changed, enabled: false }

        """;

    [Fact]
    public async Task An_alarm_raised_by_hand_reaches_those_who_are_to_be_told_from_the_alarm_sender_and_its_repeats_are_counted()
    {
        await using var live = await DeploymentFixture.StartAsync(Topology);
        (await live.OutputAsync("alarm", "raise", "process down", "--node", "psn-2", "--details", "The outbox failed.")).ShouldBe(["Process Down, psn-2: 1 mail is on its way"]);
        var mail = await live.MailAsync(message => message.Subject == "ISE alarm: Process Down");
        mail.Message.ShouldSatisfyAllConditions(
            message => message.HeaderFrom.ShouldBe("alarms@contoso.example"), message => message.Recipients.ShouldBe(["ann@contoso.example"]), message => message.Node.ShouldBe("ise-1"));
        mail.Source.ShouldSatisfyAllConditions(
            source => source.ShouldContain("Severity: Critical\n"), source => source.ShouldContain("Category: System Health\n"), source => source.ShouldContain("Node: psn-2\n"),
            source => source.ShouldContain("Details: The outbox failed.\n"), source => source.ShouldContain("Suggested Actions: "));

        (await live.OutputAsync("alarm", "raise", "Process Down", "--node", "psn-2")).ShouldBe(["Process Down, psn-2: suppressed; the next mail about it says so"]);
        (await live.OutputAsync("alarm", "raise", "Process Down", "--node", "psn-2", "--cleared")).ShouldBe(["Process Down, psn-2: 1 mail is on its way"]);
        (await live.MailAsync(message => message.Subject == "ISE alarm: Process Down", 2)).Source.ShouldContain("Severity: Info\n");
        (await live.OutputAsync("alarm", "raise", "Configuration Changed")).ShouldBe(["Configuration Changed, ise-1: nobody is told: the alarm is disabled"]);

        // One with an address, a severity, a note of its own, whose repeats are mailed.
        for (var time = 1; time <= 2; time++) (await live.OutputAsync("alarm", "raise", "Backup Failed")).ShouldBe(["Backup Failed, ise-1: 2 mails are on their way"]);
        var backup = await live.MailAsync(message => message.Subject == "ISE alarm: Backup Failed" && message.Recipients[0] == "storage@contoso.example", 2);
        backup.Source.ShouldSatisfyAllConditions(source => source.ShouldContain("Severity: Info\n"), source => source.ShouldContain("The runbook is on page 12.\n"));

        var raised = string.Join('\n', await live.OutputAsync("alarm", "list", "--raised"));
        raised.ShouldSatisfyAllConditions(list => list.ShouldContain("1 suppressed since"), list => list.ShouldContain("(over)"), list => list.ShouldNotContain("Configuration Changed"));
        var all = string.Join('\n', await live.OutputAsync("alarm", "list", "--category", "administrative and operational audit"));
        all.ShouldSatisfyAllConditions(list => list.ShouldContain("SMTP OAuth Client Secret is expired"), list => list.ShouldContain("disabled"), list => list.ShouldNotContain("Process Down"));
    }

    [Fact]
    public async Task Whoever_sets_an_alarm_on_the_primary_PAN_changes_what_the_active_MnT_mails_of_it_and_can_set_it_back()
    {
        await using var live = await DeploymentFixture.StartAsync(Topology);
        await live.SavedAsync(1);
        await live.OutputAsync("alarm", "set", "backup failed", "--severity", "Critical", "--recipient", "night@contoso.example", "--note", "Call the bridge.");
        (await live.OutputAsync("alarm", "from", "guest-access@contoso.example")).ShouldBe(["alarms come from guest-access@contoso.example"]);
        await live.EverybodyHasAsync(3);
        (await live.OutputAsync("alarm", "raise", "Backup Failed")).ShouldBe(["Backup Failed, ise-1: 2 mails are on their way"]);
        var mail = await live.MailAsync(message => message.Subject == "ISE alarm: Backup Failed" && message.Recipients[0] == "night@contoso.example");
        mail.Message.HeaderFrom.ShouldBe("guest-access@contoso.example");
        mail.Source.ShouldSatisfyAllConditions(source => source.ShouldContain("Severity: Critical\n"), source => source.ShouldContain("Call the bridge.\n"));

        // What the file says of repeats of this alarm still holds: each is mailed.
        (await live.OutputAsync("alarm", "raise", "Backup Failed")).ShouldBe(["Backup Failed, ise-1: 2 mails are on their way"]);
        await live.OutputAsync("alarm", "set", "Backup Failed", "--enabled", "false");
        await live.EverybodyHasAsync(4);
        (await live.OutputAsync("alarm", "raise", "Backup Failed")).ShouldBe(["Backup Failed, ise-1: nobody is told: the alarm is disabled"]);
        await live.OutputAsync("alarm", "set", "Backup Failed", "--reset");
        (await live.OutputAsync("alarm", "from")).ShouldBe(["alarms come from alarms@contoso.example, as the topology file says"]);
        await live.EverybodyHasAsync(6);
        (await live.OutputAsync("alarm", "raise", "Backup Failed")).ShouldBe(["Backup Failed, ise-1: 2 mails are on their way"]);
        (await live.MailAsync(message => message.Subject == "ISE alarm: Backup Failed" && message.Recipients[0] == "storage@contoso.example")).Message.HeaderFrom.ShouldBe("alarms@contoso.example");
    }

    [Fact]
    public async Task What_cannot_be_set_is_told_in_one_line_and_changes_nothing()
    {
        await using var live = await DeploymentFixture.StartAsync(Topology);
        await live.SavedAsync(1);
        (await live.RefusalAsync(2, "alarm", "set", "Backup Failled")).ShouldBe("'Backup Failled' is not an alarm; 'Backup Failed' is the nearest known");
        (await live.RefusalAsync(2, "alarm", "set", "Backup Failed", "--severity", "7")).ShouldBe("'7' is no severity; one of Critical, Warning, Info, or 'default' for the catalogue's");
        (await live.RefusalAsync(2, "alarm", "set", "Backup Failed", "--suppress", "soon")).ShouldBe("'soon' is no duration; a duration such as 1h, 'none', or 'default' for the deployment's");
        (await live.RefusalAsync(2, "alarm", "set", "Backup Failed", "--recipient", "nobody")).ShouldStartWith("'nobody' is not a mail address; ");
        (await live.RefusalAsync(2, "alarm", "from", "nobody")).ShouldStartWith("this is not a mail address; ");
        (await live.RefusalAsync(2, "portal", "email", "--from", "me")).ShouldBe("'me' is nobody's address; 'sponsor' or 'default'");
        await live.EverybodyHasAsync(1);
    }

    [Fact]
    public async Task What_is_no_alarm_is_told_in_one_line_and_mails_nobody()
    {
        await using var live = await DeploymentFixture.StartAsync(Topology);
        (await live.RefusalAsync(2, "alarm", "raise", "Proces Down")).ShouldBe("'Proces Down' is not an alarm; 'Process Down' is the nearest known");
        (await live.RefusalAsync(2, "alarm", "raise", "Process Down", "--node", "psn-9")).ShouldBe("no node is named 'psn-9'; one of ise-1, psn-1, psn-2");
        (await live.RefusalAsync(2, "alarm", "list", "--category", "Weather")).ShouldStartWith("'Weather' is not a category; one of ");
        live.Deployment.Tenant!.Mailboxes.Count.ShouldBe(0);
    }
}
