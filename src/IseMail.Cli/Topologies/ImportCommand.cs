using System.CommandLine;
using IseMail.Scenarios.Imports;

namespace IseMail.Cli.Topologies;

/// <summary><c>isemail topology import</c>: a topology of what ISE's APIs tell of a deployment.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var nodes = new Option<string>("--nodes") { Description = "ISE's list of nodes in JSON: what /api/v1/deployment/node answers, ERS details, or what Ansible's cisco.ise modules register.", Required = true };
        var panHa = new Option<string?>("--pan-ha") { Description = "What /api/v1/deployment/pan-ha answers. Left out: the secondary PAN is promoted by hand." };
        var output = WrittenFiles.Option("The topology file to write. Left out: standard output.");
        var force = WrittenFiles.Force();
        var command = new Command("import", "Make a topology file of an ISE deployment's nodes.") { nodes, panHa, output, force };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var imported = await IseImport.ReadAsync(parsed.GetRequiredValue(nodes), parsed.GetValue(panHa), cancellationToken);
            if (imported.Text is not { } text) return await Failures.BadInputAsync(imported.Problems);
            var written = await WrittenFiles.WriteAsync([(parsed.GetValue(output), text)], parsed.GetValue(force), cancellationToken);
            if (written == ExitCodes.Holds && !imported.LeftOut.IsEmpty)
                await Console.Error.WriteLineAsync($"left out, because a topology has no persona for pxGrid: {string.Join(", ", imported.LeftOut)}");
            return written;
        });
        return command;
    }
}
