using System.Collections.Immutable;

namespace IseMail.Testing;

/// <summary>A topology, or a fault, that a test gave cannot be used.</summary>
/// <param name="problems">What is wrong, a line each: place, what is wrong, what was expected.</param>
public sealed class BadTopologyException(ImmutableArray<string> problems) : ArgumentException(string.Join(Environment.NewLine, problems))
{
    /// <summary>What is wrong, a line each.</summary>
    public ImmutableArray<string> Problems { get; } = problems;
}
