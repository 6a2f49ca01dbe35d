namespace IseMail.Cli.Tests.Drills;

public sealed class DrillCommandTests
{
    [Fact]
    public async Task A_drill_shows_what_ISE_shows_checks_the_answer_and_mends_what_it_broke()
    {
        var asked = await Program.RunAsync("drill", "--seed", "3");
        asked.ExitCode.ShouldBe(0);
        asked.Output.ShouldContain("Test Connection on the SMTP server page says:");
        asked.Output.ShouldContain(line => line.Contains(" ERROR [admin-http-pool", StringComparison.Ordinal));
        asked.Output.ShouldNotContain(line => line.Contains("Mended", StringComparison.Ordinal));

        var wrong = await Program.RunAsync("drill", "--seed", "3", "--answer", "mailbox-full");
        wrong.ExitCode.ShouldBe(1);
        var told = wrong.Output.Single(line => line.StartsWith("No, it is not mailbox-full. It is ", StringComparison.Ordinal));
        var right = await Program.RunAsync("drill", "--seed", "3", "--answer", told["No, it is not mailbox-full. It is ".Length..].TrimEnd('.'));
        right.ExitCode.ShouldBe(0);
        right.Output[^1].ShouldBe("Mended; Test Connection says: Successfully connected to smtp.office365.com.");
    }

    [Fact]
    public async Task An_answer_that_is_no_cause_is_told_before_anything_starts()
    {
        var unknown = await Program.RunAsync("drill", "--answer", "gremlins");
        unknown.ExitCode.ShouldBe(2);
        unknown.Errors.ShouldBe(["'gremlins' is no cause; one that 'isemail drill --causes' lists"]);
    }

    [Fact]
    public async Task An_error_that_is_pasted_is_explained()
    {
        var explained = await Program.RunAsync("diagnose", "--error", "554 5.2.252 SendAsDenied; a@x.example not allowed to send as b@x.example");
        explained.ExitCode.ShouldBe(1);
        explained.Output.ShouldContain(line => line.Contains("Add-RecipientPermission", StringComparison.Ordinal));
        (await Program.RunAsync("diagnose", "--error", "all is well")).ExitCode.ShouldBe(0);
    }
}
