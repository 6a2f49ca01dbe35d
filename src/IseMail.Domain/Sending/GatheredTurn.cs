using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Sending;

/// <summary>What connections have ended and are to begin since the last journal record: one record carries all of it.</summary>
internal sealed class GatheredTurn
{
    private readonly List<EndedSubmission> _ended = [];
    private readonly List<SenderAnswer.Begin> _beginning = [];

    /// <summary>Whether there is nothing to record.</summary>
    public bool IsEmpty => _ended.Count == 0 && _beginning.Count == 0;

    /// <summary>Whether a mail waits to begin until it is recorded.</summary>
    public bool HasBeginning => _beginning.Count > 0;

    /// <summary>A submission ended.</summary>
    public void End(EndedSubmission ended) => _ended.Add(ended);

    /// <summary>A mail is to begin.</summary>
    public void Begin(SenderAnswer.Begin begin) => _beginning.Add(begin);

    /// <summary>Whether the end of that mail's submission is yet to be recorded.</summary>
    public bool HasEnded(MailId id) => _ended.Exists(ended => ended.Settled.Id == id);

    /// <summary>All of it; what comes from here on makes up the next.</summary>
    public TakenTurn Take()
    {
        var taken = new TakenTurn([.. _ended], [.. _beginning]);
        _ended.Clear();
        _beginning.Clear();
        return taken;
    }
}

/// <summary>How a submission ended, and which node's outbox is to hear of it.</summary>
internal readonly record struct EndedSubmission(MailSettled Settled, NodeName Node, SubmissionOutcome Outcome);

/// <summary>What one journal record carries.</summary>
internal sealed record TakenTurn(ImmutableArray<EndedSubmission> Ended, ImmutableArray<SenderAnswer.Begin> Beginning)
{
    /// <summary>The record.</summary>
    public SenderEvent.SenderTurn Record => new([.. Ended.Select(ended => ended.Settled)], [.. Beginning.Select(begin => begin.Begun)]);
}
