using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace IseMail.Cli.Administration;

/// <summary>What all commands on a running deployment have in common.</summary>
internal static class Administering
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Option<string?> Data() => new("--data") { Description = "The directory of the deployment that runs. Left out: the only one under data." };

    public static Option<bool> Json() => new("--json") { Description = "One JSON document on standard output." };

    /// <summary>Does something with the deployment and tells in a line why not, if it could not be done.</summary>
    public static async Task<int> RunAsync(string? data, Func<RunningDeployment, CancellationToken, Task<int>> act, CancellationToken cancellationToken)
    {
        try
        {
            using var deployment = RunningDeployment.Find(data);
            return await act(deployment, cancellationToken);
        }
        catch (RefusedException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return refused.IsBadInput ? ExitCodes.BadInput : ExitCodes.DoesNotHold;
        }
        catch (BadOptionException bad)
        {
            await Console.Error.WriteLineAsync(bad.Message);
            return ExitCodes.BadInput;
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return ExitCodes.MachineLacks;
        }
    }

    /// <summary>A command that shows all of a kind: as a table, as JSON, or in a line that there is none.</summary>
    public static Command List<T>(string does, string path, string none, Action<IAnsiConsole, ImmutableArray<T>> write, string name = "list")
    {
        var data = Data();
        var json = Json();
        var command = new Command(name, does) { data, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var all = await deployment.GetAsync<ImmutableArray<T>>(path, cancellation);
            if (parsed.GetValue(json)) await WriteJsonAsync(all);
            else if (all.IsEmpty) await Console.Out.WriteLineAsync(none);
            else write(Terminal.Output(), all);
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    public static Task WriteJsonAsync(object document) => Console.Out.WriteLineAsync(JsonSerializer.Serialize(document, document.GetType(), Indented));
}

/// <summary>An option's value cannot be used.</summary>
internal sealed class BadOptionException(string what, string expected) : Exception($"{what}; {expected}");
