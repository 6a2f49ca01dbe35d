using System.CommandLine;
using IseMail.Cli.Administration;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Administration;

namespace IseMail.Cli.Guests;

/// <summary>What can be done to an account: one command each.</summary>
internal static class GuestActions
{
    private static readonly (string Name, string Action, string Description)[] Sponsors =
    [
        ("approve", "approve", "Approve a guest who registered; the credentials go to the guest."),
        ("deny", "deny", "Deny a guest who registered; the guest is told."),
        ("suspend", "suspend", "Suspend an account."),
        ("reinstate", "reinstate", "Reinstate a suspended account."),
        ("reset", "resetPassword", "Reset an account's password; the new one goes to the guest."),
        ("delete", "delete", "Delete an account."),
    ];

    public static IEnumerable<Command> All()
    {
        foreach (var (name, action, description) in Sponsors) yield return Plain(name, action, description, Sponsor());
        yield return Extend();
        yield return Plain("sign-in", "signIn", "The guest signs in, which begins the time of an account that holds from the first login.", null);
        yield return ChangePassword();
    }

    public static Option<string?> Sponsor() => new("--sponsor") { Description = "Name or address of the sponsor who does it. Left out: an administrator does." };

    private static Command Plain(string name, string action, string description, Option<string?>? sponsor)
    {
        var user = GuestCommand.User();
        var portal = GuestCommand.Portal();
        var data = Administering.Data();
        var command = new Command(name, description) { user, portal, data };
        if (sponsor is not null) command.Add(sponsor);
        command.SetAction((parsed, cancellationToken) => GuestCommand.ServeAsync(
            parsed, data, "/guests/act",
            new GuestActionRequest(parsed.GetRequiredValue(user), action, sponsor is null ? null : parsed.GetValue(sponsor), Portal: parsed.GetValue(portal)), cancellationToken));
        return command;
    }

    private static Command Extend()
    {
        var user = GuestCommand.User();
        var until = new Option<string>("--until") { Description = "Until when: 2026-12-31, or 2026-12-31T18:00:00Z.", Required = true };
        var sponsor = Sponsor();
        var portal = GuestCommand.Portal();
        var data = Administering.Data();
        var command = new Command("extend", "Give an account more time.") { user, until, sponsor, portal, data };
        command.SetAction((parsed, cancellationToken) => GuestCommand.ServeAsync(
            parsed, data, "/guests/act",
            new GuestActionRequest(parsed.GetRequiredValue(user), "extend", parsed.GetValue(sponsor), parsed.GetRequiredValue(until), Portal: parsed.GetValue(portal)), cancellationToken));
        return command;
    }

    private static Command ChangePassword()
    {
        var user = GuestCommand.User();
        var secret = new SecretOptions("password", "the guest's new password");
        var portal = GuestCommand.Portal();
        var data = Administering.Data();
        var command = new Command("change-password", "The guest chooses a password, which no sponsor can send again.") { user, portal, data };
        secret.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var password = await secret.ReadAsync(parsed, cancellation) ?? throw new BadOptionException("there is no password", "--password-file, --password-env or --password-prompt");
            if (password.Length > GuestPassword.MaxLength || password.Any(char.IsControl))
                throw new BadOptionException("this cannot be a password", $"at most {GuestPassword.MaxLength} characters, none of them a control character");
            return await GuestCommand.ServeAsync(
                deployment, "/guests/act",
                new GuestActionRequest(parsed.GetRequiredValue(user), "changePassword", Password: await deployment.SealAsync(password, cancellation), Portal: parsed.GetValue(portal)), cancellation);
        }, cancellationToken));
        return command;
    }
}
