using IseMail.Domain.Deployments;
using IseMail.Domain.Sending;

namespace IseMail.Cli.Running;

/// <summary>Says who can get mail before any is sent.</summary>
internal static class Recipients
{
    public static string Notice(Topology topology)
    {
        if (topology.EmbeddedTenant is not null) return "mail goes to the embedded tenant's mailboxes and to nobody else";
        var host = topology.Mail.Server?.Host;
        var allowed = topology.Mail.AllowedRecipients;
        return allowed.IsEmpty
            ? $"mail would go through {host}, but nobody is an allowed recipient: every mail will be parked. Name recipients under {RecipientAllowList.TopologyKey}"
            : $"mail goes through {host}, to nobody but {string.Join(", ", allowed)} ({RecipientAllowList.TopologyKey})";
    }
}
