using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IseMail.Domain.Notices;
using IseMail.Domain.Tenants;

namespace IseMail.Tenant.Administration;

/// <summary>A directory as JSON: what its file holds, and what an applied file is sent as. It holds hashes of secrets, never a secret.</summary>
public static class DirectoryJson
{
    internal static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new AddressConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The directory as JSON.</summary>
    public static string Write(TenantDirectory directory) => JsonSerializer.Serialize(directory, Options);

    /// <summary>The directory that JSON describes.</summary>
    /// <exception cref="InvalidDataException">It describes none; the message says why on one line.</exception>
    public static TenantDirectory Read(string json) => Read<TenantDirectory>(json, directory => directory.Inconsistency());

    /// <summary>What a topology says of the directory, as a hash: secrets are no part of it.</summary>
    internal static string SourceOf(TenantSettings settings)
    {
        var described = TenantDirectory.Of(settings, _ => null, _ => null, _ => throw new InvalidOperationException("no secret is part of it"));
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(described, Options)));
    }

    internal static T Read<T>(string json, Func<T, string?> inconsistency)
    {
        try
        {
            var value = JsonSerializer.Deserialize<T>(json, Options) ?? throw new InvalidDataException("it holds nothing");
            return inconsistency(value) is { } fault ? throw new InvalidDataException(fault) : value;
        }
        catch (JsonException fault)
        {
            // The parser's own words may go over several lines and repeat values; where it is, is enough.
            throw new InvalidDataException($"it is not a directory in JSON (line {(fault.LineNumber ?? 0) + 1})", fault);
        }
    }

    private sealed class AddressConverter : JsonConverter<EmailAddress>
    {
        public override EmailAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && EmailAddress.TryParse(reader.GetString(), out var address) ? address : throw new JsonException("not a mail address");

        public override void Write(Utf8JsonWriter writer, EmailAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
