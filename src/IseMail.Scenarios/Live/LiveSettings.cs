using System.Collections.Immutable;
using IseMail.Cluster.Control;
using IseMail.Cluster.Settings;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants.Cmdlets;

namespace IseMail.Scenarios.Live;

/// <summary>What an administrator does to the mail settings of a deployment that runs with an embedded tenant, and to that tenant.</summary>
/// <param name="deployment">The deployment.</param>
/// <param name="seal">Its key, for secrets that are typed in.</param>
public sealed class LiveSettings(LiveDeployment deployment, ITextSeal seal)
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    private readonly IseMail.Tenant.Hosting.EmbeddedTenant _tenant = deployment.Tenant ?? throw new ArgumentException("the deployment has no embedded tenant", nameof(deployment));
    private SmtpServerSettings? _page;

    /// <summary>The SMTP server page as it is when everything is right.</summary>
    public SmtpServerSettings Right => _page ?? _tenant.ServerSettings();

    /// <summary>The primary PAN's node, or else another PAN's.</summary>
    /// <exception cref="IOException">No PAN runs.</exception>
    public NodeControl Pan => deployment.Running.Values.FirstOrDefault(node => node.Node.Has(Persona.Pan))?.Control ?? throw new IOException("no PAN runs");

    /// <summary>A page with another client secret.</summary>
    public SmtpServerSettings WithSecret(SmtpServerSettings page, string secret) => page with
    {
        Authentication = new SmtpAuthentication.ExchangeOnlineOAuth(page.Mailbox!.Value, page.OAuth! with { ClientSecret = new SecretSource.Stored(seal.Seal(secret)) }),
    };

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

    /// <summary>Tests the page that is right, and saves it.</summary>
    /// <exception cref="IOException">The test fails, or it is refused.</exception>
    public async Task SaveAgainAsync(CancellationToken cancellationToken)
    {
        var test = await TestAsync(Right, cancellationToken);
        if (!test.Result!.Succeeded) throw new IOException($"the connection test says '{test.Result.Message}'");
        await SaveAsync(Right, cancellationToken);
    }

    /// <summary>Makes a new secret in the tenant, removes the others, and saves the page with it.</summary>
    /// <exception cref="IOException">The tenant or the settings refuse it.</exception>
    public async Task RotateSecretAsync(CancellationToken cancellationToken)
    {
        var application = Right.OAuth!.ClientId;
        var before = _tenant.Directory.Current.Application(Guid.Parse(application))!.Secrets.Select(secret => secret.SecretId).ToList();
        _page = WithSecret(Right, NewSecret(application, "2099-01-01"));
        await SaveAgainAsync(cancellationToken);
        // The old one goes last, as Microsoft advises: until the new one is saved it is in use.
        foreach (var old in before) Run(CmdletCall.Of("remove-application-password", ("AppId", application), ("KeyId", old.ToString())));
    }

    /// <summary>Restores a backup of the configuration as it is: the SMTP server settings are not in it.</summary>
    /// <exception cref="IOException">It is refused.</exception>
    public async Task RestoreBackupAsync(CancellationToken cancellationToken)
    {
        var report = await ReportAsync(cancellationToken);
        var backup = SettingsBackup.Read(SettingsBackup.Of(deployment.Topology.Deployment.Name, report.Version, TimeProvider.System.GetUtcNow()).Write());
        await ChangeAsync(_ => backup.Settings, "restored from a backup, which leaves the SMTP server settings out", cancellationToken);
    }

    /// <summary>Changes what is different on nodes.</summary>
    /// <exception cref="IOException">It is refused.</exception>
    public Task ChangeNetworkAsync(ImmutableArray<NodeName> nodes, Func<NodePathSettings, NodePathSettings> change, string cause, CancellationToken cancellationToken) => ChangeAsync(
        settings => settings with { Nodes = nodes.Aggregate(settings.Nodes, (all, node) => all.SetItem(node, change(all.GetValueOrDefault(node, NodePathSettings.None)))) }, cause, cancellationToken);

    /// <summary>Changes everything but the SMTP server page.</summary>
    /// <exception cref="IOException">It is refused.</exception>
    public async Task ChangeAsync(Func<SystemSettings, SystemSettings> change, string cause, CancellationToken cancellationToken)
    {
        var report = await ReportAsync(cancellationToken);
        if (await Pan.ChangeSettingsAsync(report.Version.Version, change(report.Version.Settings), cause, Within, cancellationToken) is { } refusal) throw new IOException(refusal);
    }

    /// <summary>A new secret of an application, which ends at a date.</summary>
    /// <exception cref="IOException">The tenant refuses it.</exception>
    public string NewSecret(string application, string endDate) => (string)Run(CmdletCall.Of("add-application-password", ("AppId", application), ("EndDateTime", endDate)))
        .Objects[0].Properties.First(property => property.Name == "SecretText").Value!;

    /// <summary>Has an administrator of the tenant call a cmdlet.</summary>
    /// <exception cref="IOException">The tenant refuses it.</exception>
    public CmdletOutput Run(CmdletCall call) => _tenant.Directory.Run(call) switch
    {
        CmdletOutcome.Done done => done.Output,
        CmdletOutcome.Refused refused => throw new IOException($"{call}: {refused.Text}"),
        _ => throw new InvalidOperationException("no such outcome"),
    };

    private async Task<SettingsReport> ReportAsync(CancellationToken cancellationToken) =>
        await Pan.SettingsAsync(Within, cancellationToken) ?? throw new IOException("the primary PAN does not answer");
}
