using Spectre.Console;

namespace IseMail.Cli;

/// <summary>The program's standard output for drawings.</summary>
internal static class Terminal
{
    // Where nothing tells a width, wide enough that no line of a drawing is broken.
    private const int WidthOfFiles = 1000;

    /// <summary>Colours on a terminal; plain text in a file, a pipe, and wherever <c>NO_COLOR</c> asks for it.</summary>
    public static IAnsiConsole Output()
    {
        var plain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        if (Console.IsOutputRedirected) console.Profile.Width = WidthOfFiles;
        return console;
    }

    /// <summary>A text that came from elsewhere, without what would command a terminal.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c));
}
