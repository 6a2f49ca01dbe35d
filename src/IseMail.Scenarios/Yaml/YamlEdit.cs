namespace IseMail.Scenarios.Yaml;

/// <summary>
/// A change of a document before anything is read from it, so that what is changed is read by the same rules as what was written.
/// What a change puts there stands at a mark of its own, by which the reader's problems with it are known; all else keeps its place.
/// </summary>
internal abstract record YamlEdit
{
    /// <summary>The document with the change; one that cannot be made is a problem, and leaves it as it was.</summary>
    public abstract YamlMap Apply(YamlMap document, FileProblems problems);
}

/// <summary>One step on the way to a value.</summary>
/// <param name="Key">The key of a mapping; empty: an item of a list.</param>
/// <param name="Index">Which item, from 0.</param>
/// <param name="Mark">Where whoever wants the change has written it.</param>
internal readonly record struct YamlStep(string Key, int Index, FileMark Mark)
{
    public bool IsItem => Key.Length == 0;
}
