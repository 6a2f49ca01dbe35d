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
    [InlineData("{ isEnabled: false }", "{ promotion: 15m }", "by hand: a person promotes ise-2, which acts 15m later")]
    [InlineData("{ isEnabled: true, primaryHealthCheckNode: psn-1, secondaryHealthCheckNode: psn-1 }", "{ waitingMail: waits }", "automatic: psn-1 polls both PANs every 2m; after 5 polls without an answer (10m) the other is promoted and acts at once; never back by itself")]
    [InlineData("{ isEnabled: true, primaryHealthCheckNode: psn-1, secondaryHealthCheckNode: psn-2, pollingInterval: 60 }", "{ promotion: 10m, timeScale: 0.1 }", "automatic: psn-1 polls ise-1, psn-2 polls ise-2 every 6s; after 5 polls without an answer (30s) the other is promoted and acts 1m later, 90s in all; never back by itself (times are 0.1 of ISE's)")]
    public async Task Who_polls_whom_and_when_the_other_PAN_acts_is_told(string panHa, string failover, string told)
    {
        using var file = new TemporaryFile(
            "model: medium\nnodes:\n- {name: ise-1, personas: [pan, mnt], primary: [pan, mnt]}\n- {name: ise-2, personas: [pan, mnt]}\n- {name: \"psn-{1..2}\", personas: [psn]}\n"
            + $"tenant: embedded\npanHa: {panHa}\nfailover: {failover}\n");
        var (_, output, _) = await Program.RunAsync("topology", "show", file.Path);
        output.ShouldContain("PAN      " + told);
        output.ShouldContain("others   the duties of MnT and the shared sender act elsewhere at most 8s after the death of their node");
        output.ShouldContain("waiting  mail in a dead node's outbox waits for the node's return");
    }

    [Theory]
    [InlineData("small", "apart    of two nodes that lose each other the one that takes the lease in their database goes on, and the other ends itself")]
    [InlineData("small", "others   the duties of MnT and the shared sender act elsewhere at most 10s after the death of their node")]
    [InlineData("medium", "apart    of nodes that lose each other the part with most of them goes on, of two halves the one with the lowest address; the others end themselves")]
    public async Task What_becomes_of_nodes_that_lose_each_other_is_told(string name, string told) => (await ShownAsync(name)).ShouldContain(told);

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
