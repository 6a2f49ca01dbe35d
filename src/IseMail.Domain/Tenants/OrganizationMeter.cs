namespace IseMail.Domain.Tenants;

/// <summary>
/// Counts the tenant's external recipients: all of them (W-TERRL), and those of senders in <c>*.onmicrosoft.com</c>
/// (W-MOERA). Not safe for several threads at once; times given to it must not go back.
/// </summary>
public sealed class OrganizationMeter
{
    private const string InitialDomain = ".onmicrosoft.com";

    private readonly SlidingDay _external = new();
    private readonly SlidingDay _onMicrosoft = new();

    /// <summary>Whether a sender's domain is one that Microsoft gave the tenant at its beginning.</summary>
    public static bool IsInitial(string domain) => domain.EndsWith(InitialDomain, StringComparison.OrdinalIgnoreCase);

    /// <summary>Why a message to so many external recipients is refused; <c>null</c>: it is not.</summary>
    public SubmissionDecision? Refusal(DateTimeOffset now, int external, bool onMicrosoft, SubmissionLimits limits)
    {
        if (onMicrosoft && limits.OnMicrosoftRecipientsPerDay > 0 && _onMicrosoft.Sum(now) + external > limits.OnMicrosoftRecipientsPerDay)
            return SubmissionDecision.TooManyFromOnMicrosoft;
        return limits.ExternalRecipientsPerDay > 0 && _external.Sum(now) + external > limits.ExternalRecipientsPerDay
            ? limits.Trial ? SubmissionDecision.TooManyExternalOfTrial : SubmissionDecision.TooManyExternal
            : null;
    }

    /// <summary>Counts an accepted message.</summary>
    public void Count(DateTimeOffset now, int external, bool onMicrosoft)
    {
        _external.Add(now, external);
        if (onMicrosoft) _onMicrosoft.Add(now, external);
    }
}
