using IseMail.VirtualTime;

namespace IseMail.Cli.Running;

/// <summary>
/// <c>ISEMAIL_PLANTED_DEFECT</c>: what is wrong on purpose in runs in virtual time, to see that an exploration finds it. Builds for development alone
/// have it; to a released program the variable is like any other that it does not know.
/// </summary>
internal static class DefectSwitch
{
#if DEBUG
    private const string Variable = "ISEMAIL_PLANTED_DEFECT";

    private static readonly (string Word, PlantedDefect Defect)[] Defects = [("acknowledges-unrecorded", PlantedDefect.AcknowledgesUnrecorded), ("drops-a-record", PlantedDefect.DropsARecord)];

    /// <summary>The defect that the variable names; <c>null</c>: it names none, which has been told in a line.</summary>
    public static async Task<PlantedDefect?> ReadAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } word) return PlantedDefect.None;
        if (Array.Find(Defects, one => one.Word == word) is { Word: not null } known) return known.Defect;
        await Console.Error.WriteLineAsync($"isemail: {Variable} is {string.Join(" or ", Defects.Select(one => one.Word))}, and not '{Terminal.Printable(word)}'");
        return null;
    }
#else
    /// <summary>None.</summary>
    public static Task<PlantedDefect?> ReadAsync() => Task.FromResult<PlantedDefect?>(PlantedDefect.None);
#endif
}
