namespace IseMail.Domain.Sending;

/// <summary>
/// When the sender may try to open a connection again after it failed. Failing to connect is nobody's mail's fault, so
/// it costs no mail an attempt: the sender waits, the mail stays in its outbox.
/// </summary>
public sealed class OpeningBackOff
{
    private static readonly TimeSpan Transient = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GreatestTransient = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ForAPerson = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GreatestForAPerson = TimeSpan.FromMinutes(5);

    private int _failures;

    /// <summary>The last failure, until a connection opens.</summary>
    public ConnectionFailure? Last { get; private set; }

    /// <summary>No attempt before this instant.</summary>
    public DateTimeOffset NotBefore { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Whether the next attempt must pass over the cached token.</summary>
    public bool FreshToken { get; private set; }

    /// <summary>A connection opened, or there is reason to believe that one may: earlier failures say nothing any more.</summary>
    public void Reset()
    {
        _failures = 0;
        Last = null;
        FreshToken = false;
        NotBefore = DateTimeOffset.MinValue;
    }

    /// <summary>An attempt failed.</summary>
    /// <param name="failure">How.</param>
    /// <param name="now">The present.</param>
    /// <param name="draw">A random number in [0, 1) that spreads the delay by ±20 %.</param>
    public void Failed(ConnectionFailure failure, DateTimeOffset now, double draw)
    {
        var firstRefusal = failure.Kind == ConnectionFailureKind.TokenRefused && !FreshToken;
        FreshToken = failure.Kind == ConnectionFailureKind.TokenRefused;
        Last = failure;
        _failures++;
        if (firstRefusal)
        {
            // The token may merely be old: one attempt with a fresh one before anything is concluded.
            NotBefore = now;
            return;
        }
        var forAPerson = failure.Kind is ConnectionFailureKind.Configuration or ConnectionFailureKind.TokenRefused;
        var first = forAPerson ? ForAPerson : Transient;
        var greatest = forAPerson ? GreatestForAPerson : GreatestTransient;
        var delay = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(_failures - 1, 16)), greatest.TotalSeconds);
        var spread = TimeSpan.FromSeconds(delay * (0.8 + 0.4 * draw));
        NotBefore = now + (failure.RetryAfter > spread ? failure.RetryAfter.Value : spread);
    }
}
