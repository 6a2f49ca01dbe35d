using System.Net;
using System.Text.Json;
using IseMail.Cluster.Hosting;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Tests.Live;
using IseMail.Scenarios.Topologies;

namespace IseMail.Scenarios.Tests.Operations;

/// <summary>What is told of nodes over HTTP, on real sockets.</summary>
public sealed class NodeHealthTests : IDisposable
{
    private const string Topology = """
        model: large
        nodes:
          - { name: pan-1, personas: [pan], primary: [pan] }
          - { name: mnt-1, personas: [mnt], primary: [mnt] }
          - { name: psn-1, personas: [psn] }
        tenant: embedded
        """;

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Nodes_are_ready_when_they_can_take_mail_and_have_it_sent_and_alive_even_when_they_cannot()
    {
        await using var fixture = await LiveFixture.StartAsync(Topology);
        await using var health = await NodeHealth.StartAsync(() => [.. fixture.Deployment.Running.Values.Select(node => node.Control)], "127.0.0.1", 0, null, fixture.Cancellation);
        var (code, body) = await AskAsync(health, "/ready", code => code == HttpStatusCode.OK, fixture.Cancellation);
        body.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("node").GetString()).ShouldBe(["mnt-1", "pan-1", "psn-1"], ignoreOrder: true);

        // The only node that may run the sender dies: the others live, but what they accept would not leave.
        await fixture.Deployment.KillNodeAsync(new NodeName("psn-1"));
        (code, body) = await AskAsync(health, "/ready", code => code == HttpStatusCode.ServiceUnavailable, fixture.Cancellation);
        var pan = body.GetProperty("nodes").EnumerateArray().Single(node => node.GetProperty("node").GetString() == "pan-1");
        pan.GetProperty("lack").GetString().ShouldBe("no sender answers");
        pan.GetProperty("journal").GetBoolean().ShouldBeTrue();
        (code, body) = await AskAsync(health, "/health", _ => true, fixture.Cancellation);
        code.ShouldBe(HttpStatusCode.OK);
        body.GetProperty("status").GetString().ShouldBe("alive");

        await fixture.Deployment.StartNodeAsync(new NodeName("psn-1"), fixture.Cancellation);
        await AskAsync(health, "/ready", code => code == HttpStatusCode.OK, fixture.Cancellation);
        (_, body) = await AskAsync(health, "/status", _ => true, fixture.Cancellation);
        body.GetProperty("nodes").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task A_node_that_has_not_joined_is_alive_and_not_ready()
    {
        var topology = TopologyFile.Parse(Topology, "t.yaml").Value!;
        var directory = Directory.CreateTempSubdirectory("isemail-health-");
        using var nodes = new NodeFactory(topology, SystemSettings.Fresh, NodePath.Plain, null, new LiveOptions(directory, 1));
        await using (var host = await nodes.StartAsync(topology.Deployment.Nodes[0], new ClusterListener("127.0.0.1", "127.0.0.1", 0), CancellationToken.None))
        {
            await using var health = await NodeHealth.StartAsync(() => [host], "127.0.0.1", 0, null, CancellationToken.None);
            (await AskAsync(health, "/health", _ => true, CancellationToken.None)).Code.ShouldBe(HttpStatusCode.OK);
            var (code, body) = await AskAsync(health, "/ready", _ => true, CancellationToken.None);
            code.ShouldBe(HttpStatusCode.ServiceUnavailable);
            body.GetProperty("nodes")[0].GetProperty("lack").GetString().ShouldBe("it is not Up in the cluster");
            (await AskAsync(health, "/status", _ => true, CancellationToken.None)).Body.GetProperty("node").GetString().ShouldBe("pan-1");
            await host.KillAsync();
            (await AskAsync(health, "/health", _ => true, CancellationToken.None)).Code.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
        directory.Delete(recursive: true);
    }

    /// <summary>Asks until the answer is as wanted.</summary>
    private async Task<(HttpStatusCode Code, JsonElement Body)> AskAsync(NodeHealth health, string path, Func<HttpStatusCode, bool> enough, CancellationToken patience)
    {
        while (true)
        {
            using var answer = await _client.GetAsync(new Uri(health.Address, path), patience);
            var body = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(patience));
            if (enough(answer.StatusCode)) return (answer.StatusCode, body);
            await Task.Delay(TimeSpan.FromMilliseconds(200), patience);
        }
    }
}
