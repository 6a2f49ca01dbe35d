using System.Runtime.Serialization;
using System.Text.Json;

namespace IseMail.Cluster.Control;

/// <summary>A line of the conversation with a node, where it goes from one actor system to another instead of over standard streams.</summary>
/// <param name="Text">A question or an answer, as JSON.</param>
public sealed record ControlLine(string Text)
{
    /// <summary>Asks something.</summary>
    internal static string Write(ControlQuestion question) => JsonSerializer.Serialize(question, ControlWire.Options);

    /// <summary>Answers a question.</summary>
    /// <param name="number">The question's number.</param>
    /// <param name="answer">The answer; <c>null</c>: there was none in time.</param>
    internal static string Write(long number, object? answer) => JsonSerializer.Serialize(
        answer is null ? new ControlAnswer(number, null, null) : new ControlAnswer(number, ControlWire.ManifestOf(answer), ControlWire.Write(answer)), ControlWire.Options);

    /// <summary>What a line asks.</summary>
    /// <exception cref="InvalidDataException">It asks nothing; it may hold a password and is not repeated.</exception>
    internal static (ControlQuestion Question, object Message) ReadQuestion(string line)
    {
        try
        {
            var question = JsonSerializer.Deserialize<ControlQuestion>(line, ControlWire.Options) ?? throw new JsonException("an empty line");
            return (question, ControlWire.Read(question.Manifest, question.Message));
        }
        catch (Exception malformed) when (malformed is JsonException or SerializationException)
        {
            throw new InvalidDataException($"what came in is no question to a node: {malformed.Message}", malformed);
        }
    }

    /// <summary>What a line answers; <c>null</c>: there was no answer in time, or it is none.</summary>
    internal static object? ReadAnswer(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<ControlAnswer>(line, ControlWire.Options) is { Manifest: { } manifest, Message: { } message } ? ControlWire.Read(manifest, message) : null;
        }
        catch (Exception malformed) when (malformed is JsonException or SerializationException)
        {
            return null;
        }
    }

    /// <summary>Without what it says, which may be a password.</summary>
    public override string ToString() => "a line to or from a node";
}
