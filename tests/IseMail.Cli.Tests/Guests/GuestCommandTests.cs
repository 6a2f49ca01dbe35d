using System.Text.Json;
using IseMail.Tenant.Mailboxes;

namespace IseMail.Cli.Tests.Guests;

/// <summary><c>isemail guest</c>, <c>portal</c> and <c>parked</c> against a deployment that runs.</summary>
public sealed class GuestCommandTests
{
    private const string Topology = """
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: "psn-{1..2}", personas: [psn] }
        mail: { guestSender: guests@contoso.example, sender: { budget: unlimited } }
        tenant: { limits: none }
        guests:
          timeZone: Europe/Rome
          types:
            - { name: Daily, duration: 1d, longest: 5d }
            - { name: Weekly, duration: 7d, longest: 14d, starts: fromFirstLogin }
          selfRegistration: { type: Daily, approval: { recipients: [lobby@contoso.example] } }
          sponsorGroups: [{ name: Hosts, manages: own }, { name: Reception, notify: true, types: [Weekly] }]
          sponsors:
            - { name: sara, email: sara@contoso.example, group: Hosts }
            - { name: rico, email: rico@contoso.example, group: Reception }

        """;

    [Fact]
    public async Task Every_step_of_a_guest_s_life_is_a_command_whose_mail_arrives_and_no_password_is_shown_or_kept()
    {
        await using var live = await DeploymentFixture.StartAsync(Topology);
        (await live.OutputAsync("guest", "list")).ShouldBe(["no guests"]);

        // A sponsor creates an account, tells the guest later, and gets a copy and a summary.
        (await live.OutputAsync("guest", "create", "--sponsor", "sara", "--type", "Daily", "--email", "anna@visitors.example", "--first-name", "Anna", "--last-name", "Visitor", "--reason", "Audit", "--holds", "2d"))
            .ShouldBe(["avisitor: done; no mail comes of it"]);
        (await live.OutputAsync("guest", "resend", "avisitor", "--sponsor", "sara", "--copy-me", "--summary", "--portal", "psn-2")).ShouldBe(["avisitor: 3 mails are on their way from psn-2"]);
        var told = await live.MailAsync(To("anna@visitors.example"));
        told.Source.ShouldSatisfyAllConditions(
            source => source.ShouldContain("From: guests@contoso.example\n"), source => source.ShouldContain("To: anna@visitors.example\n"), source => source.ShouldNotContain("\nCc:"),
            source => source.ShouldContain("Subject: Your Guest Account Credentials\n"), source => source.ShouldContain("X-ISE-Node: psn-2\n"),
            source => source.ShouldContain("Username: avisitor\n"), source => source.ShouldContain("Duration: 2 days\n"), source => source.ShouldContain("Reason for visit: Audit\n"));
        var passwords = new List<string> { Password(told.Source) };
        Password((await live.MailAsync(message => message.Recipients[0] == "sara@contoso.example" && message.Subject == "Guest account credentials of Anna Visitor")).Source).ShouldBe(passwords[0]);
        (await live.MailAsync(message => message.Subject == "Guest accounts that were sent their credentials")).Source.ShouldNotContain(passwords[0]);

        (await live.OutputAsync("guest", "reset", "avisitor", "--sponsor", "sara")).ShouldBe(["avisitor: 1 mail is on its way from psn-1"]);
        var reset = await live.MailAsync(message => message.Subject == "Your Guest Account Password Has Been Reset");
        passwords.Add(Password(reset.Source));
        passwords[1].ShouldNotBe(passwords[0]);

        // A group that tells its guests by itself; an account whose time begins with the first login.
        (await live.OutputAsync("guest", "create", "--sponsor", "RICO@contoso.example", "--email", "blaise@visitors.example", "--last-name", "Blaise")).ShouldBe(["blaise: 1 mail is on its way from psn-1"]);
        var weekly = await live.MailAsync(To("blaise@visitors.example"));
        passwords.Add(Password(weekly.Source));
        weekly.Source.ShouldSatisfyAllConditions(source => source.ShouldContain("Valid From: first login\n"), source => source.ShouldContain("Valid To: 7 days after the first login\n"), source => source.ShouldContain("Duration: 7 days\n"));
        (await GuestAsync(live, "blaise")).GetProperty("fromFirstLogin").GetString().ShouldBe("7d");
        await live.OutputAsync("guest", "sign-in", "blaise");
        var active = await GuestAsync(live, "blaise");
        active.GetProperty("state").GetString().ShouldBe("active");
        (active.GetProperty("validTo").GetDateTimeOffset() - active.GetProperty("validFrom").GetDateTimeOffset()).ShouldBe(TimeSpan.FromDays(7));

        // A guest's own password is nobody's to send.
        await File.WriteAllTextAsync(Path.Combine(live.Directory, "tenant", "own"), "my-own-secret-word\n");
        (await live.OutputAsync("guest", "change-password", "blaise", "--password-file", Path.Combine(live.Directory, "tenant", "own"))).ShouldBe(["blaise: done; no mail comes of it"]);
        passwords.Add("my-own-secret-word");
        (await live.RefusalAsync(1, "guest", "resend", "blaise", "--sponsor", "rico")).ShouldBe("not taken on: the guest has changed the password: reset it first");
        (await live.RefusalAsync(1, "guest", "suspend", "blaise", "--sponsor", "sara")).ShouldBe("not taken on: sponsors of Hosts do not manage this account");

        // Two register; one is let in by a link, the other is turned away by an administrator.
        (await live.OutputAsync("guest", "register", "--email", "carl@visitors.example", "--first-name", "Carl", "--last-name", "Cauchy")).ShouldBe(["ccauchy: 1 mail is on its way from psn-1"]);
        var asked = await live.MailAsync(To("lobby@contoso.example"));
        var link = asked.Source.Split('\n').Single(line => line.StartsWith("Approve: ", StringComparison.Ordinal))["Approve: ".Length..].Trim();
        (await live.OutputAsync("guest", "open-link", link)).ShouldBe(["ccauchy: 1 mail is on its way from psn-1"]);
        passwords.Add(Password((await live.MailAsync(To("carl@visitors.example"))).Source));
        (await live.RefusalAsync(1, "guest", "open-link", link)).ShouldBe("not taken on: 'approve' is not offered for an account that is created");
        await live.OutputAsync("guest", "register", "--email", "dora@visitors.example", "--first-name", "Dora", "--last-name", "Dirichlet");
        await live.OutputAsync("guest", "deny", "ddirichlet");
        (await live.MailAsync(To("dora@visitors.example"))).Source.ShouldNotContain("Password");

        await live.OutputAsync("guest", "suspend", "ccauchy");
        await live.OutputAsync("guest", "reinstate", "ccauchy");
        await live.OutputAsync("guest", "extend", "avisitor", "--until", DateTime.UtcNow.AddDays(4).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await live.OutputAsync("guest", "delete", "ddirichlet");
        string.Join('\n', await live.OutputAsync("guest", "list")).ShouldSatisfyAllConditions(list => list.ShouldContain("active, own password"), list => list.ShouldNotContain("ddirichlet"));

        (await live.OutputAsync("portal", "test-mail", "tester@contoso.example")).ShouldBe(["1 mail is on its way from the primary PAN"]);
        var test = await live.MailAsync(To("tester@contoso.example"));
        test.Message.ShouldSatisfyAllConditions(message => message.Node.ShouldBe("ise-1"), message => message.HeaderFrom.ShouldBe("guests@contoso.example"));
        test.Source.ShouldContain("Valid From: 2014-11-12 02:06:00\n");
        (await live.OutputAsync("parked", "list")).ShouldBe(["no mail waits for a person"]);

        passwords.ShouldAllBe(password => password.Length >= 8);
        await live.KeepsNoneAsync(passwords);
    }

    [Fact]
    public async Task Guest_e_mail_settings_that_are_changed_on_the_primary_PAN_hold_at_every_portal()
    {
        await using var live = await DeploymentFixture.StartAsync(Topology);
        await live.SavedAsync(1);
        (await live.OutputAsync("portal", "email")).ShouldBe(["guests are mailed from guests@contoso.example"]);
        (await live.OutputAsync("portal", "email", "--notifications", "false")).ShouldBe(["guests are not mailed"]);
        await live.EverybodyHasAsync(2);
        (await live.OutputAsync("guest", "create", "--sponsor", "rico", "--email", "anna@visitors.example", "--last-name", "Anna", "--portal", "psn-2")).ShouldBe(["anna: done; no mail comes of it"]);
        (await live.OutputAsync("portal", "email", "--notifications", "true", "--address", "ise-alarms@contoso.example")).ShouldBe(["guests are mailed from ise-alarms@contoso.example"]);
        await live.EverybodyHasAsync(3);
        (await live.OutputAsync("guest", "resend", "anna", "--sponsor", "rico", "--portal", "psn-2")).ShouldBe(["anna: 1 mail is on its way from psn-2"]);
        (await live.MailAsync(To("anna@visitors.example"))).Message.HeaderFrom.ShouldBe("ise-alarms@contoso.example");
        (await live.OutputAsync("portal", "email", "--from", "sponsor")).ShouldBe(["guests are mailed from their sponsor, if sponsored, else from ise-alarms@contoso.example"]);
        (await live.OutputAsync("portal", "email", "--reset")).ShouldBe(["guests are mailed from guests@contoso.example"]);
    }

    [Fact]
    public async Task A_sponsor_s_address_the_mailbox_may_not_send_as_parks_the_mail_is_diagnosed_and_once_allowed_sends_it_exactly_once()
    {
        await using var live = await DeploymentFixture.StartAsync("""
            name: test
            model: standalone
            nodes: [{ name: ise-1, personas: [pan, mnt, psn], primary: [pan, mnt] }]
            mail: { guestSender: guests@contoso.example, sender: { budget: unlimited } }
            tenant:
              limits: none
              mailboxes:
                - { address: ise-mail@contoso.example, fullAccess: [00000000-0000-0000-0000-0000000000c1], sendAs: [guests@contoso.example] }
                - { address: sara@contoso.example }
            guests: { from: sponsor, sponsors: [{ name: sara, email: sara@contoso.example }] }
            """);
        await live.OutputAsync("guest", "create", "--sponsor", "sara", "--email", "anna@visitors.example", "--last-name", "Anna", "--notify");
        var parked = await ParkedAsync(live);
        parked.GetProperty("from").GetString().ShouldBe("sara@contoso.example");
        parked.GetProperty("reason").GetString().ShouldNotBeNull().ShouldContain("554 5.2.252 SendAsDenied; ise-mail@contoso.example not allowed to send as sara@contoso.example");
        (await live.OutputAsync("portal", "test-mail", "tester@contoso.example")).ShouldNotBeEmpty();
        await live.MailAsync(To("tester@contoso.example"));

        var diagnosis = await live.RunAsync("diagnose", "--json");
        diagnosis.ExitCode.ShouldBe(1);
        using (var document = JsonDocument.Parse(string.Join('\n', diagnosis.Output)))
        {
            document.RootElement.GetProperty("findings").EnumerateArray().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                finding => finding.GetProperty("certainty").GetString().ShouldBe("certain"), finding => finding.GetProperty("mend").GetString()!.ShouldContain("Add-RecipientPermission"));
        }
        // Tried again before that, it is refused again.
        await live.OutputAsync("parked", "replay");
        var again = await ParkedAsync(live);
        again.GetProperty("since").GetDateTimeOffset().ShouldBeGreaterThan(parked.GetProperty("since").GetDateTimeOffset());

        await live.OutputAsync("tenant", "add-recipient-permission", "-Identity", "sara@contoso.example", "-Trustee", "ise-mail@contoso.example", "-AccessRights", "SendAs");
        (await live.OutputAsync("parked", "replay", again.GetProperty("mail").GetString()!)).ShouldBe(["1 mail is tried again"]);
        var told = await live.MailAsync(To("anna@visitors.example"));
        told.Message.HeaderFrom.ShouldBe("sara@contoso.example");
        (await live.RefusalAsync(1, "parked", "replay", again.GetProperty("mail").GetString()!)).ShouldBe($"no mail {again.GetProperty("mail").GetString()} waits for a person in the outboxes here");

        // The next one goes out by itself; each has arrived exactly once.
        await live.OutputAsync("guest", "reset", "anna", "--sponsor", "sara");
        (await live.MailAsync(To("anna@visitors.example"), 2)).Message.HeaderFrom.ShouldBe("sara@contoso.example");
        var ledger = await live.Deployment.LedgerAsync(live.Cancellation);
        ledger.Summary().ShouldSatisfyAllConditions(summary => summary.Total.Accepted.ShouldBe(3), summary => summary.EachArrivedOnce.ShouldBeTrue());
    }

    [Fact]
    public async Task What_cannot_be_used_is_told_in_one_line_and_changes_nothing()
    {
        await using var live = await DeploymentFixture.StartAsync(Topology);
        (string Line, string[] Arguments)[] refusals =
        [
            ("this is not a mail address; name@domain in printable ASCII without spaces, at most 254 characters", ["guest", "register", "--email", "nobody"]),
            ("no PSN is named 'ise-1'; one of psn-1, psn-2", ["guest", "register", "--email", "a@b", "--portal", "ise-1"]),
            ("'sarah' is not a sponsor; 'sara' is the nearest known", ["guest", "create", "--email", "a@b", "--sponsor", "sarah"]),
            ("'Dayly' is not a guest type; 'Daily' is the nearest known", ["guest", "create", "--email", "a@b", "--sponsor", "sara", "--type", "Dayly"]),
            ("'soon' is not a date; a date such as 2026-12-31, or a time such as 2026-12-31T18:00:00Z", ["guest", "create", "--email", "a@b", "--sponsor", "sara", "--from", "soon"]),
            ("'2 days' is not a duration; a duration greater than 0 and at most 365d, such as 250ms, 60s, 5m, 2h or 2d", ["guest", "create", "--email", "a@b", "--sponsor", "sara", "--holds", "2 days"]),
            ("'soon' is not a date; a date such as 2026-12-31, or a time such as 2026-12-31T18:00:00Z", ["guest", "extend", "anna", "--until", "soon"]),
            ("there is no password; --password-file, --password-env or --password-prompt", ["guest", "change-password", "anna"]),
            ("this is not a link of an approval request; the link as it stands in the mail: https://NODE:8443/sponsorportal/approve?…", ["guest", "open-link", "https://psn-1/elsewhere"]),
            ("this is not a mail address; name@domain in printable ASCII without spaces, at most 254 characters", ["portal", "test-mail", "a@b c"]),
            ("'x' is not a mail; 32 hexadecimal digits, as 'isemail parked list' shows them", ["parked", "replay", "x"]),
        ];
        foreach (var (line, arguments) in refusals) (await live.RefusalAsync(2, arguments)).ShouldBe(line);
        (await live.RefusalAsync(1, "guest", "approve", "nobody")).ShouldBe("not taken on: there is no account 'nobody'");
        (await live.RefusalAsync(1, "guest", "create", "--sponsor", "rico", "--type", "Daily", "--email", "a@b")).ShouldBe("not taken on: sponsors of Reception make no accounts of type Daily");
        (await live.OutputAsync("guest", "list")).ShouldBe(["no guests"]);
        live.Deployment.Tenant!.Mailboxes.Count.ShouldBe(0);
    }

    private static Func<ArrivedMessage, bool> To(string address) => message => message.Recipients[0] == address;

    private static string Password(string source) => source.Split('\n').Single(line => line.StartsWith("Password: ", StringComparison.Ordinal))["Password: ".Length..].Trim();

    private static async Task<JsonElement> GuestAsync(DeploymentFixture live, string userName)
    {
        using var document = JsonDocument.Parse(string.Join('\n', await live.OutputAsync("guest", "list", "--json")));
        return document.RootElement.EnumerateArray().Single(guest => guest.GetProperty("userName").GetString() == userName).Clone();
    }

    /// <summary>Waits for the one mail that waits for a person.</summary>
    private static async Task<JsonElement> ParkedAsync(DeploymentFixture live)
    {
        while (true)
        {
            live.Cancellation.ThrowIfCancellationRequested();
            using var document = JsonDocument.Parse(string.Join('\n', await live.OutputAsync("parked", "list", "--json")));
            if (document.RootElement.GetArrayLength() > 0) return document.RootElement.EnumerateArray().ShouldHaveSingleItem().Clone();
        }
    }
}
