namespace IseMail.Domain.Lint;

/// <summary>How much a finding matters; greater values matter more.</summary>
public enum LintSeverity
{
    /// <summary>Worth knowing; often meant so.</summary>
    Note,

    /// <summary>Mail waits, is lost to its reader, or a fault is noticed late, sooner or later.</summary>
    Warning,

    /// <summary>Mail does not leave as the design stands.</summary>
    Error,
}
