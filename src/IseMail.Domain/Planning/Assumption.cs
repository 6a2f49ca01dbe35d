namespace IseMail.Domain.Planning;

/// <summary>Something that a calculation takes for granted.</summary>
/// <param name="What">What, in a sentence without its full stop.</param>
/// <param name="Source">Where it is known from, or who says so.</param>
public sealed record Assumption(string What, string Source)
{
    /// <summary>Whoever asks says so.</summary>
    public const string Told = "as told";

    /// <summary>This project's own choice; no source tells.</summary>
    public const string Own = "own";

    /// <inheritdoc/>
    public override string ToString() => $"{What} [{Source}]";
}
