using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;

namespace IseMail.Scenarios.Topologies;

/// <summary>Where a topology's secrets are read from.</summary>
internal static class TopologySecrets
{
    /// <summary>Each with the path of the key that names it.</summary>
    public static IEnumerable<(string Path, SecretSource Source)> Of(Topology topology)
    {
        if (topology.Mail.Server?.OAuth is { } oauth) yield return ("mail.server.oauth.clientSecret", oauth.ClientSecret);
        if (topology.Mail.Server?.Authentication is SmtpAuthentication.Password login) yield return ("mail.server.login.password", login.Secret);
        if (topology.Mail.Proxy is ProxySettings.Http { Password: { } proxy }) yield return ("mail.proxy.login.password", proxy);
        foreach (var (index, node) in topology.Deployment.Nodes.Index())
        {
            if (node.Network?.Proxy is ProxySettings.Http { Password: { } password }) yield return (string.Create(CultureInfo.InvariantCulture, $"nodes[{index}].network.proxy.login.password"), password);
        }
        if (topology.Storage is StorageSettings.PostgreSql postgres) yield return ("storage.postgresql.connectionString", postgres.ConnectionString);
        if (topology.EmbeddedTenant?.Proxy?.Login?.Password is { } own) yield return ("tenant.proxy.login.password", own);
        foreach (var (index, application) in (topology.EmbeddedTenant?.Applications ?? []).Index())
        {
            if (application.Secret is { } secret) yield return (string.Create(CultureInfo.InvariantCulture, $"tenant.applications[{index}].secret"), secret);
        }
        foreach (var (index, mailbox) in (topology.EmbeddedTenant?.Mailboxes ?? []).Index())
        {
            if (mailbox.Password is { } password) yield return (string.Create(CultureInfo.InvariantCulture, $"tenant.mailboxes[{index}].password"), password);
        }
    }
}
