using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using IseMail.Cluster.Sending;
using IseMail.Domain.Notices;
using Serilog.Core;
using Serilog.Events;

namespace IseMail.Cluster.Logging;

/// <summary>
/// The last door before a log: types that hold secrets are logged as what they print, which is never the secret, even
/// where somebody asks for their parts (<c>{@Mail}</c>); and text under a name that says "secret" is not logged at all.
/// Addresses of recipients stay, as in ISE's own log.
/// </summary>
public sealed class SecretGuard : IDestructuringPolicy, ILogEventEnricher
{
    private const string Hidden = "(hidden)";

    private static readonly ImmutableHashSet<string> Names = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase, "Password", "Secret", "ClientSecret", "Token", "AccessToken", "Body", "Text", "ConnectionString");

    /// <inheritdoc/>
    public bool TryDestructure(object value, ILogEventPropertyValueFactory propertyValueFactory, [NotNullWhen(true)] out LogEventPropertyValue? result)
    {
        result = value is SealedText or GuestPassword or AccessToken ? new ScalarValue(value.ToString()) : null;
        return result is not null;
    }

    /// <inheritdoc/>
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<LogEventProperty>? changed = null;
        foreach (var (name, value) in logEvent.Properties)
        {
            var guarded = Guard(name, value);
            if (!ReferenceEquals(guarded, value)) (changed ??= []).Add(new LogEventProperty(name, guarded));
        }
        changed?.ForEach(logEvent.AddOrUpdateProperty);
    }

    private static LogEventPropertyValue Guard(string name, LogEventPropertyValue value) => value switch
    {
        // What a guarded type prints is already safe; a bare text under such a name is not.
        ScalarValue { Value: string text } => Names.Contains(name) && !IsMasked(text) ? new ScalarValue(Hidden) : value,
        StructureValue structure when structure.Properties.Any(part => !ReferenceEquals(Guard(part.Name, part.Value), part.Value)) =>
            new StructureValue(structure.Properties.Select(part => new LogEventProperty(part.Name, Guard(part.Name, part.Value))), structure.TypeTag),
        SequenceValue sequence when sequence.Elements.Any(element => !ReferenceEquals(Guard(name, element), element)) =>
            new SequenceValue(sequence.Elements.Select(element => Guard(name, element))),
        _ => value,
    };

    private static bool IsMasked(string text) =>
        text is "********" || text.StartsWith("sealed, ", StringComparison.Ordinal) || text.StartsWith("access token, renewed at ", StringComparison.Ordinal);
}
