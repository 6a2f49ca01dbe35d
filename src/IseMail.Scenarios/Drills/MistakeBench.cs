using IseMail.Cluster.Settings;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Live;

namespace IseMail.Scenarios.Drills;

/// <summary>
/// Makes mistakes in a deployment that runs with an embedded tenant and mends them, as somebody would who walks Cisco
/// document 225520. Between two of them mail is not configured, as after a restore.
/// </summary>
/// <param name="deployment">The deployment.</param>
/// <param name="seal">Its key, for secrets that are typed in.</param>
public sealed class MistakeBench(LiveDeployment deployment, ITextSeal seal)
{
    private readonly IseMail.Tenant.Hosting.EmbeddedTenant _tenant = deployment.Tenant ?? throw new ArgumentException("the deployment has no embedded tenant", nameof(deployment));
    private readonly LiveSettings _settings = new(deployment, seal);

    /// <summary>The SMTP server page as it is when everything is right.</summary>
    public SmtpServerSettings Right => _settings.Right;

    /// <summary>The proxy page as it is when everything is right and a node has no other way out.</summary>
    /// <exception cref="InvalidOperationException">No proxy stands beside the tenant.</exception>
    public ProxySettings.Http Proxy
    {
        get
        {
            var proxy = _tenant.Settings.Proxy ?? throw new InvalidOperationException("there is no proxy; 'proxy' under 'tenant' puts one beside it");
            return new ProxySettings.Http(
                proxy.Host, proxy.Port, proxy.Login?.UserName, _tenant.ProxyPassword is { } password ? new SecretSource.Stored(seal.Seal(password)) : null, []);
        }
    }

    /// <summary>Takes the SMTP server page away, so that mail waits.</summary>
    /// <exception cref="IOException">The settings do not change.</exception>
    public Task ClearAsync(CancellationToken cancellationToken) => _settings.ChangeAsync(settings => settings with { Server = null, Nodes = settings.Nodes.Clear() }, "cleared", cancellationToken);

    /// <summary>Makes a mistake; the page to test with it.</summary>
    /// <exception cref="IOException">The tenant or the settings refuse it.</exception>
    public async Task<SmtpServerSettings> MakeAsync(Mistake mistake, CancellationToken cancellationToken)
    {
        foreach (var call in mistake.Make) _settings.Run(call);
        RefuseAtProxy(mistake.RefusedByProxy);
        if (mistake.Network is { } network) await NetworkAsync(network, "the network changed", cancellationToken);
        if (mistake.Store is { } store) await _settings.ChangeAsync(settings => settings with { Trusted = store(settings.Trusted) }, "the trusted certificates changed", cancellationToken);
        var page = mistake.Page?.Invoke(Right) ?? Right;
        var secret = mistake.ExpiredSecret ? _settings.NewSecret(page.OAuth!.ClientId, "2020-01-01") : mistake.Secret;
        return secret is null ? page : _settings.WithSecret(page, secret);
    }

    /// <summary>Mends a mistake; what was wrong on the page is right in <see cref="Right"/>.</summary>
    /// <exception cref="IOException">The tenant or the settings refuse it.</exception>
    public async Task MendAsync(Mistake mistake, CancellationToken cancellationToken)
    {
        foreach (var call in mistake.Mend) _settings.Run(call);
        RefuseAtProxy(null);
        if (mistake.Network is not null) await NetworkAsync(mistake.MendedNetwork ?? NodePathSettings.None, "the network mended", cancellationToken);
        if (mistake.Store is not null) await _settings.ChangeAsync(settings => settings with { Trusted = _tenant.Authorities }, "the trusted certificates imported again", cancellationToken);
    }

    /// <inheritdoc cref="LiveSettings.TestAsync"/>
    public Task<SettingsTested> TestAsync(SmtpServerSettings page, CancellationToken cancellationToken) => _settings.TestAsync(page, cancellationToken);

    /// <inheritdoc cref="LiveSettings.SaveAsync"/>
    public Task SaveAsync(SmtpServerSettings page, CancellationToken cancellationToken) => _settings.SaveAsync(page, cancellationToken);

    private Task NetworkAsync(NodePathSettings network, string cause, CancellationToken cancellationToken) =>
        _settings.ChangeAsync(settings => settings with { Nodes = settings.Nodes.SetItem(_settings.Pan.Name, network) }, cause, cancellationToken);

    private void RefuseAtProxy(string? host)
    {
        if (_tenant.Proxy is { } proxy) proxy.Use(proxy.Rules with { Refuses = host is null ? [] : [host] });
    }
}
