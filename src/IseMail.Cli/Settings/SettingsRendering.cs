using System.Globalization;
using IseMail.Scenarios.Administration;
using Spectre.Console;

namespace IseMail.Cli.Settings;

/// <summary>Shows settings and tests to a person.</summary>
internal static class SettingsRendering
{
    private static readonly (string Key, string Title)[] Fields =
    [
        ("host", "SMTP Server"), ("port", "SMTP Port"), ("connectionTimeout", "Connection Timeout (s)"), ("encryption", "Encryption"), ("authentication", "Authentication"),
        ("mailbox", "Email Address"), ("userName", "User Name"), ("clientId", "Client ID"), ("tenantId", "Tenant ID"), ("secretExpires", "Expiry Date"), ("scope", "Scope"),
    ];

    public static void Write(IAnsiConsole console, SettingsDocument settings)
    {
        console.WriteLine(settings.Version == 0
            ? "nothing has been saved yet"
            : string.Create(CultureInfo.InvariantCulture, $"version {settings.Version}, {settings.SavedAt:yyyy-MM-dd HH:mm:ss}Z: {settings.Cause}; kept by {settings.Keeper}"));
        if (settings.WhyNotConfigured is { } why) console.WriteLine(why, new Style(Color.Red));
        var grid = new Table().Border(TableBorder.Square).HideHeaders().AddColumns("", "");
        foreach (var (key, title) in Fields)
        {
            if (settings.Fields.TryGetValue(key, out var value)) Row(title, value);
            if (key == "tenantId" && settings.Secret is { } secret) Row("Secret", secret);
        }
        if (settings.TokenEndpoint is { } endpoint) Row("OAuth Token Endpoint API", endpoint);
        Row("Proxy", settings.Proxy);
        foreach (var certificate in settings.Trusted)
        {
            var uses = certificate.TrustedFor.IsEmpty ? "nothing" : string.Join(", ", certificate.TrustedFor);
            Row("Trusted certificate", string.Create(CultureInfo.InvariantCulture, $"{certificate.Name} ({certificate.Subject}, until {certificate.NotAfter:yyyy-MM-dd}), for {uses}"));
        }
        foreach (var (node, network) in settings.Networks) Row($"Network of {node}", network);
        foreach (var (node, levels) in settings.DebugLogs) Row($"Debug log of {node}", levels);
        console.Write(grid);
        var behind = settings.Nodes.Where(node => node.Value != settings.Version).ToList();
        console.WriteLine(settings.Nodes.IsEmpty ? "no node has told which version it has"
            : behind.Count == 0 ? string.Create(CultureInfo.InvariantCulture, $"all {settings.Nodes.Count} nodes have it")
            : "not yet at: " + string.Join(", ", behind.Select(node => string.Create(CultureInfo.InvariantCulture, $"{node.Key} (version {node.Value})"))));

        void Row(string title, string value) => grid.AddRow(new Text(title), new Text(value));
    }

    public static void Write(IAnsiConsole console, TestDocument test, bool named)
    {
        if (named) console.WriteLine($"from {test.Node}:");
        foreach (var party in test.Stages.GroupBy(stage => stage.Party))
        {
            var steps = party.Select(stage => stage.State switch { "passed" => $"{stage.Stage} ok", "failed" => $"{stage.Stage} FAILED", _ => $"({stage.Stage})" });
            console.WriteLine($"  {party.Key}: {string.Join(", ", steps)}");
        }
        console.WriteLine(test.Message, new Style(test.Succeeded ? Color.Green : Color.Red));
        if (test.Reason is { } reason && !test.Message.Contains(reason, StringComparison.Ordinal)) console.WriteLine($"  guest.log: {reason}");
        foreach (var note in test.Notes) console.WriteLine($"  note: {note}");
    }
}
