using System.CommandLine;

namespace IseMail.Cli.Tenants;

/// <summary>What all commands on a running tenant have in common.</summary>
internal static class OnTenant
{
    public static Option<string?> Data() => new("--data") { Description = "Directory of the running tenant or of its deployment. Left out: the only one under data that answers." };

    /// <summary>Does something with the tenant and tells in a line why not, if it could not be done.</summary>
    public static async Task<int> RunAsync(string? data, Func<RunningTenant, CancellationToken, Task<int>> act, CancellationToken cancellationToken)
    {
        var (tenant, fault) = await RunningTenant.FindAsync(data, cancellationToken);
        if (tenant is null) return await TellAsync(fault!, ExitCodes.MachineLacks);
        using (tenant)
        {
            try
            {
                return await act(tenant, cancellationToken);
            }
            catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                return await TellAsync($"the tenant does not answer: {gone.Message.TrimEnd('.')}", ExitCodes.MachineLacks);
            }
        }
    }

    /// <summary>The exit code of something that the tenant may have refused, which is told.</summary>
    public static Task<int> DoneAsync(string? refusal) => refusal is null ? Task.FromResult(ExitCodes.Holds) : TellAsync(refusal, ExitCodes.BadInput);

    public static async Task<int> TellAsync(string line, int exitCode)
    {
        await Console.Error.WriteLineAsync(line);
        return exitCode;
    }
}
