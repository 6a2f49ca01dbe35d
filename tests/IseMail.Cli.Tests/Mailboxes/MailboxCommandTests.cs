using System.Text;

namespace IseMail.Cli.Tests.Mailboxes;

/// <summary><c>isemail mailbox</c> against a deployment that runs.</summary>
public sealed class MailboxCommandTests
{
    private const string Topology = """
        name: test
        model: medium
        nodes:
          - { name: ise-1, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: psn-1, personas: [psn] }
        mail: { sender: { budget: unlimited } }
        tenant: { limits: none }
        administrators:
          - { name: ann, email: ann@contoso.example, includeSystemAlarms: true }

        """;

    [Fact]
    public async Task What_has_arrived_is_listed_by_recipient_purpose_or_node_and_read_as_its_recipient_reads_it()
    {
        await using var live = await DeploymentFixture.StartAsync(Topology);
        (await live.OutputAsync("mailbox", "list", "ann@contoso.example", "--purpose", "alarm")).ShouldBe(["nothing has arrived"]);
        await live.OutputAsync("alarm", "raise", "Process Down", "--details", "The outbox failed.");
        await live.OutputAsync("guest", "register", "--email", "visitor@visitors.example", "--first-name", "Zoë", "--last-name", "Öztürk");
        var alarm = (await live.MailAsync(message => message.Purpose == "alarm")).Message;
        var (notice, _) = await live.MailAsync(message => message.Purpose == "guestNotice");

        var all = string.Join('\n', await live.OutputAsync("mailbox", "list"));
        all.ShouldSatisfyAllConditions(list => list.ShouldContain("ISE alarm: Process Down"), list => list.ShouldContain("visitor@visitors.example"));
        foreach (var filter in new[] { new[] { "visitor@visitors.example" }, ["--purpose", "guestNotice"], ["--node", "psn-1"] })
        {
            string.Join('\n', await live.OutputAsync(["mailbox", "list", .. filter])).ShouldSatisfyAllConditions(
                list => list.ShouldContain("visitor@visitors.example"), list => list.ShouldNotContain("Process Down"));
        }
        string.Join('\n', await live.OutputAsync("mailbox", "show", $"{alarm.Number}")).ShouldSatisfyAllConditions(
            mail => mail.ShouldStartWith("From: "), mail => mail.ShouldContain("To: ann@contoso.example"), mail => mail.ShouldContain("Details: The outbox failed."));
        (await live.OutputAsync("mailbox", "show", $"{notice.Number}")).ShouldContain("First Name: Zoë");
        (await live.OutputAsync("mailbox", "show", $"{notice.Number}", "--source")).ShouldContain("X-ISE-Purpose: guestNotice");
    }

    [Fact]
    public async Task A_mail_that_would_command_the_terminal_is_shown_and_commands_nothing()
    {
        await using var live = await DeploymentFixture.StartAsync(Topology);
        const string Source = "From: a@x.example\r\nTo: b@x.example\r\nSubject: =?utf-8?B?G1syShtdMDtvd25lZAc=?=\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nG1sySm93bmVk\r\n";
        var mailboxes = live.Deployment.Tenant!.Mailboxes;
        await live.OutputAsync("alarm", "raise", "Process Down");
        var pattern = (await live.MailAsync(message => message.Purpose == "alarm")).Message;
        var hostile = mailboxes.Add(pattern with { Subject = "=?utf-8?B?G1syShtdMDtvd25lZAc=?=" }, Encoding.ASCII.GetBytes(Source));

        foreach (var printed in new[] { await live.OutputAsync("mailbox", "list"), await live.OutputAsync("mailbox", "show", $"{hostile.Number}") })
        {
            var text = string.Join('\n', printed);
            text.ShouldContain("owned");
            text.ShouldNotContain('\u001b');
            text.ShouldNotContain('\a');
        }
    }

    [Fact]
    public async Task A_mail_or_an_address_that_is_none_is_told_in_one_line()
    {
        await using var live = await DeploymentFixture.StartAsync(Topology);
        (await live.RefusalAsync(2, "mailbox", "show", "7")).ShouldBe("there is no mail 7");
        (await live.RefusalAsync(2, "mailbox", "list", "nobody")).ShouldStartWith("recipient must be a mail address: ");
        (await Program.RunAsync("mailbox", "list", "--data", "no-such-directory")).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(3), run => run.Errors.ShouldHaveSingleItem().ShouldStartWith("no tenant runs in no-such-directory; "));
    }
}
