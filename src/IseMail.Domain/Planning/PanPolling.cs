using IseMail.Domain.Failover;

namespace IseMail.Domain.Planning;

/// <summary>
/// What a setting of ISE's automatic PAN failover means in time: after how long the death of the primary PAN has the other promoted, and how often polls
/// that are only lost do. Reckoned from the rule of <see cref="HealthCheck"/>; ranges as in <see cref="PanHighAvailability"/>.
/// </summary>
/// <param name="Interval">From one poll to the next.</param>
/// <param name="FailedAttempts">Polls in a row without an answer after which the other PAN is promoted.</param>
public sealed record PanPolling(TimeSpan Interval, int FailedAttempts)
{
    /// <summary>The year that rates are told by.</summary>
    public static TimeSpan Year { get; } = TimeSpan.FromDays(365);

    /// <summary>ISE's defaults: 5 polls every 120 s (C-PANHA).</summary>
    public static PanPolling Standard { get; } = new(TimeSpan.FromSeconds(PanHighAvailability.StandardPollingInterval), PanHighAvailability.StandardFailedAttempts);

    /// <summary>What a topology has set, in ISE's own time.</summary>
    public static PanPolling Of(PanHighAvailability automatic) => new(automatic.PollingInterval, automatic.FailedAttempts);

    /// <summary>From a death just before a poll until the other PAN is asked to take over: a poll counts as failed when the next falls due.</summary>
    public TimeSpan Shortest => Interval * FailedAttempts;

    /// <summary>From a death just after an answer.</summary>
    public TimeSpan Longest => Interval * (FailedAttempts + 1);

    /// <summary>On the average, for the death falls anywhere between two polls.</summary>
    public TimeSpan Expected => (Shortest + Longest) / 2;

    /// <summary>
    /// How many polls of a living PAN it takes on the average until so many in a row are lost: (1−p^n)/((1−p)·p^n), the expected wait for a run of n losses
    /// that are independent of each other (W. Feller, "An Introduction to Probability Theory and Its Applications", volume 1, chapter XIII, section 7).
    /// </summary>
    /// <param name="loss">Share of polls, or of their answers, that are lost; at least 0 and less than 1.</param>
    /// <param name="run">How many in a row, at least 1.</param>
    /// <returns>The number of polls, the lost ones of the run included; infinite where none is ever lost.</returns>
    public static double PollsUntilRun(double loss, int run)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(loss);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(loss, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(run, 1);
        // The same as the sum of 1/p^k for k from 1 to n, which loses no digits where p is close to 0 or to 1.
        var (sum, term) = (0.0, 1.0);
        for (var k = 1; k <= run; k++) sum += term /= loss;
        return sum;
    }

    /// <summary>How often in a year polls that are only lost have the promotion of the other PAN asked for.</summary>
    /// <param name="loss">As in <see cref="PollsUntilRun"/>.</param>
    public double FalsePromotions(double loss) => Year / Interval / PollsUntilRun(loss, FailedAttempts);
}
