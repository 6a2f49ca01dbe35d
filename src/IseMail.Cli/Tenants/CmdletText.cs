using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IseMail.Cli.Tenants;

/// <summary>A cmdlet's output as PowerShell prints it: objects as lists of properties or as rows of a table.</summary>
internal static class CmdletText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(JsonNode answer)
    {
        var objects = answer["objects"]!.AsArray().Select(one => one!.AsObject()).ToList();
        if (objects.Count == 0) return "";
        return answer["table"]!.GetValue<bool>() ? Table(objects) : List(objects);
    }

    /// <summary>The objects as JSON, however many there are.</summary>
    public static string Json(JsonNode answer) => answer["objects"]!.ToJsonString(Indented) + "\n";

    private static string List(List<JsonObject> objects)
    {
        var text = new StringBuilder("\n");
        foreach (var one in objects)
        {
            var width = one.Max(property => property.Key.Length);
            foreach (var (name, value) in one) text.Append(name.PadRight(width)).Append(" : ").Append(Shown(value)).Append('\n');
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string Table(List<JsonObject> objects)
    {
        var names = objects[0].Select(property => property.Key).ToList();
        var widths = names.Select(name => objects.Select(one => Shown(one[name]).Length).Append(name.Length).Max()).ToList();
        var text = new StringBuilder("\n");
        Row(names);
        Row(names.Select(name => new string('-', name.Length)));
        foreach (var one in objects) Row(names.Select(name => Shown(one[name])));
        return text.Append('\n').ToString();

        void Row(IEnumerable<string> cells) => text.Append(string.Join(' ', cells.Zip(widths, (cell, width) => cell.PadRight(width))).TrimEnd()).Append('\n');
    }

    private static string Shown(JsonNode? value) => value switch
    {
        null => "",
        JsonArray several => $"{{{string.Join(", ", several.Select(Shown))}}}",
        _ when value.GetValueKind() == JsonValueKind.True => "True",
        _ when value.GetValueKind() == JsonValueKind.False => "False",
        _ => value.ToString(),
    };
}
