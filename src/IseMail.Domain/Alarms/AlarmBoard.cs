using System.Collections.Immutable;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Alarms;

/// <summary>
/// What the active MnT knows of the alarms it has mailed: enough to suppress repeats and to recognise an occurrence it is
/// told of twice. Whoever keeps it journals each decision before it is acted on, so the next active MnT goes on from it.
/// </summary>
public sealed class AlarmBoard
{
    private const int OccurrencesKept = 16;

    private readonly Dictionary<AlarmKey, AlarmStanding> _standings = [];

    /// <summary>How every alarm that was ever mailed or suppressed stands.</summary>
    public ImmutableArray<AlarmStanding> Standings =>
        [.. _standings.Values.OrderBy(one => one.Key.Alarm, StringComparer.Ordinal).ThenBy(one => one.Key.Node).ThenBy(one => one.Key.Cleared)];

    /// <summary>What becomes of <paramref name="signal"/>; nothing changes until that is applied.</summary>
    /// <param name="signal">What was noticed.</param>
    /// <param name="settings">The deployment's alarm settings.</param>
    /// <param name="administrators">Administrators who have "include system alarms in e-mails" set (Cisco document 225520).</param>
    /// <param name="now">The present.</param>
    public AlarmDecision Decide(AlarmSignal signal, AlarmSettings settings, IEnumerable<EmailAddress> administrators, DateTimeOffset now)
    {
        if (!AlarmCatalogue.TryFind(signal.Alarm, out var alarm)) return new AlarmDecision.NotMailed("no such alarm is in the catalogue");
        if (signal.Occurrence.Length is 0 or > AlarmSignal.MaxOccurrence) return new AlarmDecision.NotMailed($"an occurrence has 1 to {AlarmSignal.MaxOccurrence} characters");
        var rule = settings.RuleOf(alarm);
        if (!rule.Enabled) return new AlarmDecision.NotMailed("the alarm is disabled");
        var recipients = administrators.Concat(rule.Recipients).Distinct().ToList();
        if (recipients.Count == 0 && signal.OtherwiseTo is { } other) recipients.Add(other);
        if (recipients.Count == 0) return new AlarmDecision.NotMailed("nobody is to be told: no administrator includes system alarms, and the alarm has no addresses of its own");

        var key = new AlarmKey(alarm.Name, signal.Node, signal.Cleared);
        var standing = _standings.GetValueOrDefault(key);
        if (standing?.Occurrences.Contains(signal.Occurrence, StringComparer.Ordinal) == true) return new AlarmDecision.Known();
        if (standing?.MailedAt is { } before && settings.SuppressionOf(alarm) is { } period && now - before < period)
            return new AlarmDecision.Suppressed(key, signal.Occurrence);
        var severity = signal.Cleared ? AlarmSeverity.Info : rule.Severity ?? alarm.Severity;
        return new AlarmDecision.Mailed(key, signal.Occurrence,
        [
            .. recipients.Select(recipient => new Cause.AlarmRaised(
                alarm.Name, severity.ToString(), signal.Node.Value, signal.At, signal.Details, alarm.SuggestedAction,
                signal.Cleared ? $"{signal.Occurrence} cleared" : signal.Occurrence, recipient, alarm.Category, alarm.Description, rule.Note, standing?.Suppressed ?? 0)),
        ]);
    }

    /// <summary>An occurrence was mailed: repeats count from here.</summary>
    public void Mail(AlarmKey key, string occurrence, DateTimeOffset at) => _standings[key] = new AlarmStanding(key, at, 0, Remember(key, occurrence));

    /// <summary>An occurrence was suppressed.</summary>
    public void Suppress(AlarmKey key, string occurrence)
    {
        var standing = _standings.GetValueOrDefault(key);
        _standings[key] = new AlarmStanding(key, standing?.MailedAt, (standing?.Suppressed ?? 0) + 1, Remember(key, occurrence));
    }

    /// <summary>Makes an empty board what a snapshot says.</summary>
    public void Restore(IEnumerable<AlarmStanding> standings)
    {
        foreach (var standing in standings) _standings[standing.Key] = standing;
    }

    private ImmutableArray<string> Remember(AlarmKey key, string occurrence)
    {
        var known = _standings.GetValueOrDefault(key)?.Occurrences ?? [];
        return [.. known.Skip(Math.Max(0, known.Length + 1 - OccurrencesKept)), occurrence];
    }
}

/// <summary>How an alarm about a node stands.</summary>
/// <param name="Key">Which.</param>
/// <param name="MailedAt">When it was last mailed.</param>
/// <param name="Suppressed">How many repeats were suppressed since.</param>
/// <param name="Occurrences">The last occurrences, the oldest first.</param>
public sealed record AlarmStanding(AlarmKey Key, DateTimeOffset? MailedAt, int Suppressed, ImmutableArray<string> Occurrences);
