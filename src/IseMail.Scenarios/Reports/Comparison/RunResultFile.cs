using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Records;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Reports.Comparison;

/// <summary>Reads a run's result back: the document itself, or the directory of the run that holds it.</summary>
public static class RunResultFile
{
    /// <summary>The document's name in a run's directory.</summary>
    public const string Name = "result.json";

    private const string Wanted = "the JSON document of a run, or the directory of a run that has ended";

    private static readonly JsonSerializerOptions Layout = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads <paramref name="path"/>, or says what is wrong with it.</summary>
    /// <param name="path">A file or a directory.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<(ComparedRun? Run, FileProblem? Problem)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, Name) : path;
        string text;
        try
        {
            text = await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (null, new FileProblem(path, 1, 1, fault is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : fault.Message.TrimEnd('.'), Wanted));
        }
        return Parse(text, file);
    }

    /// <summary>Takes <paramref name="text"/> as a run's result, or says what is wrong with it.</summary>
    /// <param name="text">The document.</param>
    /// <param name="file">Its name, for messages.</param>
    public static (ComparedRun? Run, FileProblem? Problem) Parse(string text, string file)
    {
        try
        {
            using (var document = JsonDocument.Parse(text))
            {
                if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("schema", out var schema))
                    return (null, new FileProblem(file, 1, 1, "the document says no schema", Wanted));
                if (schema.ValueKind != JsonValueKind.Number || !schema.TryGetInt32(out var number) || number != RunJson.Schema)
                    return (null, new FileProblem(file, 1, 1, $"schema {schema} is not known here", $"schema {RunJson.Schema}: run the scenario again with this version"));
            }
            var read = JsonSerializer.Deserialize<Written>(text, Layout)!;
            return (new ComparedRun(
                file, read.Scenario, read.Deployment, read.Runtime, read.Seed, read.Version, read.Nodes, read.Caused, read.Verdict == "passed", read.Guarantees, read.Figures, read.Settings), null);
        }
        catch (JsonException malformed)
        {
            var what = malformed.Path is { Length: > 0 } place ? $"this is no result of a run: {place}" : "this is no JSON";
            return (null, new FileProblem(file, (int)(malformed.LineNumber ?? 0) + 1, (int)(malformed.BytePositionInLine ?? 0) + 1, what, Wanted));
        }
    }

    private sealed record Written(
        string Scenario, string Deployment, string Runtime, int Seed, string Version, int Nodes, int Caused, string Verdict,
        ImmutableArray<Guarantee> Guarantees, ImmutableArray<Figure> Figures, ImmutableArray<SettingRecord> Settings);
}
