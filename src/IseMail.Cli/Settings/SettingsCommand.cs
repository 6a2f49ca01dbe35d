using System.Collections.Immutable;
using System.CommandLine;
using IseMail.Cli.Administration;
using IseMail.Scenarios.Administration;

namespace IseMail.Cli.Settings;

/// <summary>
/// <c>isemail settings show|test|save|reset</c>: ISE's SMTP server page of a deployment that runs. What is saved must have passed
/// its test.
/// </summary>
internal static class SettingsCommand
{
    private static readonly (string Option, string Key, string Description)[] Fields =
    [
        ("--server", "host", "SMTP server."),
        ("--port", "port", "SMTP port."),
        ("--timeout", "connectionTimeout", "Connection timeout in seconds."),
        ("--encryption", "encryption", "tls or none."),
        ("--authentication", "authentication", "oauth (MS Exchange Online OAuth), password or none."),
        ("--email", "mailbox", "E-mail address of the Exchange Online mailbox."),
        ("--client-id", "clientId", "Application (client) ID."),
        ("--tenant-id", "tenantId", "Directory (tenant) ID."),
        ("--secret-expires", "secretExpires", "Expiry date of the client secret, such as 2027-03-15."),
        ("--authority", "authority", "Token service including the tenant. Left out: as ISE fills it in."),
        ("--scope", "scope", "Scope of the token. Left out: as ISE fills it in."),
        ("--user-name", "userName", "User name, with password authentication."),
    ];

    public static Command Create() => new("settings", "ISE's mail settings of a deployment that runs.")
    {
        Show(), Test(), Save(), Reset(), ProxyCommand.Create(), TrustCommand.Create(), NetworkCommand.Create(), DebugLogCommand.Create(),
    };

    private static Command Show()
    {
        var data = Administering.Data();
        var json = Administering.Json();
        var command = new Command("show", "Show the settings, and which node has which version of them.") { data, json };
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var settings = await deployment.GetAsync<SettingsDocument>("/settings", cancellation);
            if (parsed.GetValue(json)) await Administering.WriteJsonAsync(settings);
            else SettingsRendering.Write(Terminal.Output(), settings);
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    private static Command Test()
    {
        var page = new Page();
        var data = Administering.Data();
        var json = Administering.Json();
        var from = new Option<string?>("--from") { Description = "The node that makes the test, or all. Left out: the primary PAN, as in ISE, whose test alone allows to save." };
        var topology = new Option<string?>("--topology") { Description = "Test what a topology file says under mail.server, from this machine, without a deployment that runs." };
        var command = new Command("test", "Test Connection: fill in what is given, leave the rest as it was filled in or saved last, and try. Nothing is saved.") { data, json, from, topology };
        page.AddTo(command);
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(topology) is { } file ? TopologyTest.RunAsync(file, parsed.GetValue(from), parsed.GetValue(json), cancellationToken) : Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var request = await page.ReadAsync(parsed, deployment, cancellation) with { From = parsed.GetValue(from) is { } node ? node == "all" ? "*" : node : null };
            var tests = await deployment.PostAsync<ImmutableArray<TestDocument>>("/settings/test", request, cancellation);
            if (parsed.GetValue(json)) await Administering.WriteJsonAsync(tests);
            else foreach (var test in tests) SettingsRendering.Write(Terminal.Output(), test, named: tests.Length > 1 || request.From is not null);
            if (tests.All(test => test.Succeeded)) return ExitCodes.Holds;
            if (!parsed.GetValue(json)) await Console.Out.WriteLineAsync("  'isemail diagnose' says why, and what mends it");
            return ExitCodes.DoesNotHold;
        }, cancellationToken));
        return command;
    }

    private static Command Save()
    {
        var page = new Page();
        var data = Administering.Data();
        var json = Administering.Json();
        var command = new Command("save", "Save the settings that were tested last; with values, these, if exactly they have passed the test.") { data, json };
        page.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var settings = await deployment.PostAsync<SettingsDocument>("/settings/save", await page.ReadAsync(parsed, deployment, cancellation), cancellation);
            if (parsed.GetValue(json)) await Administering.WriteJsonAsync(settings);
            else await Console.Out.WriteLineAsync($"saved as version {settings.Version}; it is on its way to every node");
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    private static Command Reset()
    {
        var data = Administering.Data();
        var command = new Command("reset", "Forget what was filled in and not saved.") { data };
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var settings = await deployment.PostAsync<SettingsDocument>("/settings/reset", new { }, cancellation);
            await Console.Out.WriteLineAsync($"the page is as it was saved: {(settings.Version == 0 ? "empty" : $"version {settings.Version}")}");
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    /// <summary>The page's fields as options.</summary>
    private sealed class Page
    {
        private readonly ImmutableArray<(Option<string?> Option, string Key)> _fields =
            [.. Fields.Select(field => (new Option<string?>(field.Option) { Description = field.Description }, field.Key))];

        private readonly SecretOptions _secret = new("secret", "the client secret or the user's password");

        public void AddTo(Command command)
        {
            foreach (var (option, _) in _fields) command.Add(option);
            _secret.AddTo(command);
        }

        public async Task<SettingsRequest> ReadAsync(ParseResult parsed, RunningDeployment deployment, CancellationToken cancellationToken)
        {
            var given = _fields.Select(field => (field.Key, Value: parsed.GetValue(field.Option))).Where(field => field.Value is not null);
            var secret = await _secret.ReadAsync(parsed, cancellationToken);
            return new SettingsRequest(
                given.ToImmutableDictionary(field => field.Key, field => field.Value!),
                secret is null ? null : await deployment.SealAsync(secret, cancellationToken));
        }
    }
}
