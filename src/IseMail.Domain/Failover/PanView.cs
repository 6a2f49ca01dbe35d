using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;

namespace IseMail.Domain.Failover;

/// <summary>What became of a request to promote.</summary>
public abstract record PromotionDecision
{
    private PromotionDecision() { }

    /// <summary>It is promoted.</summary>
    public sealed record Granted : PromotionDecision;

    /// <summary>It is the primary already; whoever asked need not ask again.</summary>
    public sealed record AlreadyPrimary : PromotionDecision;

    /// <summary>It is not promoted.</summary>
    /// <param name="Why">In a few words.</param>
    /// <param name="IsInvalid">Whether the health check itself was none that is configured, rather than its conclusion wrong.</param>
    public sealed record Refused(string Why, bool IsInvalid) : PromotionDecision;
}

/// <summary>
/// Which PAN is the primary, as one PAN sees it: by what the holders of the duties journalled, and by what the primary says
/// of itself while it can be heard.
/// </summary>
/// <param name="self">The PAN whose view it is.</param>
/// <param name="deployment">The nodes.</param>
/// <param name="settings">How PANs fail over.</param>
public sealed class PanView(NodeName self, Deployment deployment, FailoverSettings settings)
{
    private DateTimeOffset? _heard;

    /// <summary>The primary; <c>null</c>: there has been none yet.</summary>
    public NodeName? Primary { get; private set; }

    /// <summary>Its term's number; 0: there has been none yet.</summary>
    public long Epoch { get; private set; }

    /// <summary>
    /// Whether this PAN is the one to act, by what it knows: the last holder of the duties, or, where nobody has held them yet,
    /// the one that the topology calls the primary. There is no automatic fall-back, so it stays so over restarts.
    /// </summary>
    public bool IsPrimary => (Primary ?? deployment.With(Persona.Pan).First().Name) == self;

    /// <summary>Takes note of the last journalled term; <c>null</c>: there is none.</summary>
    public void Read(DutyTerm? last)
    {
        if (last is null || last.Epoch < Epoch) return;
        Epoch = last.Epoch;
        Primary = last.Node;
    }

    /// <summary>The primary says so of itself.</summary>
    /// <returns>Whether it is a newer one than was known.</returns>
    public bool Heard(NodeName primary, long epoch, DateTimeOffset now)
    {
        if (epoch < Epoch) return false;
        _heard = now;
        var newer = epoch > Epoch;
        Epoch = epoch;
        Primary = primary;
        return newer;
    }

    /// <summary>
    /// Whether to be promoted because a health-check node asks for it. A PAN verifies that it is the configured node that
    /// asks, that it is about the primary, and that it hears nothing of the primary itself. Source: Cisco ISE
    /// administrator guide, "When automatic failover is avoided", as recalled in study notes (not verified first-hand).
    /// </summary>
    /// <param name="from">Who asks.</param>
    /// <param name="failed">The PAN that did not answer.</param>
    /// <param name="acts">Whether this PAN acts as the primary, or is about to; one that does not, although it was the last, has stood down for one that died before it took over.</param>
    /// <param name="now">The present.</param>
    public PromotionDecision Decide(NodeName from, NodeName failed, bool acts, DateTimeOffset now)
    {
        if (settings.PanHa is not { } automatic) return new PromotionDecision.Refused("automatic PAN failover is disabled", true);
        if (automatic.PollerOf(deployment, failed) is var poller && poller != from)
            return new PromotionDecision.Refused($"the health-check node of {failed} is {poller}, and {from} asked", true);
        if (IsPrimary) return acts ? new PromotionDecision.AlreadyPrimary() : new PromotionDecision.Granted();
        if (Primary is { } primary && primary != failed) return new PromotionDecision.Refused($"{primary} is the primary, and not {failed}", false);
        return _heard is { } heard && now - heard < settings.PollEvery
            ? new PromotionDecision.Refused($"{failed} can still be heard by {self}", false)
            : new PromotionDecision.Granted();
    }
}
