using IseMail.Domain.Texts;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Ast;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Texts;

/// <summary>Finds what a template names and its notice does not have: Liquid itself would print nothing for it.</summary>
/// <param name="template">The notice.</param>
/// <param name="filters">The filters there are.</param>
internal sealed class TemplateNames(NoticeTemplate template, string[] filters) : AstVisitor
{
    private readonly HashSet<string> _own = new(StringComparer.Ordinal) { "forloop" };
    private readonly List<(string Word, string What, string Expected)> _unknown = [];

    /// <summary>The first such name with its place in <paramref name="text"/>; <c>null</c>: there is none.</summary>
    public (int Line, int Column, string What, string Expected)? Find(IFluidTemplate parsed, string text)
    {
        VisitTemplate(parsed);
        if (_unknown.Count == 0) return null;
        return _unknown.Select(unknown => (Place(text, unknown.Word), unknown)).OrderBy(found => found.Item1)
            .Select(found => (found.Item1.Line, found.Item1.Column, found.unknown.What, found.unknown.Expected)).First();
    }

    /// <inheritdoc/>
    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        if (memberExpression.Segments is [IdentifierSegment first, ..] && !template.Values.Contains(first.Identifier) && !_own.Contains(first.Identifier))
            _unknown.Add((first.Identifier, $"'{first.Identifier}' is not a value of '{template.Key}'", "one of " + string.Join(", ", template.Values)));
        return base.VisitMemberExpression(memberExpression);
    }

    /// <inheritdoc/>
    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        if (!filters.Contains(filterExpression.Name, StringComparer.Ordinal))
            _unknown.Add((filterExpression.Name, $"'{filterExpression.Name}' is not a filter here", "one of " + string.Join(", ", filters)));
        return base.VisitFilterExpression(filterExpression);
    }

    /// <inheritdoc/>
    protected override Statement VisitAssignStatement(AssignStatement assignStatement)
    {
        _own.Add(assignStatement.Identifier);
        return base.VisitAssignStatement(assignStatement);
    }

    /// <inheritdoc/>
    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement)
    {
        _own.Add(captureStatement.Identifier);
        return base.VisitCaptureStatement(captureStatement);
    }

    /// <inheritdoc/>
    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        _own.Add(forStatement.Identifier);
        return base.VisitForStatement(forStatement);
    }

    /// <inheritdoc/>
    protected override Statement VisitIncludeStatement(IncludeStatement includeStatement) => Refuse("include", includeStatement);

    /// <inheritdoc/>
    protected override Statement VisitRenderStatement(RenderStatement renderStatement) => Refuse("render", renderStatement);

    /// <inheritdoc/>
    protected override Statement VisitFromStatement(FromStatement fromStatement) => Refuse("from", fromStatement);

    /// <inheritdoc/>
    protected override Expression VisitRangeExpression(RangeExpression rangeExpression)
    {
        // It would be counted out before the first step is taken.
        _unknown.Add(("..", "a range cannot be used here", "one of the notice's own lists"));
        return rangeExpression;
    }

    private Statement Refuse(string tag, Statement statement)
    {
        _unknown.Add((tag, $"'{tag}' cannot be used here", "everything in one file"));
        return statement;
    }

    /// <summary>Where <paramref name="word"/> stands in a tag: the parser keeps no places.</summary>
    private static (int Line, int Column) Place(string text, string word)
    {
        var whole = new Regex($@"(?<![\w-]){Regex.Escape(word)}(?![\w-])", RegexOptions.None, TimeSpan.FromMilliseconds(PatternPatience.Milliseconds));
        foreach (Match match in whole.Matches(text))
        {
            var opened = Math.Max(LastBefore(text, "{{", match.Index), LastBefore(text, "{%", match.Index));
            if (opened >= 0 && Math.Max(LastBefore(text, "}}", match.Index), LastBefore(text, "%}", match.Index)) < opened) return At(text, match.Index);
        }
        return (1, 1);
    }

    private static int LastBefore(string text, string mark, int index) => index == 0 ? -1 : text.LastIndexOf(mark, index - 1, StringComparison.Ordinal);

    private static (int Line, int Column) At(string text, int index) =>
        (text.AsSpan(0, index).Count('\n') + 1, index - (index == 0 ? -1 : text.LastIndexOf('\n', index - 1)));
}
