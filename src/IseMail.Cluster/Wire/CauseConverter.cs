using System.Text.Json;
using System.Text.Json.Serialization;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Wire;

/// <summary>
/// Writes causes by a kind that this file lists. Only those of cluster-wide duties travel: what happens at a portal is
/// told of by that portal's own node, and some of it carries a guest's password.
/// </summary>
internal sealed class CauseConverter : JsonConverter<Cause>
{
    private const string Kind = "kind";
    private const string Body = "cause";

    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(Cause);

    public override Cause Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (!document.RootElement.TryGetProperty(Kind, out var kind) || !document.RootElement.TryGetProperty(Body, out var body))
            throw new JsonException("a cause without its kind");
        return kind.GetString() switch
        {
            "guestAccountExpiring" => Of<Cause.GuestAccountExpiring>(),
            "passwordExpiring" => Of<Cause.PasswordExpiring>(),
            "alarmRaised" => Of<Cause.AlarmRaised>(),
            _ => throw new JsonException("no such cause"),
        };

        T Of<T>() where T : Cause => body.Deserialize<T>(options) ?? throw new JsonException("a cause is missing");
    }

    public override void Write(Utf8JsonWriter writer, Cause value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Kind, value switch
        {
            Cause.GuestAccountExpiring => "guestAccountExpiring",
            Cause.PasswordExpiring => "passwordExpiring",
            Cause.AlarmRaised => "alarmRaised",
            _ => throw new JsonException($"{value.GetType().Name} is not a cause that travels"),
        });
        writer.WritePropertyName(Body);
        JsonSerializer.Serialize(writer, value, value.GetType(), options);
        writer.WriteEndObject();
    }
}
