using System.CommandLine;

namespace IseMail.Cli.Topologies;

/// <summary>Files that a command writes; one that is there already stays unless told otherwise.</summary>
internal static class WrittenFiles
{
    public static Option<string?> Option(string description) => new("--output", "-o") { Description = description };

    public static Option<bool> Force() => new("--force") { Description = "Replace files that are there already." };

    /// <summary>Writes all of them, or none and says why not; a text without a path goes to standard output.</summary>
    public static async Task<int> WriteAsync(IReadOnlyList<(string? Path, string Text)> files, bool force, CancellationToken cancellationToken)
    {
        if (!force && files.Select(file => file.Path).OfType<string>().FirstOrDefault(path => File.Exists(path) || Directory.Exists(path)) is { } there)
        {
            await Console.Error.WriteLineAsync($"{there}:1:1: this is there already; another file, or --force to replace it");
            return ExitCodes.BadInput;
        }
        try
        {
            foreach (var (path, text) in files)
            {
                if (path is null) await Console.Out.WriteAsync(text);
                else await File.WriteAllTextAsync(path, text, cancellationToken);
            }
            return ExitCodes.Holds;
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return ExitCodes.MachineLacks;
        }
    }
}
