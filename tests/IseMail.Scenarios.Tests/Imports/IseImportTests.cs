using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Imports;
using IseMail.Scenarios.Topologies;

namespace IseMail.Scenarios.Tests.Imports;

public sealed class IseImportTests : IDisposable
{
    private const string OpenApi = """
        { "response": [
          { "hostname": "ise-1", "fqdn": "ise-1.contoso.example", "ipAddress": "10.0.0.1", "roles": ["PrimaryAdmin", "SecondaryMonitoring"], "services": [], "nodeStatus": "Connected" },
          { "hostname": "ise-2", "fqdn": "ise-2.contoso.example", "ipAddress": "10.0.0.2", "roles": ["SecondaryAdmin", "PrimaryMonitoring"], "services": [], "nodeStatus": "Connected" },
          { "hostname": "psn-1", "fqdn": "psn-1.contoso.example", "ipAddress": "10.0.0.3", "roles": [], "services": ["Session", "Profiler"], "nodeStatus": "NotInSync" },
          { "hostname": "psn-2", "fqdn": "psn-2.contoso.example", "ipAddress": "10.0.0.4", "roles": null, "services": ["DeviceAdmin", "pxGrid"], "nodeStatus": "Connected" },
          { "hostname": "px-1", "fqdn": "px-1.contoso.example", "ipAddress": "10.0.0.5", "roles": [], "services": ["pxGrid"], "nodeStatus": "Connected" }
        ], "version": "1.0.0" }
        """;

    private const string PanHa = """
        { "response": { "isEnabled": true, "primaryHealthCheckNode": { "hostname": "psn-1" }, "secondaryHealthCheckNode": { "hostname": "psn-2" }, "pollingInterval": 60, "failedAttempts": 4 }, "version": "1.0.0" }
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-import-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_deployment_comes_over_with_its_personas_primaries_and_failover()
    {
        var topology = await TopologyAsync(OpenApi, PanHa);

        topology.Deployment.Model.ShouldBe(DeploymentModel.Medium);
        Nodes(topology).ShouldBe(["ise-1 pan,mnt primary pan", "ise-2 pan,mnt primary mnt", "psn-1 psn", "psn-2 psn"]);
        topology.Failover.PanHa!.ToString().ShouldContain("PrimaryHealthCheckNode = psn-1, SecondaryHealthCheckNode = psn-2, PollingInterval = 00:01:00, FailedAttempts = 4");
    }

    [Fact]
    public async Task What_was_not_in_the_import_is_said_in_comments()
    {
        var (text, leftOut) = await TextAsync(OpenApi, null);

        leftOut.ShouldBe(["px-1"]);
        text.ShouldContain("# ISE's APIs do not tell the OAuth fields");
        text.ShouldContain("personas: [psn] } # psn-1.contoso.example, 10.0.0.3, NotInSync; Session, Profiler\n");
        text.ShouldContain("# Left out, for it sends no mail and topologies have no persona for it: px-1");
        text.ShouldContain("# panHa: PAN failover was not in the import");
    }

    [Theory]
    [InlineData("the bare list", "NODES")]
    [InlineData("Ansible's node_deployment_info", """{ "changed": false, "failed": false, "ise_response": NODES }""")]
    public async Task The_same_list_in_another_envelope_is_the_same_deployment(string envelope, string text)
    {
        var nodes = JsonNode.Parse(OpenApi)!["response"]!.ToJsonString();
        Nodes(await TopologyAsync(text.Replace("NODES", nodes, StringComparison.Ordinal), null)).ShouldBe(Nodes(await TopologyAsync(OpenApi, null)), envelope);
    }

    [Theory]
    [InlineData("""{ "SearchResult": { "total": 4, "resources": NODES } }""")]
    [InlineData("""{ "ise_response": {}, "ise_responses": NODES }""")]
    [InlineData("""[ { "Node": FIRST }, { "Node": SECOND }, { "Node": THIRD } ]""")]
    public async Task Details_of_ERS_make_a_deployment_whose_guesses_are_said(string text)
    {
        string[] nodes =
        [
            """{ "id": "1", "name": "ise-1", "fqdn": "ise-1.contoso.example", "userName": "admin", "passWord": "hunter2", "papNode": true, "primaryPapNode": true, "nodeServiceTypes": "", "pxGridNode": false, "inDeployment": true }""",
            """{ "id": "2", "name": "ise-2", "papNode": true, "primaryPapNode": false, "nodeServiceTypes": null }""",
            """{ "id": "3", "name": "psn-1", "papNode": false, "nodeServiceTypes": "SESSION, DEVICE ADMIN" }""",
        ];
        text = text.Replace("NODES", $"[{string.Join(", ", nodes)}]", StringComparison.Ordinal)
            .Replace("FIRST", nodes[0], StringComparison.Ordinal).Replace("SECOND", nodes[1], StringComparison.Ordinal).Replace("THIRD", nodes[2], StringComparison.Ordinal);

        Nodes(await TopologyAsync(text, null)).ShouldBe(["ise-1 pan,mnt primary pan,mnt", "ise-2 pan,mnt", "psn-1 psn"]);
        var (written, _) = await TextAsync(text, null);
        written.ShouldContain("MnT and its primary are guessed: ERS does not tell");
        written.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("SecondaryAdmin", "SecondaryAdmn", "nodes.json:3:94: 'SecondaryAdmn' is not a role of ISE; 'SecondaryAdmin' is the nearest known")]
    [InlineData("Profiler", "Profler", "nodes.json:4:121: 'Profler' is not a service of ISE; 'Profiler' is the nearest known")]
    [InlineData("\"psn-1\"", "\"psn_1\"", "nodes.json:4:17: 'psn_1' is not a node name; letters, digits and inner hyphens, at most 63 characters")]
    [InlineData("\"services\": [\"pxGrid\"]", "\"services\": []", "nodes.json:6:3: 'px-1' has neither roles nor services; 'roles', 'services' or both, as GET /api/v1/deployment/node gives them")]
    [InlineData("PrimaryMonitoring", "SecondaryMonitoring", "nodes.json:2:3: no model of Cisco's allows these nodes, medium comes nearest: no primary for 'mnt'; 'primary: [mnt]' on one of ise-1, ise-2")]
    [InlineData("[], \"services\": [\"Session\"", "[\"PrimaryMonitoring\"], \"services\": [\"Session\"", "nodes.json:4:3: no model of Cisco's allows these nodes, medium comes nearest: 3 nodes have the persona 'mnt'; at most 2: a primary and a secondary")]
    [InlineData("\"response\": [", "\"answer\": [", "nodes.json:1:1: no ISE node stands here; what GET /api/v1/deployment/node answers, or the details that GET /ers/config/node/{id} gives of each node")]
    [InlineData("\"version\": \"1.0.0\" }", "\"version\": ", "nodes.json:7:15: this is not YAML: While parsing a node, did not find expected node content; well-formed YAML")]
    public async Task What_cannot_be_imported_is_told_where_it_stands(string old, string with, string line)
    {
        var nodes = await WriteAsync("nodes.json", OpenApi.Replace(old, with, StringComparison.Ordinal));
        var imported = await IseImport.ReadAsync(nodes, null, CancellationToken.None);

        imported.Text.ShouldBeNull();
        Path.GetFileName(imported.Problems[0].ToString().Split(':')[0]).ShouldBe("nodes.json");
        imported.Problems[0].ToString()[(_directory.FullName.Length + 1)..].ShouldBe(line);
    }

    [Theory]
    [InlineData("\"psn-2\"", "\"px-1\"", "panha.json:1:87: 'px-1' runs pxGrid alone, and topologies have no persona for that; one of psn-1, psn-2")]
    [InlineData("\"psn-2\"", "\"ise-2\"", "panha.json:1:87: 'ise-2' is a PAN, and a health-check node is none; one of psn-1, psn-2")]
    [InlineData("60", "20", "panha.json:1:159: '20' cannot be used for 'pollingInterval'; a whole number from 30 to 300")]
    [InlineData("\"isEnabled\": true, ", "", "panha.json:1:15: no setting of PAN failover stands here; what GET /api/v1/deployment/pan-ha answers, with 'isEnabled'")]
    public async Task A_failover_that_ISE_would_refuse_is_told_where_it_stands(string old, string with, string line)
    {
        var imported = await IseImport.ReadAsync(
            await WriteAsync("nodes.json", OpenApi), await WriteAsync("panha.json", PanHa.Replace(old, with, StringComparison.Ordinal)), CancellationToken.None);

        imported.Text.ShouldBeNull();
        imported.Problems.Select(problem => problem.ToString()[(_directory.FullName.Length + 1)..]).ShouldBe([line]);
    }

    [Fact]
    public async Task A_failover_that_is_off_may_have_anything_else_in_it() =>
        (await TopologyAsync(OpenApi, """{ "isEnabled": false, "primaryHealthCheckNode": null, "pollingInterval": 0 }""")).Failover.PanHa.ShouldBeNull();

    [Fact]
    public void Every_deployment_that_a_model_allows_comes_over_whole() => Gen.Select(Gen.Int[0, 12], Gen.Bool, Gen.Bool, Gen.Bool).Sample((portals, twoPans, twoMnts, together) =>
    {
        var nodes = new JsonArray();
        void Add(string name, string[] roles, string[] services) =>
            nodes.Add(JsonSerializer.SerializeToNode(new { hostname = name, roles, services }));
        if (together)
        {
            Add("ise-1", ["PrimaryAdmin", "PrimaryMonitoring"], []);
            if (twoPans) Add("ise-2", ["SecondaryAdmin", "SecondaryMonitoring"], []);
        }
        else
        {
            Add("pan-1", ["PrimaryAdmin"], []);
            if (twoPans) Add("pan-2", ["SecondaryAdmin"], []);
            Add("mnt-1", ["PrimaryDedicatedMonitoring"], []);
            if (twoMnts) Add("mnt-2", ["SecondaryDedicatedMonitoring"], []);
        }
        for (var i = 0; i < portals; i++) Add(string.Create(CultureInfo.InvariantCulture, $"psn-{i}"), [], ["Session"]);

        var allowed = portals > 0 && (portals <= 6 || !together);
        var imported = IseImport.ReadAsync(WriteAsync("nodes.json", nodes.ToJsonString()).Result, null, CancellationToken.None).Result;
        if (imported.Text is not { } text) return !allowed && imported.Problems.Length > 0;
        var topology = TopologyFile.Parse(text, "t.yaml").Value;
        return allowed && topology!.Deployment.Nodes.Select(node => node.Name.Value).SequenceEqual(nodes.Select(node => (string)node!["hostname"]!), StringComparer.Ordinal);
    }, iter: 200, threads: 1);

    private static IEnumerable<string> Nodes(Topology topology) => topology.Deployment.Nodes.Select(node =>
        $"{node.Name} {string.Join(',', node.Personas.Select(PersonaNames.Role))}{(node.PrimaryFor.IsEmpty ? "" : " primary " + string.Join(',', node.PrimaryFor.Select(PersonaNames.Role)))}");

    private async Task<Topology> TopologyAsync(string nodes, string? panHa)
    {
        var reading = TopologyFile.Parse((await TextAsync(nodes, panHa)).Text, "t.yaml");
        reading.Problems.ShouldBeEmpty();
        return reading.Value!;
    }

    private async Task<(string Text, string[] LeftOut)> TextAsync(string nodes, string? panHa)
    {
        var imported = await IseImport.ReadAsync(await WriteAsync("nodes.json", nodes), panHa is null ? null : await WriteAsync("panha.json", panHa), CancellationToken.None);
        imported.Problems.ShouldBeEmpty();
        return (imported.Text!, [.. imported.LeftOut.Select(name => name.Value)]);
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }
}
