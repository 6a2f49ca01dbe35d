using System.Text.Json;
using System.Text.Json.Serialization;

namespace IseMail.Cluster.Wire;

/// <summary>Writes one of several records by a kind from a list: no type is made because its name came over the wire.</summary>
/// <typeparam name="T">What the records have in common.</typeparam>
internal sealed class KindConverter<T>(params (string Kind, Type Type)[] kinds) : JsonConverter<T>
    where T : class
{
    private const string Kind = "kind";
    private const string Value = "value";

    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(T);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty(Kind, out var kind) || !document.RootElement.TryGetProperty(Value, out var value))
            throw new JsonException($"a {typeof(T).Name} without its kind");
        var type = Array.Find(kinds, known => kind.ValueKind == JsonValueKind.String && kind.ValueEquals(known.Kind)).Type ?? throw new JsonException($"no such {typeof(T).Name}");
        return (T?)value.Deserialize(type, options) ?? throw new JsonException($"a {typeof(T).Name} is missing");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        var type = value.GetType();
        var kind = Array.Find(kinds, known => known.Type == type).Kind ?? throw new JsonException($"{type.Name} does not travel");
        writer.WriteStartObject();
        writer.WriteString(Kind, kind);
        writer.WritePropertyName(Value);
        JsonSerializer.Serialize(writer, value, type, options);
        writer.WriteEndObject();
    }
}
