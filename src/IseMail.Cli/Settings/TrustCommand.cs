using System.CommandLine;
using IseMail.Cli.Administration;
using IseMail.Scenarios.Administration;

namespace IseMail.Cli.Settings;

/// <summary><c>isemail settings trust|distrust</c>: ISE's trusted certificates store.</summary>
internal static class TrustCommand
{
    private const int GreatestSize = 1024 * 1024;

    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "A PEM file with one or more certificates.", Arity = ArgumentArity.ZeroOrOne };
        var name = new Option<string?>("--name") { Description = "Friendly name. Left out: the file's." };
        var uses = new Option<string[]>("--for")
        {
            Description = "What it is trusted for: infrastructure (which mail needs), endpoints, adminAuthentication, ciscoServices, or nothing. May be given several times.",
            DefaultValueFactory = _ => ["infrastructure"],
            AllowMultipleArgumentsPerToken = true,
        };
        var remove = new Option<string?>("--remove") { Description = "Remove the certificate of that friendly name." };
        var data = Administering.Data();
        var command = new Command("trust", "Import certificates into the trusted certificates store, or remove one.") { file, name, uses, remove, data };
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var path = parsed.GetValue(file);
            if (path is null == parsed.GetValue(remove) is null) throw new BadOptionException("there is nothing to import or remove", "a PEM file, or --remove NAME");
            var pem = path is null ? null : await ReadAsync(path, cancellation);
            var settings = await deployment.PostAsync<SettingsDocument>(
                "/settings/trust",
                new TrustRequest(parsed.GetValue(name) ?? Path.GetFileNameWithoutExtension(path), pem, [.. parsed.GetValue(uses)!.Where(use => use != "nothing")], parsed.GetValue(remove)),
                cancellation);
            await Console.Out.WriteLineAsync($"saved as version {settings.Version}: {settings.Cause}");
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new BadOptionException($"{path}:1:1: there is no such file", "a PEM file with certificates");
        if (new FileInfo(path).Length > GreatestSize) throw new BadOptionException($"{path}:1:1: the file is larger than 1 MB", "a PEM file with certificates");
        return await File.ReadAllTextAsync(path, cancellationToken);
    }
}
