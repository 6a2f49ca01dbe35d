using System.Text.Json;
using System.Text.Json.Serialization;

namespace IseMail.Cluster.Wire;

/// <summary>Writes one of several kinds of a thing by a name that whoever makes the converter lists; no other kind travels.</summary>
/// <param name="body">The property that holds the thing itself, beside its kind.</param>
/// <param name="kinds">The kinds that travel.</param>
internal sealed class KindConverter<T>(string body, params (string Name, Type Type)[] kinds) : JsonConverter<T>
    where T : class
{
    private const string Kind = "kind";

    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(T);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(Kind, out var kind) || !document.RootElement.TryGetProperty(body, out var value))
            throw new JsonException($"no kind of {typeof(T).Name} is said");
        var name = kind.GetString();
        foreach (var (known, type) in kinds)
        {
            if (known == name) return value.Deserialize(type, options) as T ?? throw new JsonException($"{name} is missing");
        }
        throw new JsonException($"no such kind of {typeof(T).Name}");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        var kind = Array.Find(kinds, kind => kind.Type == value.GetType());
        if (kind.Name is null) throw new JsonException($"{value.GetType().Name} does not travel");
        writer.WriteStartObject();
        writer.WriteString(Kind, kind.Name);
        writer.WritePropertyName(body);
        JsonSerializer.Serialize(writer, value, value.GetType(), options);
        writer.WriteEndObject();
    }
}
