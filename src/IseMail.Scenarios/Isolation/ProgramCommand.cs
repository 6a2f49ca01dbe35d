using System.Collections.Immutable;

namespace IseMail.Scenarios.Isolation;

/// <summary>How this program is started once more.</summary>
/// <param name="FileName">What the operating system starts.</param>
/// <param name="Arguments">What comes before the program's own arguments.</param>
/// <param name="Assembly">Path of the program's assembly.</param>
public sealed record ProgramCommand(string FileName, ImmutableArray<string> Arguments, string Assembly)
{
    /// <summary>The program whose assembly is <paramref name="assembly"/>, by the runtime that runs this process or by its own launcher.</summary>
    /// <param name="assembly">Path of the program's assembly.</param>
    public static ProgramCommand Of(string assembly) => Environment.ProcessPath is { } own && !Path.GetFileNameWithoutExtension(own).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
        && Path.GetFileNameWithoutExtension(own).Equals(Path.GetFileNameWithoutExtension(assembly), StringComparison.OrdinalIgnoreCase)
        ? new ProgramCommand(own, [], assembly)
        : new ProgramCommand("dotnet", ["exec", assembly], assembly);
}
