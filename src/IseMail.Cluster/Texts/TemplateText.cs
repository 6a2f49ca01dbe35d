using IseMail.Domain.Texts;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Fluid;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Texts;

/// <summary>
/// One template as its file has it: a line <c>Subject: …</c>, an empty line, the body; both are Liquid. What it may use is
/// the values of its notice, and filters that cannot make a line break of what a guest typed.
/// </summary>
internal sealed partial class TemplateText
{
    /// <summary>The longest template, in characters.</summary>
    public const int GreatestLength = 64 * 1024;

    private const string Shape = "a first line 'Subject: …', an empty line, then the text";
    private const string Heading = "Subject:";
    private const int MostSteps = 10_000;

    private static readonly string[] Filters = ["append", "capitalize", "default", "downcase", "join", "prepend", "size", "strip", "truncate", "upcase"];
    private static readonly FluidParser Parser = new();
    private static readonly TemplateOptions Options = MakeOptions();

    private readonly IFluidTemplate _subject;
    private readonly IFluidTemplate _body;

    private TemplateText(IFluidTemplate subject, IFluidTemplate body)
    {
        _subject = subject;
        _body = body;
    }

    /// <summary>The template that <paramref name="text"/> is, or what is wrong with it.</summary>
    public static (TemplateText? Text, TemplateFault? Fault) Parse(string file, string text, NoticeTemplate template)
    {
        text = text.TrimStart('\ufeff').ReplaceLineEndings("\n");
        if (text.Length > GreatestLength) return (null, new TemplateFault(file, 1, 1, $"the template is longer than {GreatestLength} characters", "a shorter one"));
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0 || !text.StartsWith(Heading, StringComparison.Ordinal) || text[Heading.Length..end].Trim().Length == 0)
            return (null, new TemplateFault(file, 1, 1, "the template does not begin with its subject", Shape));
        if (end + 1 >= text.Length || text[end + 1] != '\n') return (null, new TemplateFault(file, 2, 1, "no empty line after the subject", Shape));

        if (Part(file, new string(' ', Heading.Length) + text[Heading.Length..end], 0, template, out var subject) is { } inSubject) return (null, inSubject);
        if (Part(file, text[(end + 2)..], 2, template, out var body) is { } inBody) return (null, inBody);
        var parsed = new TemplateText(subject!, body!);
        return parsed.Try(template) is { } fault ? (null, new TemplateFault(file, 3, 1, fault, "a template that can be filled")) : (parsed, null);
    }

    /// <summary>Fills it.</summary>
    public WrittenNotice Write(NoticeValues values) =>
        new(NoticeText.OneLine(Fill(_subject, values).Trim(), Mail.MaxSubjectLength), Fill(_body, values));

    private static TemplateFault? Part(string file, string text, int linesBefore, NoticeTemplate template, out IFluidTemplate? parsed)
    {
        if (!Parser.TryParse(text, out parsed, out var error))
        {
            var place = ErrorPlace().Match(error);
            var line = place.Success ? int.Parse(place.Groups["line"].ValueSpan, CultureInfo.InvariantCulture) : 1;
            var column = place.Success ? int.Parse(place.Groups["column"].ValueSpan, CultureInfo.InvariantCulture) : 1;
            var said = (place.Success ? error[..place.Index] : error.Split('\n')[0]).Trim();
            return new TemplateFault(file, linesBefore + line, column, $"this is not Liquid: {said}", "well-formed Liquid");
        }
        return new TemplateNames(template, Filters).Find(parsed, text) is { } fault
            ? new TemplateFault(file, linesBefore + fault.Line, fault.Column, fault.What, fault.Expected)
            : null;
    }

    /// <summary>What goes wrong when it is filled with samples; <c>null</c>: nothing does.</summary>
    private string? Try(NoticeTemplate template)
    {
        try
        {
            Write(new NoticeValues(
                template.Values.Where(name => name != "accounts").ToImmutableDictionary(name => name, name => name, StringComparer.Ordinal),
                template.Values.Where(name => name == "accounts").ToImmutableDictionary(name => name, _ => ImmutableArray.Create("first", "second"), StringComparer.Ordinal)));
            return null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            return $"it cannot be filled: {fault.Message.TrimEnd('.')}";
        }
    }

    private static string Fill(IFluidTemplate template, NoticeValues values)
    {
        var context = new TemplateContext(Options);
        foreach (var (name, line) in values.Lines) context.SetValue(name, line);
        foreach (var (name, lines) in values.Lists) context.SetValue(name, lines.ToArray());
        return template.Render(context);
    }

    private static TemplateOptions MakeOptions()
    {
        var options = new TemplateOptions { MaxSteps = MostSteps, CultureInfo = CultureInfo.InvariantCulture };
        var kept = Filters.Select(name => options.Filters.TryGetValue(name, out var filter) ? (name, filter) : throw new InvalidOperationException(name)).ToList();
        options.Filters.Clear();
        foreach (var (name, filter) in kept) options.Filters.AddFilter(name, filter);
        return options;
    }

    [GeneratedRegex(@" at \((?<line>\d+):(?<column>\d+)\)", RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex ErrorPlace();
}
