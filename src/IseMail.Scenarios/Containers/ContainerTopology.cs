using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Tenants;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Containers;

/// <summary>
/// A topology with what its nodes need in containers of their own: addresses, a tenant that listens for others, the server's
/// name, a database, a cluster listener that others reach. What a file says of these stays, where containers can use it.
/// </summary>
internal static class ContainerTopology
{
    /// <summary>Name of the tenant's container.</summary>
    public const string TenantHost = "tenant";

    /// <summary>Where the tenant's container hands out what an administrator of ISE is given.</summary>
    public const string Published = "/run/isemail";

    private const string Any = "0.0.0.0";

    private static readonly string[] Authorities = [$"{Published}/entra-id-ca.pem", $"{Published}/exchange-online-ca.pem"];

    /// <summary>The text with all that was missing; the same text where nothing was.</summary>
    public static string Fill(string text, Topology topology, FileProblems problems)
    {
        // A byte order mark is no part of the text.
        text = text.TrimStart('\uFEFF');
        if (YamlFile.Document(text, problems) is not YamlMap root) return text;
        var edits = new TextEdits(text, root);
        if (!edits.IsPossible)
        {
            problems.Add(root.Mark, "nothing can be added to a topology whose keys do not begin lines", "each key of the topology at the beginning of a line");
            return text;
        }
        Addresses(edits, root, topology);
        if (topology.EmbeddedTenant is { } tenant)
        {
            var listen = Tenant(edits, root, tenant, problems);
            if (topology.Mail is { Configured: true, Server: null }) Server(edits, root, tenant, listen, problems);
        }
        if (topology.Storage is StorageSettings.Sqlite) edits.Replace("storage", "storage: { postgresql: { connectionString: { environment: ISEMAIL_DATABASE } } }");
        if (topology.Cluster.Bind != Any)
        {
            edits.Replace("cluster", string.Create(CultureInfo.InvariantCulture,
                $"cluster: {{ bind: {Any}, port: {topology.Cluster.Port}, admitPolicyServiceNodes: {(topology.Cluster.AdmitPolicyServiceNodes ? "true" : "false")}, tls: mutual }}"));
        }
        return edits.IsEmpty ? text : edits.ToString();
    }

    private static void Addresses(TextEdits edits, YamlMap root, Topology topology)
    {
        if (Value(root, "nodes") is not YamlList nodes) return;
        foreach (var node in nodes.Items.OfType<YamlMap>().Where(node => Value(node, "address") is null))
            edits.Insert(node, string.Create(CultureInfo.InvariantCulture, $"address: \"{{name}}:{topology.Cluster.Port}\""));
    }

    private static TenantListeners Tenant(TextEdits edits, YamlMap root, TenantSettings tenant, FileProblems problems)
    {
        // Nodes know the proxy by a port of their settings.
        var ports = new TenantListeners(Any, TenantHost, 8443, 1587, tenant.Proxy?.Port == 8080 ? 8025 : 8080) { ProxyPort = tenant.Proxy?.Port ?? 0 };
        var proxy = tenant.Proxy is null ? "" : string.Create(CultureInfo.InvariantCulture, $", proxyPort: {ports.ProxyPort}");
        var written = string.Create(CultureInfo.InvariantCulture, $"listen: {{ address: {Any}, hostName: {TenantHost}, tokenPort: {ports.TokenPort}, submissionPort: {ports.SubmissionPort}, mailboxPort: {ports.MailboxPort}{proxy} }}");
        if (Value(root, "tenant") is not YamlMap map) edits.Replace("tenant", $"tenant:\n  {written}");
        else if (Value(map, "listen") is not { } own) edits.Insert(map, written);
        else if (tenant.Listen is { Address: Any, TokenPort: > 0, SubmissionPort: > 0, MailboxPort: > 0 } && tenant.Listen.HostName != "localhost" && (tenant.Proxy is null || tenant.Listen.ProxyPort > 0)) return tenant.Listen;
        else problems.Add(own.Mark, "other containers do not reach a tenant that listens so", written);
        return ports;
    }

    private static void Server(TextEdits edits, YamlMap root, TenantSettings tenant, TenantListeners listen, FileProblems problems)
    {
        if (tenant.Applications.IsEmpty || tenant.Mailboxes.IsEmpty)
        {
            problems.AddAt("tenant", "the tenant has no application or no mailbox to submit through", "one of each, or 'mail.server: none', which is filled in later");
            return;
        }
        var server = string.Create(CultureInfo.InvariantCulture, $"server: {{ host: {listen.HostName}, port: {listen.SubmissionPort}, mailbox: {tenant.Mailboxes[0].Address}, oauth: {{ tenantId: {tenant.TenantId:D}, clientId: {tenant.Applications[0].ClientId:D}, clientSecret: {{ file: {Published}/client-secret }}, authority: \"https://{listen.HostName}:{listen.TokenPort}/{tenant.TenantId:D}\" }} }}");
        var trusted = $"trusted: [{string.Join(", ", Authorities)}]";
        if (Value(root, "mail") is not YamlMap mail)
        {
            edits.Replace("mail", $"mail:\n  {server}\n  {trusted}");
            return;
        }
        if (Value(mail, "trusted") is not YamlList list) edits.Insert(mail, trusted);
        else foreach (var authority in Authorities) edits.Insert(list, authority);
        edits.Insert(mail, server);
    }

    private static YamlEntry? Value(YamlMap map, string key) => map.Entries.FirstOrDefault(entry => entry.Key.Value == key).Value;
}
