using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using IseMail.Cli.Administration;
using IseMail.Scenarios.Administration;

namespace IseMail.Cli.Settings;

/// <summary><c>isemail settings network NODE</c>: what is different in one node's network, clock and store.</summary>
internal static class NetworkCommand
{
    public static Command Create()
    {
        var node = new Argument<string>("NODE") { Description = "Which node." };
        var lacks = new Option<string[]?>("--lacks") { Description = "Friendly name of a trusted certificate that it does not have; '*' for all; 'none' for having all. May be given several times.", AllowMultipleArgumentsPerToken = true };
        var name = new Option<string[]?>("--name") { Description = "A name it resolves in its own way: smtp.office365.com=unknown, =host:port, or =known for what everybody knows. May be given several times.", AllowMultipleArgumentsPerToken = true };
        var blocked = new Option<bool?>("--blocked") { Description = "true: a firewall drops what does not come from the proxy." };
        var clock = new Option<string?>("--clock") { Description = "How many minutes its clock is ahead; negative: behind." };
        var data = Administering.Data();
        var command = new Command("network", "Change what is different in one node's network, clock and store.") { node, lacks, name, blocked, clock, data };
        command.SetAction((parsed, cancellationToken) => Administering.RunAsync(parsed.GetValue(data), async (deployment, cancellation) =>
        {
            var settings = await deployment.PostAsync<SettingsDocument>(
                "/settings/network",
                new NetworkRequest(
                    parsed.GetRequiredValue(node),
                    parsed.GetValue(lacks) is { Length: > 0 } missing ? [.. missing.Where(one => one != "none")] : null,
                    parsed.GetValue(name) is { Length: > 0 } names ? Names(names) : null,
                    parsed.GetValue(blocked),
                    parsed.GetValue(clock) is { } minutes ? Minutes(minutes) : null),
                cancellation);
            await Console.Out.WriteLineAsync($"saved as version {settings.Version}: {settings.Cause}");
            return ExitCodes.Holds;
        }, cancellationToken));
        return command;
    }

    private static ImmutableDictionary<string, string> Names(string[] given)
    {
        var names = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var one in given)
        {
            var equals = one.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new BadOptionException($"'{one}' does not say where a name leads", "name=host:port, name=unknown or name=known");
            names[one[..equals]] = one[(equals + 1)..];
        }
        return names.ToImmutable();
    }

    private static double Minutes(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes)
            ? minutes
            : throw new BadOptionException($"'{text}' is not a number of minutes", "such as 120 or -90");
}
