using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using IseMail.Cli.Administration;
using IseMail.Scenarios.Administration;
using Spectre.Console;

namespace IseMail.Cli.Alarms;

/// <summary><c>isemail alarm raise|list|set|from</c>: alarms by hand, and ISE's Alarm Settings page.</summary>
internal static class AlarmCommand
{
    public static Command Create() => new("alarm", "Alarms of a deployment that runs.") { Raise(), List(), Set(), From() };

    private static Command Raise()
    {
        var name = new Argument<string>("NAME") { Description = "Its name in the catalogue: 'Process Down'." };
        var node = new Option<string?>("--node") { Description = "The node it is about. Left out: the first PAN." };
        var details = new Option<string?>("--details") { Description = "What happened. Left out: what the catalogue says of it." };
        var cleared = new Option<bool>("--cleared") { Description = "It is over: told of as Info." };
        var data = Administering.Data();
        var json = Administering.Json();
        var command = new Command("raise", "Raise an alarm, as if ISE had noticed what it is for.") { name, node, details, cleared, data, json };
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var outcome = await deployment.PostAsync<AlarmOutcomeDocument>(
                "/alarms", new AlarmRequest(parsed.GetRequiredValue(name), parsed.GetValue(node), parsed.GetValue(details), parsed.GetValue(cleared)), cancellation);
            if (parsed.GetValue(json)) await Administering.WriteJsonAsync(outcome);
            else await Console.Out.WriteLineAsync($"{outcome.Alarm}, {outcome.Node}: {Told(outcome)}");
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    private static Command List()
    {
        var category = new Option<string?>("--category") { Description = "Only alarms of this category." };
        var raised = new Option<bool>("--raised") { Description = "Only alarms that were mailed or suppressed." };
        var data = Administering.Data();
        var json = Administering.Json();
        var command = new Command("list", "Show the catalogue of alarms as the deployment has it set, and how those stand that were raised.") { category, raised, data, json };
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var alarms = await deployment.GetAsync<ImmutableArray<AlarmDocument>>("/alarms", cancellation);
            if (parsed.GetValue(category) is { } wanted)
            {
                var categories = alarms.Select(alarm => alarm.Category).Distinct(StringComparer.Ordinal).ToList();
                if (!categories.Contains(wanted, StringComparer.OrdinalIgnoreCase)) throw new BadOptionException($"'{wanted}' is not a category", "one of " + string.Join(", ", categories));
                alarms = [.. alarms.Where(alarm => string.Equals(alarm.Category, wanted, StringComparison.OrdinalIgnoreCase))];
            }
            if (parsed.GetValue(raised)) alarms = [.. alarms.Where(alarm => alarm.Raised is { IsEmpty: false })];
            if (parsed.GetValue(json)) await Administering.WriteJsonAsync(alarms);
            else Write(Terminal.Output(), alarms);
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    private static Command Set()
    {
        var name = new Argument<string>("NAME") { Description = "Its name in the catalogue." };
        var enabled = new Option<bool?>("--enabled") { Description = "Whether it is raised at all: true or false." };
        var severity = new Option<string?>("--severity") { Description = "Critical, Warning or Info; 'default' for the catalogue's." };
        var recipients = new Option<string[]?>("--recipient") { Description = "Who is told of it beside the administrators that are marked for alarms; once for each. '' for nobody." };
        var note = new Option<string?>("--note") { Description = "A text that its mails carry." };
        var suppress = new Option<string?>("--suppress") { Description = "How long repeats are not mailed, such as 1h; 'none': each is; 'default' for the deployment's." };
        var reset = new Option<bool>("--reset") { Description = "Everything about it as the topology file says." };
        var data = Administering.Data();
        var command = new Command("set", "Change what is set for an alarm, on the primary PAN. What is left out stays as it is.") { name, enabled, severity, recipients, note, suppress, reset, data };
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            ImmutableArray<string>? told = parsed.GetValue(recipients) is { Length: > 0 } given ? [.. given.Where(one => one.Length > 0)] : null;
            var request = new AlarmSettingsRequest(
                parsed.GetRequiredValue(name), parsed.GetValue(enabled), parsed.GetValue(severity), told, parsed.GetValue(note), parsed.GetValue(suppress), parsed.GetValue(reset));
            var alarms = await deployment.PostAsync<ImmutableArray<AlarmDocument>>("/alarms/settings", request, cancellation);
            Write(Terminal.Output(), [.. alarms.Where(alarm => string.Equals(alarm.Name, request.Name, StringComparison.OrdinalIgnoreCase))]);
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    private static Command From()
    {
        var address = new Argument<string?>("ADDRESS") { Description = "The address. Left out: as the topology file says.", Arity = ArgumentArity.ZeroOrOne };
        var data = Administering.Data();
        var command = new Command("from", "Change from whom alarms come.") { address, data };
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var now = await deployment.PostAsync<AlarmFromDocument>("/alarms/from", new AlarmFromRequest(parsed.GetValue(address)), cancellation);
            await Console.Out.WriteLineAsync($"alarms come from {now.Address}{(now.Changed ? "" : ", as the topology file says")}");
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    private static string Told(AlarmOutcomeDocument outcome) => outcome switch
    {
        { NotMailed: { } why } => $"nobody is told: {why}",
        { Suppressed: true } => "suppressed; the next mail about it says so",
        { Mails.Length: 1 } => "1 mail is on its way",
        _ => string.Create(CultureInfo.InvariantCulture, $"{outcome.Mails.Length} mails are on their way"),
    };

    private static void Write(IAnsiConsole console, ImmutableArray<AlarmDocument> alarms)
    {
        var table = new Table().AddColumns("Alarm", "Category", "Severity", "Told to", "Repeats not mailed for", "Raised");
        foreach (var alarm in alarms)
        {
            table.AddRow(new[]
            {
                alarm.Name, alarm.Category, alarm.Severity,
                !alarm.Enabled ? "disabled" : alarm.Recipients.IsEmpty ? "nobody" : string.Join(", ", alarm.Recipients),
                alarm.Suppress ?? "-",
                alarm.Raised is { } raised ? string.Join(", ", raised.Select(Standing)) : "no active MnT answers",
            }.Select(Markup.Escape).ToArray());
        }
        console.Write(table);
    }

    private static string Standing(AlarmRaisedDocument raised)
    {
        var mailed = raised.MailedAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"{raised.Node} {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z") : raised.Node;
        var over = raised.Cleared ? " (over)" : "";
        return raised.Suppressed == 0 ? mailed + over : string.Create(CultureInfo.InvariantCulture, $"{mailed}{over}, {raised.Suppressed} suppressed since");
    }
}
