using System.Text.Json.Nodes;

namespace IseMail.Scenarios.Tests.Topologies;

/// <summary>One mapping that the schema describes: where it stands, its keys, and a smallest document that has it.</summary>
/// <param name="Path">Path of keys from the root; <c>[]</c> stands for a list's entries.</param>
/// <param name="Schema">Its schema, with references resolved.</param>
/// <param name="Place">Puts a mapping at that path into a document that is otherwise complete.</param>
internal sealed record SchemaMapping(string Path, JsonObject Schema, Func<JsonNode, JsonObject> Place)
{
    public IEnumerable<string> Keys => Schema["properties"]!.AsObject().Select(property => property.Key);

    public JsonObject Property(string key) => Schema["properties"]![key]!.AsObject();
}

/// <summary>Makes documents of the schema's own examples, defaults and enumerations.</summary>
internal sealed class SchemaDocument(JsonObject root)
{
    public static SchemaDocument Load() => new(JsonNode.Parse(File.ReadAllText(TopologyFolder.Schema))!.AsObject());

    public IEnumerable<SchemaMapping> Mappings() => Mappings("", root, value =>
    {
        var document = value.AsObject();
        foreach (var (key, sample) in Complete()) document.TryAdd(key, sample!.DeepClone());
        return document;
    });

    /// <summary>Every value the schema itself gives for <paramref name="schema"/>.</summary>
    public IEnumerable<JsonNode> Samples(JsonObject schema)
    {
        var own = new[] { schema["default"] }.Concat(Listed(schema, "enum")).Concat(Listed(schema, "examples"));
        foreach (var sample in own.OfType<JsonNode>()) yield return sample.DeepClone();
        foreach (var choice in Choices(schema).Where(choice => choice != schema))
        {
            foreach (var sample in Samples(choice)) yield return sample;
        }
        if (schema["properties"] is not null && schema["examples"] is null) yield return Smallest(schema);
        if (schema["items"] is JsonObject items && schema["examples"] is null) yield return new JsonArray([.. Samples(Resolve(items))]);
    }

    private static IEnumerable<JsonNode?> Listed(JsonObject schema, string key) => schema[key] as JsonArray ?? [];

    private JsonObject Complete() => new()
    {
        ["model"] = "standalone",
        ["nodes"] = Samples(root["properties"]!["nodes"]!.AsObject()).First(),
        ["tenant"] = "embedded",
    };

    private JsonObject Smallest(JsonObject schema)
    {
        var value = new JsonObject();
        foreach (var key in Required(schema)) value[key] = Samples(schema["properties"]![key]!.AsObject()).First();
        return value;
    }

    private static List<string> Required(JsonObject schema)
    {
        var required = Listed(schema, "required").Select(key => key!.GetValue<string>()).ToList();
        // One of several: the first stands for them.
        if (required.Count == 0 && schema["minProperties"] is not null) required.Add(schema["properties"]!.AsObject().First().Key);
        return required;
    }

    private IEnumerable<SchemaMapping> Mappings(string path, JsonObject schema, Func<JsonNode, JsonObject> place)
    {
        foreach (var choice in Choices(schema))
        {
            if (choice["items"] is JsonObject items)
            {
                foreach (var mapping in Mappings(path + "[]", Resolve(items), value => place(new JsonArray(value)))) yield return mapping;
            }
            if (choice["properties"] is not JsonObject properties) continue;
            yield return new SchemaMapping(path, choice, place);
            foreach (var (key, property) in properties)
            {
                foreach (var mapping in Mappings(path.Length == 0 ? key : $"{path}.{key}", property!.AsObject(), Inside(choice, key, place))) yield return mapping;
            }
        }
    }

    private Func<JsonNode, JsonObject> Inside(JsonObject schema, string key, Func<JsonNode, JsonObject> place) => value =>
    {
        var around = schema["maxProperties"] is null ? Smallest(schema) : [];
        // Of a deployment's nodes one has to be primary.
        if (schema["properties"]!["primary"] is JsonObject primary) around["primary"] = Samples(primary).First();
        around[key] = value;
        return place(around);
    };

    private IEnumerable<JsonObject> Choices(JsonObject schema)
    {
        var choices = Listed(schema, "oneOf").Concat(Listed(schema, "allOf")).Select(choice => Resolve(choice!.AsObject())).ToList();
        return choices.Count == 0 ? [schema] : choices.SelectMany(Choices);
    }

    private JsonObject Resolve(JsonObject schema) => schema["$ref"] is { } reference
        ? root["definitions"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject()
        : schema;
}
