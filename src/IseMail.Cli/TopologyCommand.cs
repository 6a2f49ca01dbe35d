using System.CommandLine;
using IseMail.Scenarios.Topologies;

namespace IseMail.Cli;

/// <summary><c>isemail topology check FILE</c>: says what is wrong with a topology file, each problem on one line.</summary>
internal static class TopologyCommand
{
    private const int Holds = 0;
    private const int BadInput = 2;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A topology file." };
        var check = new Command("check", "Read a topology file and say everything that is wrong with it.") { file };
        check.SetAction((parsed, cancellationToken) => CheckAsync(ShippedFiles.Find(parsed.GetRequiredValue(file)), cancellationToken));
        return new Command("topology", "Work on topology files.") { check };
    }

    private static async Task<int> CheckAsync(string path, CancellationToken cancellationToken)
    {
        var reading = await TopologyFile.ReadAsync(path, cancellationToken);
        foreach (var problem in reading.Problems) await Console.Error.WriteLineAsync(problem.ToString());
        if (reading.Value is not { } topology) return BadInput;
        await Console.Out.WriteLineAsync($"{path}: {topology.Deployment.Name}, {topology.Deployment.Nodes.Length} nodes; nothing is wrong with it");
        return Holds;
    }
}
