using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using IseMail.Domain.Deployments;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Wire;

/// <summary>How messages and events are written as JSON: identities as text, outcomes by a kind that this file lists.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutNoTrace } },
        };
        options.Converters.Add(new TextConverter<MailId>(MailId.Parse));
        options.Converters.Add(new TextConverter<NodeName>(static text => new NodeName(text)));
        options.Converters.Add(new TextConverter<EmailAddress>(static text => new EmailAddress(text)));
        options.Converters.Add(new SealedTextConverter());
        options.Converters.Add(new OutcomeConverter());
        // Only causes of cluster-wide duties travel: what happens at a portal is told of by that portal's own node, and
        // some of it carries a guest's password.
        options.Converters.Add(new KindConverter<Cause>(
            "cause",
            ("guestAccountExpiring", typeof(Cause.GuestAccountExpiring)), ("passwordExpiring", typeof(Cause.PasswordExpiring)),
            ("alarmRaised", typeof(Cause.AlarmRaised)), ("portalTested", typeof(Cause.PortalTested))));
        options.Converters.Add(new KindConverter<GuestRequest>(
            "request",
            ("register", typeof(GuestRequest.Register)), ("create", typeof(GuestRequest.Create)), ("act", typeof(GuestRequest.Act)),
            ("openLink", typeof(GuestRequest.OpenLink)), ("resend", typeof(GuestRequest.Resend))));
        options.Converters.Add(new KindConverter<SecretSource>(
            "value",
            ("file", typeof(SecretSource.File)), ("environment", typeof(SecretSource.Environment)), ("embedded", typeof(SecretSource.Embedded)), ("stored", typeof(SecretSource.Stored))));
        options.Converters.Add(new KindConverter<SmtpAuthentication>(
            "value",
            ("none", typeof(SmtpAuthentication.None)), ("password", typeof(SmtpAuthentication.Password)), ("exchangeOnlineOAuth", typeof(SmtpAuthentication.ExchangeOnlineOAuth))));
        options.Converters.Add(new KindConverter<ProxySettings>("value", ("direct", typeof(ProxySettings.Direct)), ("http", typeof(ProxySettings.Http))));
        options.Converters.Add(new JsonStringEnumConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>Most mail is traced by nobody, and journals hold many mails.</summary>
    private static void LeaveOutNoTrace(JsonTypeInfo type)
    {
        if (type.Type != typeof(Mail)) return;
        foreach (var property in type.Properties.Where(property => property.Name == nameof(Mail.Trace))) property.ShouldSerialize = static (_, trace) => trace is not null;
    }

    private sealed class TextConverter<T>(Func<string, T> parse) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return parse(reader.GetString() ?? "");
            }
            catch (FormatException malformed)
            {
                throw new JsonException(malformed.Message, malformed);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, typeToConvert, options);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToString() ?? "");
    }

    private sealed class SealedTextConverter : JsonConverter<SealedText>
    {
        public override SealedText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(ImmutableArray.Create(reader.GetBytesFromBase64()));

        public override void Write(Utf8JsonWriter writer, SealedText value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(value.Bytes.AsSpan());
    }

    private sealed class OutcomeConverter : JsonConverter<SubmissionOutcome>
    {
        public override SubmissionOutcome Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var written = JsonSerializer.Deserialize<Written>(ref reader, options) ?? throw new JsonException("an outcome is missing");
            return written.Kind switch
            {
                "delivered" => new SubmissionOutcome.Delivered(written.Reason),
                "deferred" => new SubmissionOutcome.Deferred(written.Reason, written.NotBefore),
                "rejected" => new SubmissionOutcome.Rejected(written.Reason),
                "inDoubt" => new SubmissionOutcome.InDoubt(written.Reason),
                _ => throw new JsonException("no such outcome"),
            };
        }

        public override void Write(Utf8JsonWriter writer, SubmissionOutcome value, JsonSerializerOptions options) => JsonSerializer.Serialize(
            writer,
            value switch
            {
                SubmissionOutcome.Delivered => new Written("delivered", value.Reason, null),
                SubmissionOutcome.Deferred deferred => new Written("deferred", value.Reason, deferred.NotBefore),
                SubmissionOutcome.Rejected => new Written("rejected", value.Reason, null),
                _ => new Written("inDoubt", value.Reason, null),
            },
            options);

        private sealed record Written(string Kind, string Reason, TimeSpan? NotBefore);
    }
}
