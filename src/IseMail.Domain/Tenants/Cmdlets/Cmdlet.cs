using System.Collections.Immutable;

namespace IseMail.Domain.Tenants.Cmdlets;

/// <summary>What a cmdlet does: from a directory and arguments that are right to an outcome.</summary>
public delegate CmdletOutcome CmdletBody(TenantDirectory directory, CmdletArguments arguments, CmdletSurroundings surroundings);

/// <summary>A cmdlet of the tenant's administrators.</summary>
/// <param name="Name">Its name here, in lower case with hyphens.</param>
/// <param name="RealName">The cmdlet of Microsoft's that it stands for.</param>
/// <param name="Does">What it does, in a line.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Body">What it does.</param>
public sealed record Cmdlet(string Name, string RealName, string Does, ImmutableArray<CmdletParameter> Parameters, CmdletBody Body)
{
    /// <summary>Whether it leaves the directory as it is.</summary>
    public bool OnlyReads => Name.StartsWith("get-", StringComparison.Ordinal);
}

/// <summary>The kind of a parameter's values.</summary>
public enum ParameterKind
{
    /// <summary>Text without control characters.</summary>
    Text,

    /// <summary>A mail address.</summary>
    Address,

    /// <summary>A GUID.</summary>
    Guid,

    /// <summary><c>true</c> or <c>false</c>, with or without a dollar sign in front.</summary>
    Flag,

    /// <summary>As a flag, or <c>null</c>.</summary>
    FlagOrNull,

    /// <summary>A whole number, 0 or more.</summary>
    Number,

    /// <summary>Octets, or a number with KB, MB or GB behind it.</summary>
    Size,

    /// <summary>A date, or a date and time, in ISO 8601; UTC unless it says otherwise.</summary>
    Date,

    /// <summary>A span as <c>hh:mm:ss</c>.</summary>
    Duration,

    /// <summary>Text that is never repeated.</summary>
    Secret,
}

/// <summary>A parameter of a cmdlet.</summary>
/// <param name="Name">Its name as in PowerShell.</param>
/// <param name="Kind">The kind of its values.</param>
/// <param name="Does">What it says, in a few words.</param>
/// <param name="Required">Whether it must be given.</param>
public sealed record CmdletParameter(string Name, ParameterKind Kind, string Does, bool Required = false)
{
    /// <summary>The only values it takes; empty: any of its kind.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>The least and the greatest of a number.</summary>
    public (long Least, long Greatest) Range { get; init; } = (0, 100_000_000);
}

/// <summary>One use of a cmdlet: its name and arguments by parameter name, both regardless of case.</summary>
public sealed record CmdletCall(string Name, ImmutableDictionary<string, string> Arguments)
{
    /// <summary>A call with these arguments.</summary>
    public static CmdletCall Of(string name, params ReadOnlySpan<(string Parameter, string Value)> arguments)
    {
        var given = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (parameter, value) in arguments) given[parameter] = value;
        return new CmdletCall(name, given.ToImmutable());
    }

    /// <summary>The name alone: arguments may be secrets.</summary>
    public override string ToString() => Name;
}

/// <summary>What a cmdlet cannot know by itself.</summary>
/// <param name="Now">The time.</param>
/// <param name="NewId">Draws a new ID.</param>
/// <param name="NewSecret">Draws the value of a new client secret.</param>
/// <param name="Hash">Hashes a secret with a salt of its own.</param>
public sealed record CmdletSurroundings(DateTimeOffset Now, Func<Guid> NewId, Func<string> NewSecret, Func<string, SaltedHash> Hash);

/// <summary>What came of a cmdlet.</summary>
public abstract record CmdletOutcome
{
    private CmdletOutcome() { }

    /// <summary>It was carried out.</summary>
    /// <param name="Directory">The directory after it.</param>
    /// <param name="Output">What it prints.</param>
    public sealed record Done(TenantDirectory Directory, CmdletOutput Output) : CmdletOutcome;

    /// <summary>It was refused, and nothing has changed.</summary>
    /// <param name="Text">Why, in the words of the real one where they are known.</param>
    public sealed record Refused(string Text) : CmdletOutcome;
}

/// <summary>What a cmdlet prints.</summary>
/// <param name="AsTable">Whether PowerShell prints the objects as a table and not as lists.</param>
/// <param name="Objects">Objects with the same properties.</param>
public sealed record CmdletOutput(bool AsTable, ImmutableArray<CmdletObject> Objects)
{
    /// <summary>Nothing.</summary>
    public static CmdletOutput Nothing { get; } = new(false, []);
}

/// <summary>An object of a cmdlet's output.</summary>
public sealed record CmdletObject(ImmutableArray<CmdletProperty> Properties)
{
    /// <summary>An object with these properties.</summary>
    public static CmdletObject Of(params ReadOnlySpan<(string Name, object? Value)> properties)
    {
        var list = ImmutableArray.CreateBuilder<CmdletProperty>(properties.Length);
        foreach (var (name, value) in properties) list.Add(new CmdletProperty(name, value));
        return new CmdletObject(list.MoveToImmutable());
    }
}

/// <summary>A property of an object: text, a number, a flag, a time, several texts, or <c>null</c>.</summary>
public sealed record CmdletProperty(string Name, object? Value)
{
    /// <summary>The name alone: the value may be a secret that is shown once.</summary>
    public override string ToString() => Name;
}
