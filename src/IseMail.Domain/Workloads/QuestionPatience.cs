namespace IseMail.Domain.Workloads;

/// <summary>How long whoever asks something of a deployment waits, and how often it asks again: the same live and in virtual time.</summary>
public static class QuestionPatience
{
    /// <summary>After which time without an answer a question about duties is asked again: it may have been on its way to a node that died.</summary>
    public static TimeSpan Again { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the holder of duties has.</summary>
    public static TimeSpan OfDuties { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a portal has: it waits for the primary PAN itself, then for its outbox.</summary>
    public static TimeSpan OfPortal { get; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a PAN that is promoted by hand has until it acts, beside what the promotion itself takes.</summary>
    public static TimeSpan OfPromotion { get; } = TimeSpan.FromSeconds(40);
}
