using System.CommandLine;
using IseMail.Domain.Tenants;
using IseMail.Scenarios.Topologies;
using IseMail.Tenant.Administration;

namespace IseMail.Cli.Tenants;

/// <summary><c>isemail tenant apply FILE</c>: makes a running tenant's directory what a file says.</summary>
internal static class TenantApplyCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A YAML file with the keys that a topology has under 'tenant'." };
        var data = OnTenant.Data();
        var command = new Command("apply", "Replace the objects of a running tenant by those of a file; secrets that the file does not name stay.") { file, data };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(file), parsed.GetValue(data), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, string? data, CancellationToken cancellationToken)
    {
        var reading = await TenantFile.ReadAsync(path, cancellationToken);
        if (reading.Value is not { } settings) return await Failures.BadInputAsync(reading.Problems);
        string directory;
        try
        {
            var secrets = TenantSecrets.Named(settings);
            directory = DirectoryJson.Write(TenantDirectory.Of(settings, secrets.Of, secrets.PasswordOf, LiveDirectory.Hash));
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            return await OnTenant.TellAsync(reading.At("", fault.Message.TrimEnd('.'), "a machine that has it").ToString(), ExitCodes.MachineLacks);
        }
        return await OnTenant.RunAsync(data, async (tenant, cancellation) => await OnTenant.DoneAsync(await tenant.ReplaceAsync(directory, cancellation)), cancellationToken);
    }
}
