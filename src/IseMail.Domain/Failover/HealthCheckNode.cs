using System.Collections.Immutable;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Processes;

namespace IseMail.Domain.Failover;

/// <summary>
/// What a health-check node does: polls the PANs it is to poll, and asks the other PAN to become the primary when one does
/// not answer (<see cref="HealthCheck"/>).
/// </summary>
public sealed class HealthCheckNode
{
    private readonly NodeName _node;
    private readonly PanHighAvailability _settings;
    private readonly TimeSpan _every;
    private readonly IHealthCheckPort _port;
    private readonly ImmutableArray<HealthCheck> _checks;
    private DateTimeOffset _due;

    /// <summary>One that has not polled yet.</summary>
    /// <param name="node">Which node.</param>
    /// <param name="deployment">All nodes.</param>
    /// <param name="settings">Who polls whom how often.</param>
    /// <param name="every">The polling interval as it is lived.</param>
    /// <param name="port">Whoever runs it.</param>
    public HealthCheckNode(NodeName node, Deployment deployment, PanHighAvailability settings, TimeSpan every, IHealthCheckPort port)
    {
        _node = node;
        _settings = settings;
        _every = every;
        _port = port;
        _checks = [.. deployment.With(Persona.Pan).Where(pan => settings.PollerOf(deployment, pan.Name) == node).Select(pan => new HealthCheck(pan.Name, settings.FailedAttempts))];
    }

    /// <summary>Whether <paramref name="node"/> is one by these settings.</summary>
    public static bool Is(NodeName node, FailoverSettings settings) =>
        settings.PanHa is { } automatic && (automatic.PrimaryHealthCheckNode == node || automatic.SecondaryHealthCheckNode == node);

    /// <summary>Begins: the first poll is an interval away.</summary>
    public void Begin()
    {
        _due = _port.Now;
        Await();
    }

    /// <summary>A PAN answers.</summary>
    /// <param name="pan">Which.</param>
    /// <param name="isPrimary">What it says of itself.</param>
    public void Answered(NodeName pan, bool isPrimary)
    {
        foreach (var check in _checks)
        {
            if (check.Pan == pan) check.Answered(isPrimary);
        }
    }

    /// <summary>A PAN that was asked to become the primary has agreed, or is it already.</summary>
    /// <param name="pan">Which.</param>
    public void Agreed(NodeName pan)
    {
        foreach (var check in _checks)
        {
            if (check.Pan != pan) check.Agreed();
        }
    }

    /// <summary>A poll is due.</summary>
    public void Fire()
    {
        foreach (var check in _checks)
        {
            if (check.Poll())
            {
                if (check.IsNews)
                {
                    if (check.FailedPolls == _settings.FailedAttempts) _port.Raise(FailoverAlarms.PrimaryDown(check.Pan, _node, check.FailedPolls, _port.Now));
                    _port.Say($"{check.Pan} has not answered {check.FailedPolls} polls of {_node}; the other PAN is asked to become the primary");
                }
                _port.AskForPromotion(check.Pan, check.FailedPolls);
            }
            _port.Poll(check.Pan);
        }
        Await();
    }

    // From the time at which it was due, not from now: what a busy node loses does not add up.
    private void Await()
    {
        var now = _port.Now;
        _due += _every;
        if (_due <= now || _due - now > _every) _due = now + _every;
        _port.Set(HealthCheckTimer.Poll, _due - now);
    }
}

/// <summary>What a health-check node asks of whoever runs it.</summary>
public interface IHealthCheckPort : IProcessPort<HealthCheckTimer>
{
    /// <summary>Polls a PAN; answered by <see cref="HealthCheckNode.Answered"/>.</summary>
    void Poll(NodeName pan);

    /// <summary>Asks every PAN that the other one become the primary; answered by <see cref="HealthCheckNode.Agreed"/> or not at all.</summary>
    /// <param name="failed">The PAN that does not answer.</param>
    /// <param name="failedPolls">How many polls it did not answer.</param>
    void AskForPromotion(NodeName failed, int failedPolls);

    /// <summary>Something that raises an alarm was noticed.</summary>
    void Raise(AlarmSignal signal);

    /// <summary>Something a person who reads the log may want to know.</summary>
    void Say(string what);
}

/// <summary>What a health-check node sets timers for.</summary>
public enum HealthCheckTimer
{
    /// <summary>A poll is due.</summary>
    Poll,
}
