using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tenants.Cmdlets;

/// <summary>Arguments that fit a cmdlet's parameters.</summary>
public sealed class CmdletArguments
{
    private const int LongestText = 1024;

    private readonly ImmutableDictionary<string, string> _given;

    private CmdletArguments(ImmutableDictionary<string, string> given) => _given = given;

    /// <summary>Takes the arguments of a call if they fit; otherwise says what does not, in PowerShell's words and without repeating a secret.</summary>
    public static (CmdletArguments? Arguments, string? Fault) Bind(Cmdlet cmdlet, CmdletCall call)
    {
        // In the order of the parameters, so that of several faults always the same one is told.
        var given = call.Arguments.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var name in given.Keys.Order(StringComparer.Ordinal))
        {
            if (!cmdlet.Parameters.Any(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) return (null, $"A parameter cannot be found that matches parameter name '{OneLine(name)}'.");
        }
        foreach (var parameter in cmdlet.Parameters)
        {
            if (given.TryGetValue(parameter.Name, out var value) && Fault(parameter, value) is { } fault) return (null, fault);
        }
        var missing = cmdlet.Parameters.Where(one => one.Required && !given.ContainsKey(one.Name)).Select(one => one.Name).ToList();
        return missing.Count > 0
            ? (null, $"Cannot process command because of one or more missing mandatory parameters: {string.Join(' ', missing)}.")
            : (new CmdletArguments(given), null);
    }

    /// <summary>A text; <c>null</c>: not given.</summary>
    public string? Text(string parameter) => _given.GetValueOrDefault(parameter);

    /// <summary>An address; <c>null</c>: not given.</summary>
    public EmailAddress? Address(string parameter) => Text(parameter) is { } text ? new EmailAddress(text) : null;

    /// <summary>A GUID; <c>null</c>: not given.</summary>
    public Guid? Guid(string parameter) => Text(parameter) is { } text ? System.Guid.Parse(text) : null;

    /// <summary>A flag; <c>null</c>: not given, or null.</summary>
    public bool? Flag(string parameter) => Text(parameter) is { } text ? FlagOf(text) : null;

    /// <summary>Whether a parameter was given.</summary>
    public bool Has(string parameter) => _given.ContainsKey(parameter);

    /// <summary>A number; <c>null</c>: not given.</summary>
    public int? Number(string parameter) => Text(parameter) is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    /// <summary>Octets; <c>null</c>: not given.</summary>
    public long? Size(string parameter) => Text(parameter) is { } text ? SizeOf(text) : null;

    /// <summary>A time; <c>null</c>: not given.</summary>
    public DateTimeOffset? Date(string parameter) => Text(parameter) is { } text ? DateOf(text) : null;

    /// <summary>A span; <c>null</c>: not given.</summary>
    public TimeSpan? Duration(string parameter) => Text(parameter) is { } text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>The parameters' names alone: a value may be a secret.</summary>
    public override string ToString() => string.Join(' ', _given.Keys.Order(StringComparer.Ordinal));

    private static string? Fault(CmdletParameter parameter, string value)
    {
        var (fits, type) = parameter.Kind switch
        {
            ParameterKind.Address => (EmailAddress.TryParse(value, out _), $"a mail address: {EmailAddress.Rule}"),
            ParameterKind.Guid => (System.Guid.TryParseExact(value, "D", out _), "\"System.Guid\""),
            ParameterKind.Flag => (FlagOf(value) is not null, "\"System.Boolean\": $true or $false"),
            ParameterKind.FlagOrNull => (FlagOf(value) is not null || value.TrimStart('$').Equals("null", StringComparison.OrdinalIgnoreCase), "\"System.Boolean\": $true, $false or $null"),
            ParameterKind.Number => (
                int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= parameter.Range.Least && number <= parameter.Range.Greatest,
                string.Create(CultureInfo.InvariantCulture, $"a whole number from {parameter.Range.Least} to {parameter.Range.Greatest}")),
            ParameterKind.Size => (
                SizeOf(value) is { } size && size >= parameter.Range.Least && size <= parameter.Range.Greatest,
                string.Create(CultureInfo.InvariantCulture, $"a size from {parameter.Range.Least} to {parameter.Range.Greatest} octets, such as 150MB")),
            ParameterKind.Date => (DateOf(value) is not null, "\"System.DateTime\", such as 2027-03-15"),
            ParameterKind.Duration => (
                TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero && span <= TimeSpan.FromDays(365), "\"System.TimeSpan\", such as 00:10:00"),
            _ => (value.Length is > 0 and <= LongestText && !value.Any(char.IsControl), "text without control characters"),
        };
        if (fits && (parameter.Choices.IsEmpty || parameter.Choices.Contains(value, StringComparer.OrdinalIgnoreCase))) return null;
        if (fits) type = $"one of {string.Join(", ", parameter.Choices)}";
        var shown = parameter.Kind == ParameterKind.Secret ? "the value" : $"value \"{OneLine(value)}\"";
        return $"Cannot process argument transformation on parameter '{parameter.Name}'. Cannot convert {shown} to {type}.";
    }

    private static bool? FlagOf(string text) => text.TrimStart('$').ToUpperInvariant() switch
    {
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => null,
    };

    private static long? SizeOf(string text)
    {
        var unit = text.Length > 2 && char.IsLetter(text[^1]) ? text[^2..].ToUpperInvariant() : "";
        var shift = unit switch { "" => 0, "KB" => 10, "MB" => 20, "GB" => 30, _ => -1 };
        return shift >= 0 && long.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue >> shift
            ? number << shift
            : null;
    }

    private static DateTimeOffset? DateOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) ? date : null;

    private static string OneLine(string text) => new([.. text.Take(200).Select(c => char.IsControl(c) ? ' ' : c)]);
}
