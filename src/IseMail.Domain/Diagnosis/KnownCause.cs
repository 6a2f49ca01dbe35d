namespace IseMail.Domain.Diagnosis;

/// <summary>Something that keeps mail from leaving, and how it is put right.</summary>
/// <param name="Id">Its name in drills and tests: words with hyphens.</param>
/// <param name="What">The cause, in a sentence.</param>
/// <param name="Mend">What puts it right, in a sentence or two; commands as Microsoft and Cisco call them.</param>
/// <param name="Step">The step of Cisco document 225520, or <c>-</c> where it has none.</param>
public sealed record KnownCause(string Id, string What, string Mend, string Step)
{
    /// <inheritdoc/>
    public override string ToString() => Id;
}
