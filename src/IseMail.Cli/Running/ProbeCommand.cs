using System.CommandLine;

namespace IseMail.Cli.Running;

/// <summary><c>isemail probe URL</c>: whether a health address answers; containers have no other HTTP client.</summary>
internal static class ProbeCommand
{
    public static Command Create()
    {
        var address = new Argument<Uri>("URL")
        {
            Description = "A health address, such as http://localhost:8081/health.",
            CustomParser = text =>
            {
                if (Uri.TryCreate(text.Tokens[0].Value, UriKind.Absolute, out var read) && (read.Scheme == Uri.UriSchemeHttp || read.Scheme == Uri.UriSchemeHttps)) return read;
                text.AddError($"'{text.Tokens[0].Value}' is not an address that begins with http:// or https://");
                return null;
            },
        };
        var command = new Command("probe", "Exit with 0 if a health address answers with success, else with 1.") { address };
        command.SetAction((parsed, cancellationToken) => ProbeAsync(parsed.GetRequiredValue(address), cancellationToken));
        return command;
    }

    private static async Task<int> ProbeAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await client.GetAsync(address, cancellationToken);
            if (answer.IsSuccessStatusCode) return ExitCodes.Holds;
            await Console.Error.WriteLineAsync($"{address} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"{address}: {fault.Message}");
        }
        return ExitCodes.DoesNotHold;
    }
}
