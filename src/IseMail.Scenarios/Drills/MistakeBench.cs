using IseMail.Cluster.Settings;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants.Cmdlets;
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
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    private readonly IseMail.Tenant.Hosting.EmbeddedTenant _tenant = deployment.Tenant ?? throw new ArgumentException("the deployment has no embedded tenant", nameof(deployment));

    /// <summary>The SMTP server page as it is when everything is right.</summary>
    public SmtpServerSettings Right => _tenant.ServerSettings();

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

    private Cluster.Control.NodeControl Pan => deployment.Running.Values.First(node => node.Node.Has(Persona.Pan)).Control;

    /// <summary>Takes the SMTP server page away, so that mail waits.</summary>
    /// <exception cref="IOException">The settings do not change.</exception>
    public Task ClearAsync(CancellationToken cancellationToken) => ChangeAsync(settings => settings with { Server = null, Nodes = settings.Nodes.Clear() }, "cleared", cancellationToken);

    /// <summary>Makes a mistake; the page to test with it.</summary>
    /// <exception cref="IOException">The tenant or the settings refuse it.</exception>
    public async Task<SmtpServerSettings> MakeAsync(Mistake mistake, CancellationToken cancellationToken)
    {
        foreach (var call in mistake.Make) Run(call);
        RefuseAtProxy(mistake.RefusedByProxy);
        if (mistake.Network is { } network) await NetworkAsync(network, "the network changed", cancellationToken);
        if (mistake.Store is { } store) await ChangeAsync(settings => settings with { Trusted = store(settings.Trusted) }, "the trusted certificates changed", cancellationToken);
        var page = mistake.Page?.Invoke(Right) ?? Right;
        var secret = mistake.ExpiredSecret ? Expired(page) : mistake.Secret;
        return secret is null ? page : page with
        {
            Authentication = new SmtpAuthentication.ExchangeOnlineOAuth(page.Mailbox!.Value, page.OAuth! with { ClientSecret = new SecretSource.Stored(seal.Seal(secret)) }),
        };
    }

    /// <summary>Mends a mistake; what was wrong on the page is right in <see cref="Right"/>.</summary>
    /// <exception cref="IOException">The tenant or the settings refuse it.</exception>
    public async Task MendAsync(Mistake mistake, CancellationToken cancellationToken)
    {
        foreach (var call in mistake.Mend) Run(call);
        RefuseAtProxy(null);
        if (mistake.Network is not null) await NetworkAsync(mistake.MendedNetwork ?? NodePathSettings.None, "the network mended", cancellationToken);
        if (mistake.Store is not null) await ChangeAsync(settings => settings with { Trusted = _tenant.Authorities }, "the trusted certificates imported again", cancellationToken);
    }

    /// <summary>ISE's connection test, from the primary PAN.</summary>
    /// <exception cref="IOException">The primary PAN does not answer.</exception>
    public async Task<SettingsTested> TestAsync(SmtpServerSettings page, CancellationToken cancellationToken) =>
        await Pan.TestSettingsAsync(page, null, Within, cancellationToken) is { Result: not null } test ? test : throw new IOException("the primary PAN does not answer");

    /// <summary>Saves a page whose test has succeeded.</summary>
    /// <exception cref="IOException">It is refused.</exception>
    public async Task SaveAsync(SmtpServerSettings page, CancellationToken cancellationToken)
    {
        if (await Pan.SaveSettingsAsync(page, Within, cancellationToken) is { } refusal) throw new IOException(refusal);
    }

    private Task NetworkAsync(NodePathSettings network, string cause, CancellationToken cancellationToken) =>
        ChangeAsync(settings => settings with { Nodes = settings.Nodes.SetItem(Pan.Name, network) }, cause, cancellationToken);

    private void RefuseAtProxy(string? host)
    {
        if (_tenant.Proxy is { } proxy) proxy.Use(proxy.Rules with { Refuses = host is null ? [] : [host] });
    }

    private string Expired(SmtpServerSettings page) => (string)Run(CmdletCall.Of("add-application-password", ("AppId", page.OAuth!.ClientId), ("EndDateTime", "2020-01-01")))
        .Objects[0].Properties.First(property => property.Name == "SecretText").Value!;

    private CmdletOutput Run(CmdletCall call) => _tenant.Directory.Run(call) switch
    {
        CmdletOutcome.Done done => done.Output,
        CmdletOutcome.Refused refused => throw new IOException($"{call}: {refused.Text}"),
        _ => throw new InvalidOperationException("no such outcome"),
    };

    private async Task ChangeAsync(Func<SystemSettings, SystemSettings> change, string cause, CancellationToken cancellationToken)
    {
        var report = await Pan.SettingsAsync(Within, cancellationToken) ?? throw new IOException("the primary PAN does not answer");
        if (await Pan.ChangeSettingsAsync(report.Version.Version, change(report.Version.Settings), cause, Within, cancellationToken) is { } refusal) throw new IOException(refusal);
    }
}
