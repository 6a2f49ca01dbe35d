using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Lint;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;
using IseMail.Domain.Tenants;
using IseMail.Domain.Texts;
using IseMail.Domain.Workloads;

namespace IseMail.Domain.Planning;

/// <summary>What recurs in a deployment so often, or depends so much on what people do, that a calendar has no days for it.</summary>
public static class Cadences
{
    /// <summary>All of it.</summary>
    public static IEnumerable<Cadence> Of(Topology topology)
    {
        var life = topology.EmbeddedTenant?.AccessTokenLifetime ?? TokenLifetime.EntraId;
        var senders = topology.Mail.Sender.Placement == SenderPlacement.Shared ? "the shared sender" : "each node";
        var (soonest, latest) = (Renewed(life.Shortest), Renewed(life.Longest));
        yield return new(
            $"the access token of {senders}", soonest == latest ? $"renewed {DurationText.InParts(soonest)} after it was fetched" : $"renewed {DurationText.InParts(soonest)} to {DurationText.InParts(latest)} after it was fetched",
            life == TokenLifetime.EntraId ? "Microsoft identity platform, configurable token lifetimes; MSAL.NET" : Sources.Topology);
        foreach (var type in topology.Notices.Guests.Types)
        {
            if (topology.Notices.Guests.Notifications && type.ExpiryNotice is { } ahead)
                yield return new($"the expiry notice of a guest of the type '{type.Name}'", $"{DurationText.Of(ahead)} before the account ends, which holds {DurationText.Of(type.Duration)} unless asked for less or more", Sources.GuestApi);
        }
        if (topology.Workload is { } workload)
        {
            var mails = RecurringWorkload.MailsOf(topology.Deployment);
            yield return new("mail that arises by itself in a run", string.Create(CultureInfo.InvariantCulture, $"{mails} mails every {DurationText.Of(workload.Every)}"), Sources.Topology);
        }
    }

    private static TimeSpan Renewed(TimeSpan life) => TokenRenewal.At(DateTimeOffset.UnixEpoch, life) - DateTimeOffset.UnixEpoch;
}
