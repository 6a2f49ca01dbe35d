using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using IseMail.Cli.Administration;
using IseMail.Scenarios.Administration;
using Spectre.Console;

namespace IseMail.Cli.Outbox;

/// <summary><c>isemail parked list|replay</c>: mail that waits for a person.</summary>
internal static class ParkedCommand
{
    public static Command Create() => new("parked", "Mail that waits for a person in the outboxes of a deployment that runs.") { Administering.List<ParkedMailDocument>("Show the mails that wait for a person, and why.", "/parked", "no mail waits for a person", Write), Replay() };

    private static Command Replay()
    {
        var mail = new Argument<string?>("MAIL") { Description = "Which mail, as the list names it. Left out: all.", Arity = ArgumentArity.ZeroOrOne };
        var data = Administering.Data();
        var command = new Command("replay", "Let mail that waits for a person be tried again, once what kept it is mended. One in doubt may then arrive twice.") { mail, data };
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var replayed = await deployment.PostAsync<ReplayedDocument>("/parked/replay", new ReplayRequest(parsed.GetValue(mail)), cancellation);
            await Console.Out.WriteLineAsync(replayed.Mails == 1 ? "1 mail is tried again" : string.Create(CultureInfo.InvariantCulture, $"{replayed.Mails} mails are tried again"));
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    private static void Write(IAnsiConsole console, ImmutableArray<ParkedMailDocument> mails)
    {
        var table = new Table().AddColumns("Mail", "Node", "Purpose", "From", "To", "State", "Reason");
        foreach (var mail in mails)
            table.AddRow(new[] { mail.Mail, mail.Node, mail.Purpose, mail.From ?? "-", mail.To, mail.State, mail.Reason ?? "-" }.Select(Markup.Escape).ToArray());
        console.Write(table);
    }
}
