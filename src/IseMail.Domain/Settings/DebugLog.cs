using System.Collections.Immutable;

namespace IseMail.Domain.Settings;

/// <summary>
/// How much one node writes into guest.log: its rows of ISE's Debug Log Configuration (Operations &gt; Troubleshoot &gt; Debug
/// Wizard). The two components are those that Cisco document 225520 has set to debug on the PAN, a PSN or the MnT, whichever
/// sends the mail in question.
/// </summary>
/// <param name="GuestAccess">Component <c>guestaccess</c>: mail jobs, SMTP sessions, tokens.</param>
/// <param name="GuestAccessAdmin">Component <c>guest-access-admin</c>: the SMTP server page.</param>
public sealed record DebugLog(DebugLogLevel GuestAccess, DebugLogLevel GuestAccessAdmin)
{
    /// <summary>The names of the components.</summary>
    public static ImmutableArray<string> Components { get; } = ["guestaccess", "guest-access-admin"];

    /// <summary>As ISE is installed.</summary>
    public static DebugLog Usual { get; } = new(DebugLogLevel.Info, DebugLogLevel.Info);

    /// <summary>With <paramref name="component"/> at another level.</summary>
    /// <exception cref="ArgumentException">There is no such component.</exception>
    public DebugLog With(string component, DebugLogLevel level) => component switch
    {
        "guestaccess" => this with { GuestAccess = level },
        "guest-access-admin" => this with { GuestAccessAdmin = level },
        _ => throw new ArgumentException($"there is no component '{component}'", nameof(component)),
    };

    /// <summary>Each component with its level, in words.</summary>
    public override string ToString() => $"guestaccess {Word(GuestAccess)}, guest-access-admin {Word(GuestAccessAdmin)}";

    private static string Word(DebugLogLevel level) => level.ToString().ToUpperInvariant();
}

/// <summary>The levels of ISE's Debug Log Configuration, the least first.</summary>
public enum DebugLogLevel
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>What ends the program.</summary>
    Fatal,

    /// <summary>What failed.</summary>
    Error,

    /// <summary>What may come to fail.</summary>
    Warn,

    /// <summary>What happened.</summary>
    Info,

    /// <summary>How it happened.</summary>
    Debug,

    /// <summary>Every step.</summary>
    Trace,
}
