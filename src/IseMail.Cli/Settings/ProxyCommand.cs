using System.CommandLine;
using System.Globalization;
using IseMail.Cli.Administration;
using IseMail.Scenarios.Administration;

namespace IseMail.Cli.Settings;

/// <summary><c>isemail settings proxy</c>: ISE's proxy page, of the deployment or of one node.</summary>
internal static class ProxyCommand
{
    public static Command Create()
    {
        var address = new Argument<string>("PROXY") { Description = "host:port of an HTTP proxy; 'direct' for none; 'deployment' for a node that is to use the deployment's." };
        var node = new Option<string?>("--node") { Description = "Of one node. Left out: of the deployment." };
        var user = new Option<string?>("--user-name") { Description = "Who asks the proxy." };
        var bypass = new Option<string[]>("--bypass") { Description = "A host reached without it, or .domain for all hosts of a domain. May be given several times.", DefaultValueFactory = _ => [] };
        var password = new SecretOptions("password", "the proxy user's password");
        var data = Administering.Data();
        var command = new Command("proxy", "Set the proxy that nodes leave their network through.") { address, node, user, bypass, data };
        password.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var text = parsed.GetRequiredValue(address);
            var colon = text.LastIndexOf(':');
            var given = text is "direct" or "deployment"
                ? (Host: null, Port: null)
                : colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? (Host: text[..colon], Port: (int?)number)
                    : throw new BadOptionException($"'{text}' is not a proxy", "host:port, direct or deployment");
            var secret = await password.ReadAsync(parsed, cancellation);
            var settings = await deployment.PostAsync<SettingsDocument>(
                "/settings/proxy",
                new ProxyRequest(
                    parsed.GetValue(node), text == "direct", text == "deployment", given.Host, given.Port, parsed.GetValue(user),
                    secret is null ? null : await deployment.SealAsync(secret, cancellation), [.. parsed.GetValue(bypass)!]),
                cancellation);
            await Console.Out.WriteLineAsync($"saved as version {settings.Version}: {settings.Cause}");
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }
}
