using IseMail.Domain.Sending;
using MimeKit;

namespace IseMail.Cluster.Sending;

/// <summary>A mail whose message is composed already.</summary>
internal sealed record ComposedMail(OutgoingMail Outgoing, MimeMessage Message) : OutgoingMail(Outgoing);
