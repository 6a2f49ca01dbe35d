using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;

namespace IseMail.Tenant.Administration;

/// <summary>The client secrets and passwords that a topology gives its tenant. Never shown, not even by <see cref="ToString"/>.</summary>
public sealed class TenantSecrets
{
    private readonly ImmutableDictionary<Guid, string> _secrets;

    private readonly ImmutableDictionary<EmailAddress, string> _passwords;

    private TenantSecrets(ImmutableDictionary<Guid, string> secrets, ImmutableDictionary<EmailAddress, string> passwords, string? proxyPassword = null)
    {
        _secrets = secrets;
        ProxyPassword = proxyPassword;
        _passwords = passwords;
    }

    /// <summary>None.</summary>
    public static TenantSecrets None { get; } = new(ImmutableDictionary<Guid, string>.Empty, ImmutableDictionary<EmailAddress, string>.Empty);

    /// <summary>The secret of a client; <c>null</c>: no such client.</summary>
    public string? Of(Guid clientId) => _secrets.GetValueOrDefault(clientId);

    /// <summary>The password of a user; <c>null</c>: the topology gives none.</summary>
    public string? PasswordOf(EmailAddress user) => _passwords.GetValueOrDefault(user);

    /// <summary>The password of the proxy's user; <c>null</c>: there is no such user.</summary>
    public string? ProxyPassword { get; }

    /// <summary>
    /// Reads each application's secret from where its registration says; where it says nothing, from the file
    /// <c>client-secret-{clientId}</c>, made at random when there is none. The first application's secret also lies in
    /// <c>client-secret</c>, and the proxy user's password likewise in <c>proxy-password</c>. Files made here can be read by
    /// their owner alone.
    /// </summary>
    /// <param name="directory">Where those files lie; made when missing.</param>
    /// <param name="tenant">Whose applications.</param>
    /// <exception cref="IOException">A secret cannot be read or kept; the message never repeats it.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read or written.</exception>
    public static TenantSecrets LoadOrCreate(string directory, TenantSettings tenant)
    {
        Directory.CreateDirectory(directory);
        var secrets = tenant.Applications.ToImmutableDictionary(application => application.ClientId, application => Load(Path.Combine(directory, $"client-secret-{application.ClientId:D}"), application.Secret));
        if (!tenant.Applications.IsEmpty) PrivateFile.Write(Path.Combine(directory, "client-secret"), secrets[tenant.Applications[0].ClientId]);
        return new TenantSecrets(secrets, Passwords(tenant), tenant.Proxy?.Login is { } login ? Load(Path.Combine(directory, "proxy-password"), login.Password) : null);
    }

    /// <summary>Reads the secrets and passwords whose source is named, and makes none.</summary>
    /// <exception cref="IOException">A secret cannot be read; the message never repeats it.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static TenantSecrets Named(TenantSettings tenant) => new(
        tenant.Applications.Where(application => application.Secret is not null).ToImmutableDictionary(application => application.ClientId, application => Read(application.Secret!)),
        Passwords(tenant));

    /// <summary>How many there are, and none of them.</summary>
    public override string ToString() => $"{_secrets.Count} client secrets and {_passwords.Count} passwords (hidden)";

    private static ImmutableDictionary<EmailAddress, string> Passwords(TenantSettings tenant) =>
        tenant.Mailboxes.Where(mailbox => mailbox.Password is not null).ToImmutableDictionary(mailbox => mailbox.Address, mailbox => Read(mailbox.Password!));

    private static string Load(string path, SecretSource? source)
    {
        if (source is SecretSource.File or SecretSource.Environment) return Read(source);
        if (File.Exists(path)) return FirstLine(path);
        var made = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        PrivateFile.Write(path, made);
        return made;
    }

    private static string Read(SecretSource source) => source switch
    {
        SecretSource.File file => FirstLine(file.Path),
        SecretSource.Environment variable => Environment.GetEnvironmentVariable(variable.Variable) is { Length: > 0 } value
            ? value
            : throw new IOException($"the environment variable {variable.Variable} is not set"),
        _ => throw new IOException("a secret has no source"),
    };

    private static string FirstLine(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        return reader.ReadLine()?.Trim() is { Length: > 0 } line ? line : throw new IOException($"the first line of {path} is empty");
    }
}
