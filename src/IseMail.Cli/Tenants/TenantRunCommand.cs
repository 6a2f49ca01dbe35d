using System.CommandLine;
using IseMail.Cli.Running;
using IseMail.Scenarios.Topologies;
using IseMail.Tenant.Hosting;

namespace IseMail.Cli.Tenants;

/// <summary><c>isemail tenant run</c>: the embedded Microsoft 365 tenant in a process of its own.</summary>
internal static class TenantRunCommand
{
    public static Command Create()
    {
        var file = new Option<string>("--topology") { Description = "The topology file whose tenant to run.", Required = true };
        var data = new Option<string>("--data") { Description = "Directory for the tenant's keys, secrets and mailboxes; nobody else needs it.", DefaultValueFactory = _ => Path.Combine("data", "tenant") };
        var publish = new Option<string?>("--publish") { Description = "Directory to put the client secret and the certificate authority into, for the nodes to read." };
        var command = new Command("run", "Run the embedded tenant until it is told to stop.") { file, data, publish };
        command.SetAction((parsed, cancellationToken) => RunAsync(ShippedFiles.Find(parsed.GetRequiredValue(file)), parsed.GetRequiredValue(data), parsed.GetValue(publish), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, string data, string? publish, CancellationToken cancellationToken)
    {
        var reading = await TopologyFile.ReadAsync(path, cancellationToken);
        if (reading.Value is not { } topology) return await Failures.BadInputAsync(reading.Problems);
        if (topology.EmbeddedTenant is not { } settings) return await Failures.BadInputAsync([reading.At("", "there is no tenant in this file", "'tenant: embedded', or a mapping under 'tenant'")]);
        try
        {
            using var log = TenantLog.In(new DirectoryInfo(data), console: true);
            await using var tenant = await EmbeddedTenant.StartAsync(settings, data, TimeProvider.System, log, cancellationToken);
            if (publish is not null) TenantPublication.Write(tenant, publish);
            await Console.Out.WriteLineAsync($"token endpoint: {tenant.Tokens.Authority}");
            await Console.Out.WriteLineAsync($"submission server: {settings.Listen.HostName}:{tenant.Submission.Port}");
            if (tenant.Proxy is { } proxy) await Console.Out.WriteLineAsync($"proxy: {settings.Listen.HostName}:{proxy.Port}");
            await Console.Out.WriteLineAsync($"mailboxes: {tenant.MailboxReader}");
            await Console.Out.WriteLineAsync($"administration: isemail tenant get-mailbox --data {data}");
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return ExitCodes.Holds;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Holds;
        }
        catch (Exception fault) when (Failures.IsOfTheMachine(fault))
        {
            return await Failures.MachineLacksAsync(reading, fault);
        }
    }
}
