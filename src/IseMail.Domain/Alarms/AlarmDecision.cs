using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Alarms;

/// <summary>What becomes of a signal.</summary>
public abstract record AlarmDecision
{
    private AlarmDecision() { }

    /// <summary>It is mailed, once to each recipient.</summary>
    /// <param name="Key">What it is a repeat of from now on.</param>
    /// <param name="Occurrence">Which occurrence.</param>
    /// <param name="Causes">One for each recipient.</param>
    public sealed record Mailed(AlarmKey Key, string Occurrence, ImmutableArray<Cause.AlarmRaised> Causes) : AlarmDecision;

    /// <summary>It repeats one that was mailed a short while ago: counted, and told of in the next mail.</summary>
    public sealed record Suppressed(AlarmKey Key, string Occurrence) : AlarmDecision;

    /// <summary>This very occurrence was decided on before.</summary>
    public sealed record Known : AlarmDecision;

    /// <summary>Nobody is told of it.</summary>
    /// <param name="Why">In one clause.</param>
    public sealed record NotMailed(string Why) : AlarmDecision;
}
