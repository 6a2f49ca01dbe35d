using System.Collections.Frozen;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IseMail.Cluster.Failover;
using IseMail.Cluster.Links;
using IseMail.Cluster.Nodes;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Wire;
using IseMail.Domain.Alarms;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Control;

/// <summary>
/// What travels between a node in a process of its own and whoever runs it, as lines of JSON on the node's standard input
/// and output, which nobody else reads: beside what travels between nodes what a person at a portal does and is told.
/// </summary>
internal static class ControlWire
{
    private static readonly (string Manifest, Type Type)[] Own =
    [
        ("take-alarm", typeof(AlarmSignal)),
        ("workload-ended", typeof(WorkloadEnded)),
        ("published", typeof(Published)),
        ("ask-portal", typeof(AskPortal)),
        ("portal-served", typeof(PortalServed)),
        ("tell-pan", typeof(TellPan)),
        ("pan-report", typeof(PanReport)),
        ("promote", typeof(Promote)),
        ("tell-inventory", typeof(TellInventory)),
        ("outbox-inventory", typeof(OutboxInventory)),
        ("tell-count", typeof(TellCount)),
        ("outbox-count", typeof(OutboxCount)),
        ("replay-mail", typeof(ReplayMail)),
        ("replay-all", typeof(ReplayAll)),
        ("replay-done", typeof(ReplayDone)),
        ("tell-membership", typeof(TellMembership)),
        ("membership-report", typeof(MembershipReport)),
        ("tell-members", typeof(TellMembers)),
        ("members-report", typeof(MembersReport)),
        ("tell-node", typeof(TellNode)),
        ("node-report", typeof(NodeReport)),
        ("leave-cluster", typeof(LeaveCluster)),
        ("probe-journal", typeof(ProbeJournal)),
        ("journal-probed", typeof(JournalProbed)),
        ("set-links", typeof(SetLinks)),
        ("links-set", typeof(LinksSet)),
    ];

    private static readonly FrozenDictionary<string, Type> Types = WireManifests.Types.Concat(Own.Select(entry => KeyValuePair.Create(entry.Manifest, entry.Type))).ToFrozenDictionary();
    private static readonly FrozenDictionary<Type, string> Manifests = Types.ToFrozenDictionary(entry => entry.Value, entry => entry.Key);

    /// <summary>How it is written.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>The manifest of <paramref name="message"/>.</summary>
    /// <exception cref="SerializationException">It does not travel.</exception>
    public static string ManifestOf(object message) => Manifests.TryGetValue(message.GetType(), out var manifest)
        ? manifest
        : throw new SerializationException($"{message.GetType().Name} is not a type that travels");

    /// <summary>A message as it is written.</summary>
    public static JsonElement Write(object message) => JsonSerializer.SerializeToElement(Slim(message), message.GetType(), Options);

    /// <summary>What was written.</summary>
    /// <exception cref="SerializationException">The manifest is not listed, or it is not what it promises.</exception>
    public static object Read(string manifest, JsonElement message)
    {
        if (!Types.TryGetValue(manifest, out var type)) throw new SerializationException("a manifest that is not listed");
        try
        {
            return message.Deserialize(type, Options) ?? throw new SerializationException($"nothing where {manifest} should be");
        }
        catch (JsonException malformed)
        {
            throw new SerializationException($"{manifest} is malformed at {malformed.Path}", malformed);
        }
    }

    // Nobody outside the node needs the texts.
    private static object Slim(object message) => message is OutboxInventory inventory
        ? inventory with { Entries = [.. inventory.Entries.Select(entry => entry with { Mail = entry.Mail is { } mail ? mail with { Body = new SealedText([]) } : null })] }
        : message;

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(WireJson.Options);
        options.Converters.Insert(0, new KindConverter<Cause>(
            "cause",
            ("guestAccountExpiring", typeof(Cause.GuestAccountExpiring)), ("passwordExpiring", typeof(Cause.PasswordExpiring)), ("alarmRaised", typeof(Cause.AlarmRaised)),
            ("approvalRequested", typeof(Cause.ApprovalRequested)), ("approvalDecided", typeof(Cause.ApprovalDecided)), ("credentialsCopied", typeof(Cause.CredentialsCopied)),
            ("credentialsSummarised", typeof(Cause.CredentialsSummarised)), ("portalTested", typeof(Cause.PortalTested)), ("credentialsIssued", typeof(Cause.CredentialsIssued))));
        options.Converters.Add(new TextConverter<GuestPassword>(static text => new GuestPassword(text), static password => password.Reveal()));
        options.Converters.Add(new TextConverter<ApprovalToken>(static text => new ApprovalToken(text), static token => token.Reveal()));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class TextConverter<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
        where T : class
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return read(reader.GetString() ?? "");
            }
            catch (FormatException malformed)
            {
                throw new JsonException(malformed.Message, malformed);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }
}

/// <summary>A line to a node: a question to a part of it.</summary>
/// <param name="Number">Its number, which the answer bears.</param>
/// <param name="Part">Which part.</param>
/// <param name="Manifest">What the message is.</param>
/// <param name="Message">The question.</param>
/// <param name="Within">How long an answer is waited for.</param>
internal sealed record ControlQuestion(long Number, NodePart Part, string Manifest, JsonElement Message, TimeSpan Within);

/// <summary>A line from a node: the answer to a question.</summary>
/// <param name="Number">The question's number.</param>
/// <param name="Manifest">What the message is; <c>null</c>: there was no answer in time.</param>
/// <param name="Message">The answer.</param>
internal sealed record ControlAnswer(long Number, string? Manifest, JsonElement? Message);
