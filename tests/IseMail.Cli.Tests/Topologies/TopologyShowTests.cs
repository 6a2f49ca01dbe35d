namespace IseMail.Cli.Tests.Topologies;

public sealed class TopologyShowTests
{
    [Fact]
    public async Task A_large_deployment_is_drawn_with_what_leaves_from_where()
    {
        var output = await ShownAsync("large");
        Row(output, "pan-1").ShouldBe(["pan-1", "pan (primary)", "guest expiry, password expiry, portal test"]);
        Row(output, "pan-2").ShouldBe(["pan-2", "pan (secondary)", "once it takes over pan: guest expiry, password expiry, portal test"]);
        Row(output, "mnt-1").ShouldBe(["mnt-1", "mnt (primary)", "alarm"]);
        Row(output, "psn-1").ShouldBe(["psn-1 … psn-50 (50 nodes)", "psn", "sponsor notice, guest notice of its own portals"]);
    }

    [Fact]
    public async Task Sender_mailbox_budget_storage_and_tenant_are_told()
    {
        var output = await ShownAsync("docker");
        output.ShouldContain("sender    one for the deployment, on the oldest node with psn (psn-1 at first); 3 connections; in doubt: sent again");
        output.ShouldContain("mailbox   ise-mail@contoso.example at tenant:1587");
        output.ShouldContain("budget    30 messages in 1m, 10,000 recipients in 24h");
        output.ShouldContain("storage   a PostgreSQL database; its connection string from the environment variable ISEMAIL_DATABASE");
        output.ShouldContain("tenant    embedded, contoso.example; 3 connections to a mailbox, 30 messages in 1m, 10,000 recipients in 24h");
        Row(output, "psn-2").ShouldBe(["psn-2", "psn", "sponsor notice, guest notice of its own portals", "psn-2:4053"]);
    }

    [Theory]
    [InlineData("standalone")]
    [InlineData("small")]
    [InlineData("medium")]
    [InlineData("large")]
    [InlineData("docker")]
    [InlineData("microsoft365")]
    public async Task Redirected_output_is_plain_text_without_colours_or_trailing_blanks(string name) =>
        (await ShownAsync(name)).ShouldAllBe(line => !line.Any(char.IsControl) && line == line.TrimEnd());

    [Fact]
    public async Task A_bad_file_is_not_drawn()
    {
        var (exitCode, output, errors) = await Program.RunAsync("topology", "show", "topology/topology.schema.json");
        exitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldNotBeEmpty();
    }

    private static async Task<string[]> ShownAsync(string name)
    {
        var (exitCode, output, errors) = await Program.RunAsync("topology", "show", $"topology/{name}.yaml");
        errors.ShouldBeEmpty();
        exitCode.ShouldBe(0);
        return output;
    }

    private static string[] Row(string[] output, string node) =>
        output.Single(line => line.StartsWith($"│ {node} ", StringComparison.Ordinal)).Split('│', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
