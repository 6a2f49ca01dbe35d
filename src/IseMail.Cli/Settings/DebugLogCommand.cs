using System.CommandLine;
using IseMail.Cli.Administration;
using IseMail.Scenarios.Administration;

namespace IseMail.Cli.Settings;

/// <summary><c>isemail settings debug-log</c>: ISE's Debug Log Configuration, as far as guest.log goes.</summary>
internal static class DebugLogCommand
{
    public static Command Create()
    {
        var node = new Argument<string>("NODE") { Description = "Which node: the one that sends the mail in question, or the primary PAN for the page itself." };
        var component = new Argument<string>("COMPONENT") { Description = "guestaccess, or guest-access-admin for the page." };
        var level = new Argument<string>("LEVEL") { Description = "off, fatal, error, warn, info, debug or trace." };
        var data = Administering.Data();
        var command = new Command("debug-log", "How much one node writes into its guest.log, at once and until it is changed again.") { node, component, level, data };
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var of = parsed.GetRequiredValue(node);
            var settings = await deployment.PostAsync<SettingsDocument>("/settings/debug-log", new DebugLogRequest(of, parsed.GetRequiredValue(component), parsed.GetRequiredValue(level)), cancellation);
            await Console.Out.WriteLineAsync(settings.DebugLogs.TryGetValue(of, out var levels) ? $"debug log of {of}: {levels}" : $"debug log of {of}: as usual");
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }
}
