using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using IseMail.Domain.Tenants.Cmdlets;

namespace IseMail.Cli.Tenants;

/// <summary>
/// A cmdlet as a command. Each parameter is an option, <c>--app-id</c>, and goes by its real name as well, <c>-AppId</c>, so
/// that lines of Microsoft's pages can be pasted. A secret is never an argument: those can be read by other users.
/// </summary>
internal static class CmdletCommand
{
    public static Command Of(Cmdlet cmdlet)
    {
        var data = OnTenant.Data();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command(cmdlet.Name, $"{cmdlet.Does} ({cmdlet.RealName})") { data, json };
        var options = cmdlet.Parameters.Select(parameter => (parameter.Name, Options: Options(parameter))).ToList();
        foreach (var option in options.SelectMany(one => one.Options)) command.Add(option);
        command.SetAction((parsed, cancellationToken) =>
        {
            var arguments = new JsonObject();
            try
            {
                foreach (var (name, given) in options)
                {
                    if (Value(given, parsed) is { } value) arguments[name] = value;
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return OnTenant.TellAsync(fault.Message, ExitCodes.MachineLacks);
            }
            return OnTenant.RunAsync(parsed.GetValue(data), async (tenant, cancellation) =>
            {
                var (answer, refusal) = await tenant.RunAsync(cmdlet.Name, arguments, cancellation);
                if (refusal is null) await Console.Out.WriteAsync(parsed.GetValue(json) ? CmdletText.Json(answer!) : CmdletText.Of(answer!));
                return await OnTenant.DoneAsync(refusal is null ? null : $"{cmdlet.RealName}: {refusal}");
            }, cancellationToken);
        });
        return command;
    }

    internal static string Kebab(string name)
    {
        var kebab = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && kebab.Length > 0) kebab.Append('-');
            kebab.Append(char.ToLowerInvariant(c));
        }
        return kebab.ToString();
    }

    private static Option<string?>[] Options(CmdletParameter parameter)
    {
        var name = "--" + Kebab(parameter.Name);
        // What is missing is told by the tenant, in PowerShell's words.
        var does = (parameter.Required ? "Required. " : "") + parameter.Does + (parameter.Choices.IsEmpty ? "" : $" One of {string.Join(", ", parameter.Choices)}.");
        return parameter.Kind == ParameterKind.Secret
            ?
            [
                new Option<string?>(name + "-file") { Description = $"File whose first line is the value. {does}" },
                new Option<string?>(name + "-environment") { Description = "Environment variable that holds the value." },
            ]
            : [new Option<string?>(name, "-" + parameter.Name) { Description = does }];
    }

    private static string? Value(Option<string?>[] options, ParseResult parsed)
    {
        if (options.Length == 1) return parsed.GetValue(options[0]);
        if (parsed.GetValue(options[0]) is { } file)
        {
            using var reader = new StreamReader(file, Encoding.UTF8);
            return reader.ReadLine()?.Trim() is { Length: > 0 } line ? line : throw new IOException($"the first line of {file} is empty");
        }
        if (parsed.GetValue(options[1]) is not { } variable) return null;
        return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : throw new IOException($"the environment variable {variable} is not set");
    }
}
