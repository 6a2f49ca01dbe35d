using System.CommandLine;
using IseMail.Scenarios.Containers;

namespace IseMail.Cli.Topologies;

/// <summary><c>isemail topology compose FILE</c>: a Compose file with a container for each node, the tenant and a database.</summary>
internal static class ComposeCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A topology file." };
        var output = WrittenFiles.Option("The Compose file to write. Left out: standard output, if the topology lacks nothing for containers.");
        var force = WrittenFiles.Force();
        var command = new Command("compose", "Make a Compose file that runs each node of a topology in a container of its own.") { file, output, force };
        command.SetAction((parsed, cancellationToken) => RunAsync(ShippedFiles.Find(parsed.GetRequiredValue(file)), parsed.GetValue(output), parsed.GetValue(force), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, string? output, bool force, CancellationToken cancellationToken)
    {
        var directory = output is null ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(Path.GetFullPath(output)) ?? Directory.GetCurrentDirectory();
        var completedName = Path.GetFileNameWithoutExtension(path) + ".containers.yaml";
        var composed = await Composition.ReadAsync(path, directory, completedName, cancellationToken);
        if (composed.Compose is not { } compose) return await Failures.BadInputAsync(composed.Problems);
        if (composed.Topology is not { } completed) return await WrittenFiles.WriteAsync([(output, compose)], force, cancellationToken);
        if (output is null)
        {
            await Console.Error.WriteLineAsync($"{path}:1:1: a topology with what this one lacks for containers has to be written beside the Compose file; -o FILE");
            return ExitCodes.BadInput;
        }
        var beside = Path.Combine(directory, completedName);
        var written = await WrittenFiles.WriteAsync([(output, compose), (beside, completed)], force, cancellationToken);
        if (written == ExitCodes.Holds) await Console.Error.WriteLineAsync($"{path} lacks what containers need; {beside} has it, and {output} reads that");
        return written;
    }
}
