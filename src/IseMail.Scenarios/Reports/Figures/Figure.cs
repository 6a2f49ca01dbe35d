namespace IseMail.Scenarios.Reports.Figures;

/// <summary>Which of two values of a figure is the better.</summary>
public enum Better
{
    /// <summary>The lower.</summary>
    Lower,

    /// <summary>The higher.</summary>
    Higher,

    /// <summary>Neither: it only describes.</summary>
    Neither,
}

/// <summary>One number that a run is known by.</summary>
/// <param name="Key">Its name for programs, which stays.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Unit"><c>s</c> for seconds, <c>%</c> for a share; empty: a count.</param>
/// <param name="Better">Which of two is the better.</param>
/// <param name="Value">The number; <c>null</c>: there is none in this run.</param>
public sealed record Figure(string Key, string Title, string Unit, Better Better, double? Value);
