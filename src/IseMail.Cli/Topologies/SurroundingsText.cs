using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.Domain.Texts;

namespace IseMail.Cli.Topologies;

/// <summary>What stands behind a deployment's nodes, one line for each thing. Where secrets are read from, never a secret.</summary>
internal static class SurroundingsText
{
    public static IEnumerable<(string What, string How)> Of(Topology topology)
    {
        var sender = topology.Mail.Sender;
        yield return ("sender", $"{Placement(topology.Deployment, sender)}; {Count(sender.Connections, "connection")}; in doubt: {(sender.InDoubt == InDoubtPolicy.Resend ? "sent again" : "held for a person")}");
        yield return ("budget", Budget(sender.Budget.Messages, sender.Budget.Per, sender.Budget.RecipientsPerDay));
        yield return ("mailbox", Mailbox(topology));
        if (topology.Mail.Server is { } server)
        {
            if (server.OAuth is { } oauth) yield return ("token", $"{oauth.TokenEndpoint} for {oauth.ClientId}; its secret from {Source(oauth.ClientSecret)}");
            if (topology.EmbeddedTenant is null) yield return ("recipients", topology.Mail.AllowedRecipients.IsEmpty ? "nobody yet (mail.allowedRecipients is empty)" : string.Join(", ", topology.Mail.AllowedRecipients));
        }
        yield return ("from", $"{topology.Mail.AlarmSender} (alarms), {topology.Mail.GuestSender} (the rest)");
        yield return ("tenant", topology.EmbeddedTenant is { } tenant ? Tenant(tenant) : "somebody else's");
        yield return ("storage", topology.Storage switch
        {
            StorageSettings.Sqlite { Directory: { } directory } => $"SQLite files in {directory}",
            StorageSettings.PostgreSql database => $"a PostgreSQL database; its connection string from {Source(database.ConnectionString)}",
            _ => "SQLite files in a directory that the runner chooses",
        });
        foreach (var line in FailoverLines.Of(topology)) yield return line;
        if (topology.Cluster.AdmitPolicyServiceNodes) yield return ("cluster", "admits PSNs that the file does not name");
        if (topology.Workload is { } workload) yield return ("workload", $"one mail of each purpose every {DurationText.Of(workload.Every)}, to people of {workload.Recipients}");
    }

    private static string Placement(Deployment deployment, SenderSettings sender)
    {
        if (sender.Placement == SenderPlacement.Node) return "one on each node, unaware of the others";
        var first = deployment.InStartOrder().First(node => node.Has(sender.Host));
        return $"one for the deployment, on the oldest node with {sender.Host.Role()} ({first.Name} at first)";
    }

    private static string Mailbox(Topology topology)
    {
        if (!topology.Mail.Configured) return "none: the SMTP server settings have to be tested and saved first";
        if (topology.Mail.Server is { } server) return string.Create(CultureInfo.InvariantCulture, $"{server.Mailbox?.Value ?? "nobody's"} at {server.Host}:{server.Port}");
        return topology.EmbeddedTenant?.Mailboxes is [var mailbox, ..] ? $"{mailbox.Address} of the embedded tenant" : "none";
    }

    private static string Tenant(TenantSettings tenant)
    {
        var limits = tenant.Limits == SubmissionLimits.None
            ? "without limits"
            : $"{(tenant.Limits.Connections == 0 ? "any number of connections" : Count(tenant.Limits.Connections, "connection"))} to a mailbox, {Budget(tenant.Limits.Messages, tenant.Limits.Per, tenant.Limits.RecipientsPerDay)}";
        return $"embedded, {tenant.Domain}; {limits}";
    }

    private static string Budget(int messages, TimeSpan per, int recipientsPerDay) => string.Join(
        ", ",
        messages == 0 ? "any number of messages" : $"{Count(messages, "message")} in {DurationText.Of(per)}",
        recipientsPerDay == 0 ? "any number of recipients" : $"{Count(recipientsPerDay, "recipient")} in 24h");

    private static string Source(SecretSource source) => source switch
    {
        SecretSource.File file => file.Path,
        SecretSource.Environment variable => $"the environment variable {variable.Variable}",
        _ => "the embedded tenant",
    };

    private static string Count(int count, string of) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {of}{(count == 1 ? "" : "s")}");
}
