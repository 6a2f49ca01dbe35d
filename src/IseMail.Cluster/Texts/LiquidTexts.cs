using System.Collections.Immutable;
using System.Text;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Texts;

/// <summary>
/// The texts of a deployment's notices: the shipped templates, each of which a deployment may replace by a file of its own.
/// </summary>
public sealed class LiquidTexts : INoticeTexts
{
    private static readonly Lazy<ImmutableDictionary<string, TemplateText>> ShippedTemplates = new(ReadShipped);

    private readonly ImmutableDictionary<string, TemplateText> _templates;

    private LiquidTexts(ImmutableDictionary<string, TemplateText> templates) => _templates = templates;

    /// <summary>The shipped texts.</summary>
    public static LiquidTexts Shipped => new(ShippedTemplates.Value);

    /// <summary>The shipped texts, but for those that <paramref name="files"/> replace.</summary>
    /// <param name="files">Paths of templates by their keys.</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    /// <exception cref="TemplateException">One of them cannot be used.</exception>
    public static async Task<LiquidTexts> ReadAsync(IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        var templates = ShippedTemplates.Value;
        foreach (var template in NoticeTemplate.All)
        {
            if (!files.TryGetValue(template.Key, out var file)) continue;
            var (text, fault) = await ReadAsync(template, file, cancellationToken);
            templates = templates.SetItem(template.Key, text ?? throw new TemplateException(fault!));
        }
        return new LiquidTexts(templates);
    }

    /// <summary>What is wrong with <paramref name="file"/> as the text of <paramref name="template"/>; <c>null</c>: nothing is.</summary>
    public static async Task<TemplateFault?> CheckAsync(NoticeTemplate template, string file, CancellationToken cancellationToken) =>
        (await ReadAsync(template, file, cancellationToken)).Fault;

    /// <inheritdoc/>
    public WrittenNotice Write(NoticeTemplate template, NoticeValues values) => _templates[template.Key].Write(values);

    private static async Task<(TemplateText? Text, TemplateFault? Fault)> ReadAsync(NoticeTemplate template, string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 4096, FileOptions.Asynchronous);
            // UTF-8 has at most four bytes for a character; one more tells that there is more.
            var bytes = new byte[4 * TemplateText.GreatestLength + 1];
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return TemplateText.Parse(file, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length), template);
        }
        catch (DecoderFallbackException)
        {
            return (null, new TemplateFault(file, 1, 1, "the template is not UTF-8 text", "a template in UTF-8"));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, new TemplateFault(file, 1, 1, "there is no such file", "a template"));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return (null, new TemplateFault(file, 1, 1, "the file cannot be read", "a readable template"));
        }
    }

    private static ImmutableDictionary<string, TemplateText> ReadShipped()
    {
        var templates = ImmutableDictionary.CreateBuilder<string, TemplateText>(StringComparer.Ordinal);
        foreach (var template in NoticeTemplate.All)
        {
            var name = $"{template.Key}.liquid";
            using var stream = typeof(LiquidTexts).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not among the resources");
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var (text, fault) = TemplateText.Parse(name, reader.ReadToEnd(), template);
            templates.Add(template.Key, text ?? throw new TemplateException(fault!));
        }
        return templates.ToImmutable();
    }
}
