using IseMail.Domain.Deployments;

namespace IseMail.Domain.Failover;

/// <summary>
/// What a health-check node knows of the PAN that it polls. It counts polls without an answer; when there have been as many
/// in a row as the settings say, the other PAN is asked to take over.
/// </summary>
/// <remarks>
/// Whether the one that does not answer was the primary is for the other PAN to know, not for this: it may have been promoted,
/// and have died, between two polls. And it is asked again and again, for whoever agreed may die before it acts.
/// </remarks>
/// <param name="pan">Which PAN is polled.</param>
/// <param name="failedAttempts">So many failed polls in a row are a failure.</param>
public sealed class HealthCheck(NodeName pan, int failedAttempts)
{
    private bool _unanswered;
    private bool _agreed;

    /// <summary>Which PAN is polled.</summary>
    public NodeName Pan { get; } = pan;

    /// <summary>Polls in a row that went without an answer.</summary>
    public int FailedPolls { get; private set; }

    /// <summary>
    /// Whether the PAN said that it is the primary when it last answered; <c>null</c>: it has never answered, so it may
    /// have been.
    /// </summary>
    public bool? WasPrimary { get; private set; }

    /// <summary>Whether its silence is worth saying: it was not known to be a secondary, and the other PAN has not agreed yet.</summary>
    public bool IsNews => WasPrimary != false && !_agreed;

    /// <summary>A poll falls due and is sent. The one before it has failed if it is unanswered.</summary>
    /// <returns>Whether the other PAN is to be asked to take over; so with each further poll, until this one answers.</returns>
    public bool Poll()
    {
        if (_unanswered) FailedPolls++;
        _unanswered = true;
        return FailedPolls >= failedAttempts;
    }

    /// <summary>The PAN answered.</summary>
    /// <param name="isPrimary">What it says of itself.</param>
    public void Answered(bool isPrimary)
    {
        _unanswered = false;
        _agreed = false;
        FailedPolls = 0;
        WasPrimary = isPrimary;
    }

    /// <summary>The other PAN has agreed to be promoted, or is the primary already.</summary>
    public void Agreed() => _agreed = true;
}
