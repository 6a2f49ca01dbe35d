using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using IseMail.Cli.Administration;
using IseMail.Scenarios.Administration;
using Spectre.Console;

namespace IseMail.Cli.Guests;

/// <summary><c>isemail guest …</c>: what guests and sponsors do at the portals.</summary>
internal static class GuestCommand
{
    public static Command Create()
    {
        var command = new Command("guest", "What guests and sponsors do at the portals of a deployment that runs.") { Register(), ForSponsor(), Administering.List<GuestDocument>("Show the guests' accounts. Passwords are not shown.", "/guests", "no guests", Write), Resend(), Link() };
        foreach (var action in GuestActions.All()) command.Add(action);
        return command;
    }

    private static Command Register()
    {
        var form = new GuestFormOptions();
        var visited = new Option<string?>("--person-visited-email") { Description = "The address of the person being visited, who has to approve where nobody else is named for that." };
        var portal = Portal();
        var data = Administering.Data();
        var command = new Command("register", "A guest registers at a portal. The credentials are in the mail that comes of it, and nowhere else.") { visited, portal, data };
        form.AddTo(command, withTime: false);
        command.SetAction((parsed, cancellationToken) => ServeAsync(
            parsed, data, "/guests/register", new RegisterRequest(form.Read(parsed), parsed.GetValue(visited), parsed.GetValue(portal)), cancellationToken));
        return command;
    }

    private static Command ForSponsor()
    {
        var form = new GuestFormOptions();
        var sponsor = new Option<string>("--sponsor") { Description = "Name or address of the sponsor.", Required = true };
        var type = new Option<string?>("--type") { Description = "Guest type. Left out: the first that the sponsor's group may make." };
        var notify = new Option<bool>("--notify") { Description = "Tell the guest at once; where the sponsor's group does so by itself, that is not needed." };
        var portal = Portal();
        var data = Administering.Data();
        var command = new Command("create", "A sponsor creates an account.") { sponsor, type, notify, portal, data };
        form.AddTo(command, withTime: true);
        command.SetAction((parsed, cancellationToken) => ServeAsync(
            parsed, data, "/guests/create",
            new CreateRequest(parsed.GetRequiredValue(sponsor), [form.Read(parsed)], parsed.GetValue(type), parsed.GetValue(notify), parsed.GetValue(portal)), cancellationToken));
        return command;
    }

    private static Command Resend()
    {
        var user = User();
        var sponsor = GuestActions.Sponsor();
        var copy = new Option<bool>("--copy-me") { Description = "A copy to the sponsor." };
        var summary = new Option<bool>("--summary") { Description = "A summary to the sponsor; it holds no password." };
        var portal = Portal();
        var data = Administering.Data();
        var command = new Command("resend", "A sponsor sends an account's credentials again: up to three mails.") { user, sponsor, copy, summary, portal, data };
        command.SetAction((parsed, cancellationToken) => ServeAsync(
            parsed, data, "/guests/resend",
            new ResendRequest(parsed.GetRequiredValue(user), parsed.GetValue(sponsor), parsed.GetValue(copy), parsed.GetValue(summary), parsed.GetValue(portal)), cancellationToken));
        return command;
    }

    private static Command Link()
    {
        var link = new Argument<string>("LINK") { Description = "The link as it stands in the mail that asks for approval." };
        var data = Administering.Data();
        var command = new Command("open-link", "Open a link of an approval request: whoever does has decided.") { link, data };
        command.SetAction((parsed, cancellationToken) => ServeAsync(parsed, data, "/guests/link", new LinkRequest(parsed.GetRequiredValue(link)), cancellationToken));
        return command;
    }

    public static Argument<string> User() => new("USER") { Description = "The account's login name." };

    public static Option<string?> Portal() => new("--portal") { Description = "The PSN whose portal is used. Left out: the first." };

    /// <summary>Has something done at a portal, and tells what came of it.</summary>
    public static Task<int> ServeAsync(ParseResult parsed, Option<string?> data, string path, object request, CancellationToken cancellationToken) =>
        Administering.RunAsync(parsed.GetValue(data), (deployment, cancellation) => ServeAsync(deployment, path, request, cancellation), cancellationToken);

    /// <summary>Has something done at a portal, and tells what came of it.</summary>
    public static async Task<int> ServeAsync(RunningDeployment deployment, string path, object request, CancellationToken cancellationToken)
    {
        var served = await deployment.PostAsync<ServedDocument>(path, request, cancellationToken);
        await Console.Out.WriteLineAsync(string.Join(": ", new[] { string.Join(", ", served.UserNames), Mails(served) }.Where(part => part.Length > 0)));
        return ExitCodes.Holds;
    }

    private static string Mails(ServedDocument served) => served.Mails.Length switch
    {
        0 => "done; no mail comes of it",
        1 => $"1 mail is on its way from {served.Node}",
        var count => string.Create(CultureInfo.InvariantCulture, $"{count} mails are on their way from {served.Node}"),
    };

    private static void Write(IAnsiConsole console, ImmutableArray<GuestDocument> guests)
    {
        var table = new Table().AddColumns("User", "Guest", "E-mail", "State", "Type", "Sponsor", "Valid");
        foreach (var guest in guests)
        {
            table.AddRow(new[]
            {
                guest.UserName, guest.Name, guest.Email, guest.PasswordChanged ? $"{guest.State}, own password" : guest.State, guest.Type, guest.Sponsor ?? "-",
                guest.FromFirstLogin is { } holds
                    ? string.Create(CultureInfo.InvariantCulture, $"{holds} from the first login; unused until {guest.ValidTo:yyyy-MM-dd HH:mm}")
                    : string.Create(CultureInfo.InvariantCulture, $"{guest.ValidFrom:yyyy-MM-dd HH:mm} to {guest.ValidTo:yyyy-MM-dd HH:mm}"),
            }.Select(Markup.Escape).ToArray());
        }
        console.Write(table);
    }
}
