namespace IseMail.Domain.Lint;

/// <summary>One thing that a design may be and had better not be.</summary>
/// <param name="Id">Its name for people and programs: <c>ISE</c> and three digits, the first of which is its subject.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Title">What it is about, in a clause that holds for every finding.</param>
/// <param name="Reason">Why it matters, in a sentence or two.</param>
/// <param name="Mend">What to do about it, in a sentence.</param>
/// <param name="Source">Where that is known from: a public page, or a page of this project.</param>
/// <param name="Look">Finds it: the path in the topology, and what is found there, in a clause.</param>
public sealed record LintRule(
    string Id, LintSeverity Severity, string Title, string Reason, string Mend, string Source, Func<Design, IEnumerable<(string Path, string What)>> Look)
{
    /// <inheritdoc/>
    public override string ToString() => Id;
}

/// <summary>A place in a topology where a rule finds something.</summary>
/// <param name="Rule">Which rule.</param>
/// <param name="Path">Where, as a path of keys and indexes from the topology's root.</param>
/// <param name="What">What is found, in one clause and without a full stop.</param>
public sealed record LintFinding(LintRule Rule, string Path, string What);
