using System.CommandLine;
using IseMail.Cli.Administration;
using IseMail.WebConsole.Live;
using Spectre.Console;

namespace IseMail.Cli.Consoles;

/// <summary><c>isemail top</c>: what the console's map shows, in a terminal.</summary>
internal static class TopCommand
{
    public static Command Create()
    {
        var data = Administering.Data();
        var once = new Option<bool>("--once") { Description = "Show it once and end." };
        var json = Administering.Json();
        var command = new Command("top", "Watch a deployment that runs: nodes, roles, duties, what waits, what the mailbox allows.") { data, once, json };
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(
            parsed.GetValue(data), (deployment, cancellation) => ShowAsync(deployment, parsed.GetValue(once) || Console.IsOutputRedirected, parsed.GetValue(json), cancellation), cancellationToken));
        return command;
    }

    private static async Task<int> ShowAsync(RunningDeployment deployment, bool once, bool json, CancellationToken cancellationToken)
    {
        if (json)
        {
            await Administering.WriteJsonAsync(await deployment.GetAsync<FeedUpdate>("/live/now", cancellationToken));
            return ExitCodes.Holds;
        }
        var console = Terminal.Output();
        if (once)
        {
            console.Write(TopView.Of(await deployment.GetAsync<FeedUpdate>("/live/now", cancellationToken), null));
            return ExitCodes.Holds;
        }
        await console.Live(new Text("waiting for the deployment")).StartAsync(async context =>
        {
            var log = new Queue<LogEntry>();
            DeploymentFrame? before = null;
            await foreach (var update in deployment.FollowAsync<FeedUpdate>("/live/feed", cancellationToken))
            {
                foreach (var entry in update.Log) log.Enqueue(entry);
                while (log.Count > TopView.MostLines) log.Dequeue();
                context.UpdateTarget(TopView.Of(update with { Log = [.. log] }, before));
                before = update.Frame;
            }
        });
        return ExitCodes.Holds;
    }
}
