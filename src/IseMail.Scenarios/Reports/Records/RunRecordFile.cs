using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IseMail.Scenarios.Reports.Records;

/// <summary>A run's record as a JSON document: every mail, every sample, so that a run can be gone through again after it has ended.</summary>
public static class RunRecordFile
{
    /// <summary>The document's name in a run's directory.</summary>
    public const string Name = "record.json";

    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new Seconds() },
    };

    /// <summary>Writes it into a run's directory. All times are seconds from when every node was up.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static async Task WriteAsync(RunRecord record, DirectoryInfo directory, CancellationToken cancellationToken)
    {
        await using var file = File.Create(Path.Combine(directory.FullName, Name));
        await JsonSerializer.SerializeAsync(file, record, Layout, cancellationToken);
    }

    private sealed class Seconds : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TimeSpan.FromSeconds(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteRawValue(Math.Round(value.TotalSeconds, 3).ToString("0.###", CultureInfo.InvariantCulture));
    }
}
