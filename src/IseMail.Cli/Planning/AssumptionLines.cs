using IseMail.Domain.Planning;
using Spectre.Console;

namespace IseMail.Cli.Planning;

/// <summary>What a calculation takes for granted, a line for each.</summary>
internal static class AssumptionLines
{
    public static void Write(IAnsiConsole console, IEnumerable<Assumption> assumptions)
    {
        console.WriteLine("taken for granted:");
        foreach (var assumption in assumptions) console.WriteLine($"- {assumption}");
    }
}
