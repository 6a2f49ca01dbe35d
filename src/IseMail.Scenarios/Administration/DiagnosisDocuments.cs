using System.Collections.Immutable;

namespace IseMail.Scenarios.Administration;

/// <summary>Why mail does not leave, as far as it can be told.</summary>
/// <param name="Findings">The causes, the most certain first; empty: nothing is wrong, or nothing known.</param>
/// <param name="Looked">What was looked at, a sentence each.</param>
public sealed record DiagnosisDocument(ImmutableArray<FindingDocument> Findings, ImmutableArray<string> Looked);

/// <summary>One cause.</summary>
/// <param name="Cause">Its name.</param>
/// <param name="Certainty"><c>certain</c>, <c>likely</c> or <c>possible</c>.</param>
/// <param name="Nodes">The nodes it was seen at; empty: not of one node.</param>
/// <param name="What">The cause in a sentence.</param>
/// <param name="Evidence">What speaks for it.</param>
/// <param name="Mend">What puts it right.</param>
/// <param name="Step">The step of Cisco document 225520.</param>
public sealed record FindingDocument(
    string Cause, string Certainty, ImmutableArray<string> Nodes, string What, ImmutableArray<string> Evidence, string Mend, string Step);
