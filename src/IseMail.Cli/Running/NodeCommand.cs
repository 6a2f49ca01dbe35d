using System.CommandLine;
using System.Collections.Immutable;
using IseMail.Cli.Telemetry;
using IseMail.Cluster.Hosting;
using IseMail.Cluster.Logging;
using IseMail.Domain.Deployments;
using IseMail.Domain.Diagnosis;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Administration;
using IseMail.Scenarios.Isolation;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Yaml;

namespace IseMail.Cli.Running;

/// <summary><c>isemail node</c>: one node in a process of its own; what a container of a deployment runs.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        var file = new Option<string>("--topology") { Description = "The deployment's topology file.", Required = true };
        var name = new Option<string?>("--name") { Description = "Which of its nodes. Left out: the host's name; a PSN the file does not name is admitted where the topology says so." };
        var data = new Option<string>("--data") { Description = "Directory for logs, keys and, with SQLite, journals. All nodes of a deployment share its keys.", DefaultValueFactory = _ => "data" };
        var operations = new OperationsOptions();
        var log = new Option<ConsoleLog>("--log") { Description = "What standard error shows: none, readable or compactJson.", DefaultValueFactory = _ => ConsoleLog.Readable };
        var ordered = new Option<bool>("--ordered") { Description = "Be run by another process of this program, over standard input and output.", Hidden = true };
        var command = new Command("node", "Run one node of a deployment until it is told to stop.") { file, name, data, log, ordered };
        operations.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (asked, refused) = await operations.ReadAsync(parsed, cancellationToken);
            return asked is null ? refused : await RunAsync(
                ShippedFiles.Find(parsed.GetRequiredValue(file)), parsed.GetValue(name) ?? Environment.MachineName, new DirectoryInfo(parsed.GetRequiredValue(data)),
                asked, parsed.GetValue(log), parsed.GetValue(ordered), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(string path, string name, DirectoryInfo data, Operations operations, ConsoleLog console, bool ordered, CancellationToken cancellationToken)
    {
        var reading = await TopologyFile.ReadAsync(path, cancellationToken);
        if (reading.Value is not { } topology) return await Failures.BadInputAsync(reading.Problems);
        if (Find(reading, topology, name) is not { } node) return ExitCodes.BadInput;
        if (ordered)
        {
            try
            {
                return await OrderedNode.RunAsync(topology, node, data);
            }
            catch (Exception fault) when (Failures.IsOfTheMachine(fault))
            {
                return await Failures.MachineLacksAsync(reading, fault);
            }
        }
        if (node.Address is not { } address) return await Failures.BadInputAsync([reading.At("nodes", $"node '{node.Name}' has no address", "'address: host:port' for each node that runs in a process of its own")]);
        if (topology.Mail is { Configured: true, Server: null }) return await Failures.BadInputAsync([reading.At("mail", "there is no server to submit to", "'mail.server', because the tenant runs in another process, or 'server: none'")]);
        if (await Failures.SecretsAsync(reading, cancellationToken) is { } lacking) return lacking;

        try
        {
            using var export = OtlpExport.Begin();
            var settings = await TrustedFiles.InitialAsync(topology.Mail.Server, topology, cancellationToken);
            using var nodes = new NodeFactory(topology, settings, NodePath.Plain, null, new LiveOptions(data, 1, console, RunsWorkload: true));
            NodeHost? running = null;
            // First, so that nothing that is counted goes by before it is counted.
            await using var health = operations.HealthPort == 0
                ? null
                : await NodeHealth.StartAsync(() => running is null ? null : [running], topology.Cluster.Bind, operations.HealthPort, PrometheusScrape.Extension, cancellationToken);
            await using var host = await nodes.StartAsync(node, new ClusterListener(topology.Cluster.Bind, address.Host, address.Port), cancellationToken);
            running = host;
            await using var administration = await DeploymentAdministration.StartAsync(
                topology, () => [host], _ => TenantFacts.Unknown, data, cancellationToken, operations.Administration);
            var members = topology.Deployment.InStartOrder().Select(one => one.Address).OfType<NodeAddress>().Select(one => host.Address.WithHost(one.Host).WithPort(one.Port)).ToImmutableArray();
            await host.JoinAsync(members, cancellationToken);
            await Task.WhenAny(host.WhenEnded, Task.Delay(Timeout.Infinite, cancellationToken));
            if (cancellationToken.IsCancellationRequested)
            {
                await host.LeaveAsync();
                return ExitCodes.Holds;
            }
            await Console.Error.WriteLineAsync($"{node.Name} was cut off from the deployment and has ended itself; start it again to let it join anew");
            return ExitCodes.DoesNotHold;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Holds;
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            return await Failures.MachineLacksAsync(reading, fault);
        }
    }

    private static IseNode? Find(Reading<Topology> reading, Topology topology, string text)
    {
        if (NodeName.TryParse(text.Split('.')[0], out var name))
        {
            if (topology.Deployment.Find(name) is { } node) return node;
            if (topology.Cluster.AdmitPolicyServiceNodes) return new IseNode(name, [Persona.Psn], [], new NodeAddress(text, topology.Cluster.Port));
        }
        Console.Error.WriteLine(reading.At("nodes", $"no node is named '{text}'", "one of " + string.Join(", ", topology.Deployment.Nodes.Select(node => node.Name))));
        return null;
    }
}
