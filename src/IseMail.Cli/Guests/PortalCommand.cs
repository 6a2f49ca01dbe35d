using System.CommandLine;
using IseMail.Cli.Administration;
using IseMail.Scenarios.Administration;

namespace IseMail.Cli.Guests;

/// <summary><c>isemail portal test-mail ADDRESS</c>: "Send test email" of the page on which a portal's mail is laid out.</summary>
internal static class PortalCommand
{
    public static Command Create()
    {
        var to = new Argument<string>("ADDRESS") { Description = "Who gets it." };
        var data = Administering.Data();
        var test = new Command("test-mail", "Send a portal's test mail, with ISE's fixed samples, from the primary PAN. It shows nothing of the portals' nodes.") { to, data };
        test.SetAction((parsed, cancellationToken) => GuestCommand.ServeAsync(parsed, data, "/portal/test-mail", new TestMailRequest(parsed.GetRequiredValue(to)), cancellationToken));
        return new Command("portal", "Portals' settings of a deployment that runs.") { test };
    }
}
