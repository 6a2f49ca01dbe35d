using System.CommandLine;
using System.Globalization;
using IseMail.Cli.Tenants;
using IseMail.Domain.Faults;
using Spectre.Console;

namespace IseMail.Cli.Faults;

/// <summary><c>isemail fault add|list|remove</c>: lets things go wrong in a tenant that runs.</summary>
internal static class FaultCommand
{
    public static Command Create()
    {
        var data = OnTenant.Data();
        var name = new Argument<string>("NAME") { Description = "The fault's name." };
        var said = new Argument<string[]>("KEY=VALUE") { Description = "What it is, as docs/faults.md says: where=mail reply=sender-threads count=3", Arity = ArgumentArity.OneOrMore };
        var add = new Command("add", "Add a fault.") { name, said, data };
        add.SetAction((parsed, cancellationToken) => AddAsync(parsed.GetValue(data), parsed.GetRequiredValue(name), parsed.GetRequiredValue(said), cancellationToken));
        var list = new Command("list", "Show the faults that are there and how often each has struck.") { data };
        list.SetAction((parsed, cancellationToken) => OnTenant.RunAsync(parsed.GetValue(data), ListAsync, cancellationToken));
        var remove = new Command("remove", "Remove a fault; what it holds up goes on.") { name, data };
        remove.SetAction((parsed, cancellationToken) => OnTenant.RunAsync(
            parsed.GetValue(data), async (tenant, cancellation) => await OnTenant.DoneAsync(await tenant.RemoveAsync(parsed.GetRequiredValue(name), cancellation)), cancellationToken));
        return new Command("fault", "Let things go wrong in the embedded tenant while it runs.") { add, list, remove };
    }

    private static async Task<int> AddAsync(string? data, string name, string[] said, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = name };
        foreach (var one in said)
        {
            var equals = one.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) return await OnTenant.DoneAsync($"'{one}' says nothing of the fault; KEY=VALUE, such as where=mail");
            if (!values.TryAdd(one[..equals], one[(equals + 1)..])) return await OnTenant.DoneAsync($"'{one[..equals]}' stands here again; it once");
        }
        var (fault, problems) = FaultText.Read(values);
        if (fault is not null) return await OnTenant.RunAsync(data, async (tenant, cancellation) => await OnTenant.DoneAsync(await tenant.AddAsync(fault, cancellation)), cancellationToken);
        foreach (var problem in problems) await Console.Error.WriteLineAsync(problem.ToString());
        return ExitCodes.BadInput;
    }

    private static async Task<int> ListAsync(RunningTenant tenant, CancellationToken cancellationToken)
    {
        var (faults, refusal) = await tenant.FaultsAsync(cancellationToken);
        if (refusal is not null || faults.IsEmpty)
        {
            if (refusal is null) await Console.Out.WriteLineAsync("no faults");
            return await OnTenant.DoneAsync(refusal);
        }
        var table = new Table().AddColumns("Fault", "What", "Ends", "Met", "Struck");
        foreach (var fault in faults)
        {
            table.AddRow(new[]
            {
                fault.Fault["name"], fault.Line, fault.Ends?.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "never",
                fault.Met.ToString(CultureInfo.InvariantCulture), fault.Struck.ToString(CultureInfo.InvariantCulture),
            }.Select(Markup.Escape).ToArray());
        }
        Terminal.Output().Write(table);
        return ExitCodes.Holds;
    }
}
