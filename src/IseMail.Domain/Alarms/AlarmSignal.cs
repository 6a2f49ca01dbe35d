using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Alarms;

/// <summary>Somebody or something noticed what an alarm is for.</summary>
/// <param name="Alarm">The alarm's name in the catalogue.</param>
/// <param name="Node">The node it is about.</param>
/// <param name="Details">What happened, in a sentence.</param>
/// <param name="At">When.</param>
/// <param name="Occurrence">Which occurrence of the alarm on the node: whoever tells of it again uses the same.</param>
/// <param name="Cleared">Whether it is over: told of as Info, and suppressed apart from the alarm itself.</param>
/// <param name="OtherwiseTo">Who is told where the deployment names nobody for the alarm; <c>null</c>: then nobody is.</param>
public sealed record AlarmSignal(
    string Alarm, NodeName Node, string Details, DateTimeOffset At, string Occurrence, bool Cleared = false, EmailAddress? OtherwiseTo = null)
{
    /// <summary>The longest occurrence, in characters.</summary>
    public const int MaxOccurrence = 100;
}

/// <summary>What repeats are counted by: an alarm about a node, and apart from it the news that it is over.</summary>
public readonly record struct AlarmKey(string Alarm, NodeName Node, bool Cleared);
