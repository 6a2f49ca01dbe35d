using System.CommandLine;
using IseMail.Cli.Administration;
using IseMail.Scenarios.Administration;

namespace IseMail.Cli.Guests;

/// <summary><c>isemail portal test-mail|email</c>: "Send test email" of the page on which a portal's mail is laid out, and Guest Email Settings.</summary>
internal static class PortalCommand
{
    public static Command Create()
    {
        var to = new Argument<string>("ADDRESS") { Description = "Who gets it." };
        var data = Administering.Data();
        var test = new Command("test-mail", "Send a portal's test mail, with ISE's fixed samples, from the primary PAN. It shows nothing of the portals' nodes.") { to, data };
        test.SetAction((parsed, cancellationToken) => GuestCommand.ServeAsync(parsed, data, "/portal/test-mail", new TestMailRequest(parsed.GetRequiredValue(to)), cancellationToken));
        return new Command("portal", "Portals' settings of a deployment that runs.") { test, Email() };
    }

    private static Command Email()
    {
        var notifications = new Option<bool?>("--notifications") { Description = "Whether guests are mailed at all: true or false." };
        var from = new Option<string?>("--from") { Description = "'sponsor': mail to sponsored guests comes from the sponsor; 'default': all comes from the default address." };
        var address = new Option<string?>("--address") { Description = "The default address." };
        var reset = new Option<bool>("--reset") { Description = "Everything as the topology file says." };
        var data = Administering.Data();
        var command = new Command("email", "Show Guest Email Settings, or change them on the primary PAN.") { notifications, from, address, reset, data };
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var request = new GuestEmailRequest(parsed.GetValue(notifications), parsed.GetValue(from), parsed.GetValue(address), parsed.GetValue(reset));
            var now = request == new GuestEmailRequest()
                ? await deployment.GetAsync<GuestEmailDocument>("/guests/email", cancellation)
                : await deployment.PostAsync<GuestEmailDocument>("/guests/email", request, cancellation);
            await Console.Out.WriteLineAsync(now.Notifications ? $"guests are mailed from {(now.From == "sponsor" ? $"their sponsor, if sponsored, else from {now.Address}" : now.Address)}" : "guests are not mailed");
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }
}
