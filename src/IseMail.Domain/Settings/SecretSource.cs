using IseMail.Domain.Notices;

namespace IseMail.Domain.Settings;

/// <summary>Where a secret is read from when it is needed. Never the secret in the clear.</summary>
public abstract record SecretSource
{
    private SecretSource() { }

    /// <summary>The first line of a file, given by its absolute path.</summary>
    public sealed record File(string Path) : SecretSource;

    /// <summary>An environment variable.</summary>
    public sealed record Environment(string Variable) : SecretSource;

    /// <summary>The embedded tenant's own application, whose secret the program makes at start.</summary>
    public sealed record Embedded : SecretSource;

    /// <summary>The settings themselves hold it, sealed with the deployment's key.</summary>
    public sealed record Stored(SealedText Value) : SecretSource;
}
