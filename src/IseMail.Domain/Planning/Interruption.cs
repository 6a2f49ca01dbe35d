namespace IseMail.Domain.Planning;

/// <summary>What ends an interruption.</summary>
public enum InterruptionEnd
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Another node takes over by itself.</summary>
    Takeover,

    /// <summary>A person acts.</summary>
    Person,

    /// <summary>Only the return of what was lost.</summary>
    Return,
}

/// <summary>For how long mail of a purpose does not leave, or does not arise, after the loss of a node.</summary>
/// <param name="End">What ends it.</param>
/// <param name="Longest">The longest that it lasts; <see cref="TimeSpan.MaxValue"/> until the node returns.</param>
public sealed record Interruption(InterruptionEnd End, TimeSpan Longest)
{
    /// <summary>Nothing stops.</summary>
    public static Interruption None { get; } = new(InterruptionEnd.None, TimeSpan.Zero);

    /// <summary>It lasts until the node returns.</summary>
    public static Interruption UntilReturn { get; } = new(InterruptionEnd.Return, TimeSpan.MaxValue);

    /// <summary>The longer of two that begin together.</summary>
    public Interruption Or(Interruption other) => other.Longest > Longest ? other : this;
}
