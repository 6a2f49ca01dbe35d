using System.Globalization;

namespace IseMail.Cluster.Texts;

/// <summary>Something in a template that cannot be used, at its place.</summary>
/// <param name="File">The file as whoever named it did.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Expected">What was expected.</param>
public sealed record TemplateFault(string File, int Line, int Column, string What, string Expected)
{
    /// <summary>One line, <c>file:line:column: what; expected</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {What}; {Expected}");
}

/// <summary>A template that was in order when the deployment was read cannot be used any more.</summary>
/// <param name="fault">What is wrong with it.</param>
public sealed class TemplateException(TemplateFault fault) : IOException(fault.ToString());
