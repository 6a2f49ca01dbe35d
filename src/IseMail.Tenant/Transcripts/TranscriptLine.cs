namespace IseMail.Tenant.Transcripts;

/// <summary>Where a line of a transcript comes from.</summary>
public enum Speaker
{
    /// <summary>The client said it.</summary>
    Client,

    /// <summary>The client sent a message.</summary>
    Message,

    /// <summary>The server said it.</summary>
    Server,

    /// <summary>Nobody said it: it tells what happened to the conversation.</summary>
    Note,
}

/// <summary>A line of a transcript.</summary>
/// <param name="At">When it was said.</param>
/// <param name="Speaker">By whom.</param>
/// <param name="Text">What of it is shown, at most 512 characters.</param>
public sealed record TranscriptLine(DateTimeOffset At, Speaker Speaker, string Text);
