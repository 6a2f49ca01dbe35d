using System.Collections.Immutable;
using System.Security.Cryptography;
using IseMail.Cluster.Hosting;
using IseMail.Cluster.Storage;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Live;
using IseMail.Scenarios.Topologies;
using IseMail.Scenarios.Yaml;
using IseMail.Tenant.Administration;
using IseMail.Tenant.Hosting;
using IseMail.Tenant.Listeners;

namespace IseMail.Cli;

/// <summary>Tells what went wrong in one line each, on standard error.</summary>
internal static class Failures
{
    public static async Task<int> BadInputAsync(ImmutableArray<FileProblem> problems)
    {
        foreach (var problem in problems) await Console.Error.WriteLineAsync(problem.ToString());
        return ExitCodes.BadInput;
    }

    /// <summary>Tells of the secrets and authorities that this machine lacks, before anything starts; <c>null</c> where it has them all.</summary>
    public static async Task<int?> SecretsAsync(Reading<Topology> reading, CancellationToken cancellationToken)
    {
        var missing = await SecretCheck.MissingAsync(reading, cancellationToken);
        foreach (var problem in missing) await Console.Error.WriteLineAsync(problem.ToString());
        return missing.IsEmpty ? null : ExitCodes.MachineLacks;
    }

    /// <summary>Whether <paramref name="fault"/> is one of the machine's, to be told in a line, and not a defect.</summary>
    public static bool IsOfTheMachine(Exception fault) => fault is IOException or UnauthorizedAccessException or CryptographicException;

    /// <summary>Tells a fault of the machine at the place of the topology where it can be mended.</summary>
    public static async Task<int> MachineLacksAsync(Reading<Topology> reading, Exception fault)
    {
        await Console.Error.WriteLineAsync(Place(reading, fault).ToString());
        return ExitCodes.MachineLacks;
    }

    private static FileProblem Place(Reading<Topology> reading, Exception fault)
    {
        switch (fault)
        {
            case PortInUseException taken:
                var index = reading.Value is { } topology ? topology.Deployment.Nodes.IndexOf(topology.Deployment.Find(taken.Node)!) : 0;
                return reading.At($"nodes[{index}].address", $"port {taken.Port} is already in use", "a free port, or none: one is then chosen");
            case ListenerException listener:
                return reading.At(listener.Key, listener.Message.Split("; ")[0], listener.Message.Split("; ")[^1]);
            case DirectoryInUseException used:
                return reading.At("tenant", used.Message.Split("; ")[0], used.Message.Split("; ")[^1]);
            case DirectoryDamagedException damaged:
                return reading.At("tenant", damaged.Message.Split("; ")[0], damaged.Message.Split("; ")[^1]);
            case JournalLayoutException other:
                return reading.At("storage", other.Message, "that version, which can send the mail that waits there, or another directory");
            case NodesNotUpException late:
                return reading.At("nodes", late.Message, "fewer nodes, or a machine that is larger or less busy");
            default:
                return reading.At("", fault.Message.TrimEnd('.'), "a machine that has it");
        }
    }
}
