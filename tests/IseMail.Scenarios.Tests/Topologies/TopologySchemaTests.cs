using IseMail.Domain.Texts;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IseMail.Domain.Faults;
using IseMail.Scenarios.Topologies;
using NJsonSchema;

namespace IseMail.Scenarios.Tests.Topologies;

/// <summary>An editor that follows the schema and the reader say the same of a file.</summary>
public sealed partial class TopologySchemaTests
{
    // Nearest to no key, so that the reader lists all it knows.
    private static readonly string Unknown = new('q', 65);

    public static TheoryData<string> Shipped => [.. TopologyFolder.Names];

    public static TheoryData<string> Paths => [.. SchemaDocument.Load().Mappings().Select(mapping => mapping.Path)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task A_shipped_topology_validates_and_points_at_the_schema(string name)
    {
        var text = await File.ReadAllTextAsync(TopologyFolder.File(name));
        (await SchemaAsync()).Validate(YamlAsJson.Convert(text)).ShouldBeEmpty();
        text.ShouldStartWith("# yaml-language-server: $schema=./" + Path.GetFileName(TopologyFolder.Schema));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_reader_knows_the_keys_of_the_schema_and_no_others(string path)
    {
        var mapping = Mapping(path);
        var document = mapping.Place(new JsonObject { [Unknown] = 1 });

        var told = TopologyFile.Parse(document.ToJsonString(), "t.yaml").Problems.Single(problem => problem.What.Contains("unknown key", StringComparison.Ordinal));

        var known = told.Expected.StartsWith("one of ", StringComparison.Ordinal)
            ? told.Expected["one of ".Length..].Split(", ")
            : KeyInBraces().Matches(told.Expected).Select(match => match.Groups["key"].Value);
        known.Order(StringComparer.Ordinal).ShouldBe(mapping.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task The_schema_refuses_a_key_it_does_not_know(string path) =>
        (await SchemaAsync()).Validate(Mapping(path).Place(new JsonObject { [Unknown] = 1 }).ToJsonString()).ShouldNotBeEmpty();

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Whatever_the_schema_gives_as_an_example_is_taken_by_both(string path)
    {
        var schema = await SchemaAsync();
        var mapping = Mapping(path);
        foreach (var (key, sample, document) in Samples(mapping))
        {
            schema.Validate(document.ToJsonString()).ShouldBeEmpty($"schema, {path}.{key}: {sample.ToJsonString()}");
            // The other models want other nodes.
            if (key == "model" && sample.GetValue<string>() != "standalone") continue;
            TopologyFile.Parse(document.ToJsonString(), "t.yaml").Problems.ShouldBeEmpty($"reader, {path}.{key}: {sample.ToJsonString()}");
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_default_in_the_schema_is_what_the_reader_takes_for_a_key_left_out(string path)
    {
        var mapping = Mapping(path);
        foreach (var key in mapping.Keys.Where(key => mapping.Property(key)["default"] is not null))
        {
            var with = WithKey(mapping, key, mapping.Property(key)["default"]!.DeepClone());
            var without = with.DeepClone();
            Remove(without, path, key);
            TopologyFile.Parse(with.ToJsonString(), "t.yaml").Value.ShouldNotBeNull($"{path}.{key}");
            Described(TopologyFile.Parse(with.ToJsonString(), "t.yaml").Value).ShouldBe(Described(TopologyFile.Parse(without.ToJsonString(), "t.yaml").Value), $"{path}.{key}");
        }
    }

    [Fact]
    public void Every_key_in_the_schema_is_described_and_has_a_value_to_try()
    {
        var document = SchemaDocument.Load();
        foreach (var mapping in document.Mappings())
        {
            foreach (var key in mapping.Keys)
            {
                mapping.Property(key)["description"].ShouldNotBeNull($"{mapping.Path}.{key}");
                document.Samples(mapping.Property(key)).ShouldNotBeEmpty($"{mapping.Path}.{key}");
            }
        }
    }

    private static IEnumerable<(string Key, JsonNode Sample, JsonObject Document)> Samples(SchemaMapping mapping) =>
        from key in mapping.Keys
        from sample in SchemaDocument.Load().Samples(mapping.Property(key))
        select (key, sample, WithKey(mapping, key, sample.DeepClone()));

    private static JsonObject WithKey(SchemaMapping mapping, string key, JsonNode value)
    {
        var map = new JsonObject { [key] = value };
        foreach (var required in mapping.Schema["required"] as JsonArray ?? [])
        {
            var name = required!.GetValue<string>();
            if (mapping.Path.Length > 0 && name != key) map[name] = SchemaDocument.Load().Samples(mapping.Property(name)).First();
        }
        if (mapping.Path == "nodes[]") map.TryAdd("primary", new JsonArray("pan", "mnt"));
        if (mapping.Path == "tenant.faults[]") CompleteFault(map, key);
        return mapping.Place(map);
    }

    /// <summary>A fault is one thing that happens, at a point that suits it.</summary>
    private static void CompleteFault(JsonObject fault, string key)
    {
        if (key == "retryAfter") fault["status"] = 429;
        if (!FaultText.EffectKeys.Any(fault.ContainsKey)) fault["what"] = key == "where" && (string?)fault["where"] == "token" ? "refuse" : "disconnect";
        if (key == "where") return;
        var word = (string?)fault["what"] ?? FaultText.EffectKeys.First(fault.ContainsKey);
        var ofTokens = word is "status" or "aadsts" or "clockSkew" or "refuse" or "notJson" or "truncate" or "wrongAudience" or "withoutRole";
        fault["where"] = ofTokens ? "token" : word == "wrongCertificate" ? "handshake" : "data";
    }

    private static void Remove(JsonNode document, string path, string key)
    {
        foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            document = document[step.TrimEnd('[', ']')]!;
            if (step.EndsWith("[]", StringComparison.Ordinal)) document = document[0]!;
        }
        document.AsObject().Remove(key).ShouldBeTrue();
    }

    /// <summary>A value with everything in it, as text: records leave out what is in their lists.</summary>
    private static string Described(object? value) => value switch
    {
        null => "nothing",
        string text => text,
        System.Collections.IEnumerable list => $"[{string.Join(", ", list.Cast<object>().Select(Described))}]",
        _ when value.GetType().Namespace!.StartsWith("IseMail", StringComparison.Ordinal) && value is { } record && record.GetType().GetProperties().Length > 0 && !record.GetType().IsValueType =>
            $"{record.GetType().Name}({string.Join(", ", record.GetType().GetProperties().Where(part => part.GetMethod is { IsStatic: false }).Select(part => $"{part.Name}={Described(part.GetValue(record))}"))})",
        _ => value.ToString()!,
    };

    private static SchemaMapping Mapping(string path) => SchemaDocument.Load().Mappings().Single(mapping => mapping.Path == path);

    private static Task<JsonSchema> SchemaAsync() => JsonSchema.FromFileAsync(TopologyFolder.Schema);

    [GeneratedRegex(@"\{(?<key>\w+):", RegexOptions.ExplicitCapture, PatternPatience.Milliseconds)]
    private static partial Regex KeyInBraces();
}
