using System.Collections.Immutable;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;

namespace IseMail.Domain.Lint;

/// <summary>What the rules look at: a topology, the day, and the certificates that the topology names.</summary>
/// <param name="Topology">The topology.</param>
/// <param name="Now">When it is looked at.</param>
/// <param name="Certificates">What is in the files of <c>mail.trusted</c>, by their index; files that could not be read are missing.</param>
public sealed record Design(Topology Topology, DateTimeOffset Now, ImmutableDictionary<int, ImmutableArray<TrustedCertificate>> Certificates)
{
    /// <summary>How long ahead an expiry counts as near: the lead time of the alarms about it.</summary>
    public static TimeSpan Soon { get; } = TimeSpan.FromDays(30);

    /// <summary>A topology for the rules to which neither the day nor a certificate matters.</summary>
    public static Design Of(Topology topology) => new(topology, DateTimeOffset.MinValue, ImmutableDictionary<int, ImmutableArray<TrustedCertificate>>.Empty);

    /// <summary>Its nodes and personas.</summary>
    public Deployment Deployment => Topology.Deployment;

    /// <summary>The embedded tenant if mail is submitted to it; <c>null</c>: it is submitted elsewhere, or nothing is set up yet.</summary>
    public TenantSettings? Tenant => Topology.Mail.Configured ? Topology.EmbeddedTenant : null;

    /// <summary>The mailbox that submits; <c>null</c>: none is named.</summary>
    public EmailAddress? Mailbox => Topology.Mail.Server is { } server ? server.Mailbox : Tenant?.Mailboxes.FirstOrDefault()?.Address;

    /// <summary>The application that gets tokens; <c>null</c>: none is named.</summary>
    public Guid? Client => Topology.Mail.Server?.OAuth is { } oauth ? (Guid.TryParse(oauth.ClientId, out var id) ? id : null) : Tenant?.Applications.FirstOrDefault()?.ClientId;

    /// <summary>The application of <see cref="Client"/> in the embedded tenant.</summary>
    public ApplicationRegistration? Application => Tenant?.Applications.FirstOrDefault(one => one.ClientId == Client);

    /// <summary>The mailbox of <see cref="Mailbox"/> in the embedded tenant.</summary>
    public TenantMailbox? TenantMailbox => Tenant?.Mailboxes.FirstOrDefault(one => one.Address == Mailbox);

    /// <summary>Whether mail is submitted to Exchange Online itself.</summary>
    public bool IsExchangeOnline => Topology.Mail.Server is { } server && Topology.EmbeddedTenant is null && string.Equals(server.Host, SmtpServerSettings.ExchangeOnlineHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>What the mailbox may submit; <c>null</c>: a server whose limits are not known.</summary>
    public SubmissionLimits? Limits => Tenant?.Limits ?? (IsExchangeOnline ? SubmissionLimits.ExchangeOnline : null);

    /// <summary>Every node with its path.</summary>
    public IEnumerable<(string Path, IseNode Node)> Nodes => Deployment.Nodes.Select((node, index) => ($"nodes[{index}]", node));

    /// <summary>The nodes with a persona, each with its path.</summary>
    public IReadOnlyList<(string Path, IseNode Node)> With(Persona persona) => [.. Nodes.Where(one => one.Node.Has(persona))];

    /// <summary>The hosts that a node has to reach: the token service's and the submission server's.</summary>
    public IEnumerable<string> Services => Topology.Mail.Server is { } server
        ? server.OAuth is { } oauth ? [server.Host, oauth.Authority.Host] : [server.Host]
        : [SmtpServerSettings.ExchangeOnlineHost, OAuthSettings.EntraHost];

    /// <summary>Whether <paramref name="address"/> is one the mailbox may send as, in the embedded tenant.</summary>
    public bool MaySendAs(EmailAddress address) => TenantMailbox is not { } mailbox || mailbox.Address == address || mailbox.SendAs.Contains(address);
}
