using System.Security.Cryptography;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Sending;

/// <summary>
/// The way to the submission server as the node's settings say at the moment. Where they say none, opening a connection
/// fails with that reason and mail waits.
/// </summary>
/// <param name="node">Whose settings.</param>
/// <param name="surroundings">What the runner adds to the node's path.</param>
/// <param name="readSecret">Reads secrets.</param>
/// <param name="seal">Opens mail texts.</param>
/// <param name="allowed">Who may get mail.</param>
/// <param name="time">The clock.</param>
/// <param name="lookedUp">
/// Told after each attempt that looked names up: the one that has no address, or <c>null</c> where all had.
/// </param>
public sealed class ConfiguredTransport(
    NodeName node, NodePath surroundings, ReadSecret readSecret, ITextSeal seal, RecipientAllowList allowed, TimeProvider time, Action<string?>? lookedUp = null) : ISubmissionTransport, IDisposable
{
    private readonly Lock _gate = new();
    private InUse _inUse = new(SettingsVersion.None, null, null);
    private bool _ended;

    /// <summary>The version in use.</summary>
    public SettingsVersion Version => Volatile.Read(ref _inUse).Version;

    /// <summary>From here on connections are opened by <paramref name="version"/>. Those that are open live on.</summary>
    public void Use(SettingsVersion version)
    {
        var next = Make(version);
        InUse before;
        lock (_gate)
        {
            if (_ended)
            {
                next.Transport?.Dispose();
                return;
            }
            before = _inUse;
            _inUse = next;
        }
        before.Transport?.Dispose();
    }

    /// <inheritdoc/>
    public async Task<ConnectionFailure?> PrepareAsync(CancellationToken cancellationToken)
    {
        var failure = await WithAsync(transport => transport.PrepareAsync(cancellationToken), failure => failure);
        // That a token could be had tells nothing of the other server's name.
        if (failure?.UnknownName is { } unknown) lookedUp?.Invoke(unknown);
        return failure;
    }

    /// <inheritdoc/>
    public async Task<ConnectionAttempt> OpenAsync(bool freshToken, CancellationToken cancellationToken)
    {
        var attempt = await WithAsync(transport => transport.OpenAsync(freshToken, cancellationToken), failure => new ConnectionAttempt.Failed(failure));
        var failure = (attempt as ConnectionAttempt.Failed)?.Failure;
        if (failure?.Problem is not (ConnectionProblem.NotConfigured or ConnectionProblem.SecretUnreadable)) lookedUp?.Invoke(failure?.UnknownName);
        return attempt;
    }

    /// <inheritdoc/>
    public OutgoingMail Prepare(OutgoingMail mail) => Volatile.Read(ref _inUse).Transport?.Prepare(mail) ?? mail;

    /// <summary>Ends what is in use.</summary>
    public void Dispose()
    {
        lock (_gate) _ended = true;
        Volatile.Read(ref _inUse).Transport?.Dispose();
    }

    private async Task<T> WithAsync<T>(Func<MailKitTransport, Task<T>> use, Func<ConnectionFailure, T> failed)
    {
        while (true)
        {
            var inUse = Volatile.Read(ref _inUse);
            if (inUse.Transport is not { } transport)
            {
                var why = inUse.Fault ?? inUse.Version.WhyNotConfigured ?? "mail is not configured";
                return failed(new ConnectionFailure(ConnectionStage.Token, ConnectionFailureKind.Configuration, why, Problem: ConnectionProblem.NotConfigured));
            }
            try
            {
                return await use(transport);
            }
            catch (ObjectDisposedException) when (!ReferenceEquals(inUse, Volatile.Read(ref _inUse)))
            {
                // Other settings were taken into use just now.
            }
        }
    }

    private InUse Make(SettingsVersion version)
    {
        if (version.Settings.Server is not { } server) return new InUse(version, null, null);
        try
        {
            return new InUse(version, MailKitTransport.To(server, NodePath.Of(version.Settings, node, surroundings), readSecret, seal, allowed, time, node: node), null);
        }
        catch (CryptographicException damaged)
        {
            return new InUse(version, null, $"a trusted certificate cannot be read: {damaged.Message}");
        }
    }

    private sealed record InUse(SettingsVersion Version, MailKitTransport? Transport, string? Fault);
}
