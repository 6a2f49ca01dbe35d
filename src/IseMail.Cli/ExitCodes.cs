namespace IseMail.Cli;

/// <summary>How the program says how it ended.</summary>
internal static class ExitCodes
{
    /// <summary>It did what was asked; a verdict holds.</summary>
    public const int Holds = 0;

    /// <summary>A verdict does not hold.</summary>
    public const int DoesNotHold = 1;

    /// <summary>A file or an argument cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>The machine lacks something: a port is taken, a file cannot be written.</summary>
    public const int MachineLacks = 3;
}
