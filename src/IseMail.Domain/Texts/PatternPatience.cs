namespace IseMail.Domain.Texts;

/// <summary>How long a pattern may take to match.</summary>
public static class PatternPatience
{
    /// <summary>
    /// In milliseconds. None of the patterns here needs more than a moment; this ends one that somebody's text makes run away. It is
    /// wall-clock time, in which a busy or a suspended machine may do nothing for seconds.
    /// </summary>
    public const int Milliseconds = 60_000;
}
