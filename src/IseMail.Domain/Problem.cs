namespace IseMail.Domain;

/// <summary>
/// Something a person wrote that cannot be used, said once and completely.
/// </summary>
/// <param name="Path">
/// Where in the document, as a path of keys and indexes from its root (<c>nodes[2].personas</c>); empty for the whole
/// document. Whoever read the document turns it into file, line and column.
/// </param>
/// <param name="What">What is wrong, in one clause and without a full stop.</param>
/// <param name="Expected">What was expected instead, in one clause and without a full stop.</param>
public sealed record Problem(string Path, string What, string Expected)
{
    /// <summary>Both clauses as a person reads them: <c>what is wrong; what was expected</c>.</summary>
    public override string ToString() => $"{What}; {Expected}";
}
