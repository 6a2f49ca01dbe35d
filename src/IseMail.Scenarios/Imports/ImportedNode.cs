using IseMail.Domain.Deployments;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Imports;

/// <summary>A node as ISE lists it.</summary>
/// <param name="Mark">Where it stands.</param>
/// <param name="Node">What a topology has of it; without personas: it does nothing that a topology knows.</param>
/// <param name="Remark">What a topology has no key for, for a comment.</param>
internal sealed record ImportedNode(FileMark Mark, IseNode Node, string Remark);
