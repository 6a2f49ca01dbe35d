using IseMail.Domain.Deployments;

namespace IseMail.Domain.Failover;

/// <summary>
/// What a health-check node knows of the PAN that it polls. It counts polls without an answer; when there have been as many
/// in a row as the settings say, and the PAN was the primary when it last answered, the other PAN is to be promoted.
/// </summary>
/// <param name="pan">Which PAN is polled.</param>
/// <param name="failedAttempts">So many failed polls in a row are a failure.</param>
public sealed class HealthCheck(NodeName pan, int failedAttempts)
{
    private bool _unanswered;
    private bool _accepted;

    /// <summary>Which PAN is polled.</summary>
    public NodeName Pan { get; } = pan;

    /// <summary>Polls in a row that went without an answer.</summary>
    public int FailedPolls { get; private set; }

    /// <summary>
    /// Whether the PAN said that it is the primary when it last answered; <c>null</c>: it has never answered, so it may
    /// have been.
    /// </summary>
    public bool? WasPrimary { get; private set; }

    /// <summary>A poll falls due and is sent. The one before it has failed if it is unanswered.</summary>
    /// <returns>Whether the other PAN is to be promoted; again with each further poll, until it has agreed.</returns>
    public bool Poll()
    {
        if (_unanswered) FailedPolls++;
        _unanswered = true;
        return FailedPolls >= failedAttempts && WasPrimary != false && !_accepted;
    }

    /// <summary>The PAN answered.</summary>
    /// <param name="isPrimary">What it says of itself.</param>
    public void Answered(bool isPrimary)
    {
        _unanswered = false;
        _accepted = false;
        FailedPolls = 0;
        WasPrimary = isPrimary;
    }

    /// <summary>The other PAN has agreed to be promoted, or is the primary already: nothing is left to be asked for until this one answers.</summary>
    public void Agreed() => _accepted = true;
}
