using System.CommandLine;

namespace IseMail.Cli.Planning;

/// <summary><c>isemail calculate failover|redundancy</c>: what follows from a design by reckoning alone, without running it.</summary>
internal static class CalculateCommand
{
    public static Command Create() => new("calculate", "Reckon what a design costs and survives, without running it.") { FailoverPlanCommand.Create(), RedundancyPlanCommand.Create() };
}
