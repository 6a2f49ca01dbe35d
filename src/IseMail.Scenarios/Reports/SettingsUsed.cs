using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Settings;
using IseMail.Domain.Texts;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Reports;

/// <summary>What a deployment is set to, as far as its mail depends on it. Of a secret only where it is read from.</summary>
public static class SettingsUsed
{
    /// <summary>The settings of <paramref name="topology"/>.</summary>
    public static ImmutableArray<SettingRecord> Of(Topology topology) =>
    [
        .. Deployment(topology), .. Server(topology), .. Sender(topology.Mail.Sender), .. Retry(topology.Mail.Retry), .. Failover(topology),
    ];

    private static IEnumerable<SettingRecord> Deployment(Topology topology)
    {
        const string group = "Deployment";
        yield return new(group, "Name", topology.Deployment.Name);
        yield return new(group, "Model", topology.Deployment.Model.ToString().ToLowerInvariant());
        yield return new(group, "Nodes", Number(topology.Deployment.Nodes.Length));
        yield return new(group, "Storage", topology.Storage is StorageSettings.PostgreSql ? "PostgreSQL" : "SQLite");
    }

    private static IEnumerable<SettingRecord> Server(Topology topology)
    {
        const string group = "SMTP server";
        if (topology.Mail.Server is not { } server)
        {
            yield return new(group, "Server", !topology.Mail.Configured ? "not configured" : "the embedded tenant, STARTTLS and XOAUTH2");
        }
        else
        {
            yield return new(group, "Server", string.Create(CultureInfo.InvariantCulture, $"{server.Host}:{server.Port}"));
            yield return new(group, "Encryption", server.Encryption == ConnectionEncryption.Tls ? "STARTTLS" : "none");
            yield return new(group, "Connection timeout", Span(server.ConnectionTimeout));
            yield return new(group, "Authentication", server.Authentication switch
            {
                SmtpAuthentication.ExchangeOnlineOAuth oauth => $"MS Exchange Online OAuth as {oauth.Mailbox}",
                SmtpAuthentication.Password => "user name and password",
                _ => "none",
            });
            if (server.OAuth is { } settings)
            {
                yield return new(group, "Authority", settings.Authority.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));
                yield return new(group, "Scope", settings.Scope);
            }
        }
        yield return new(group, "Proxy", topology.Mail.Proxy is ProxySettings.Direct ? "none" : "HTTP");
        yield return new(group, "Alarm sender", topology.Mail.AlarmSender.Value);
        yield return new(group, "Guest sender", topology.Mail.GuestSender.Value);
    }

    private static IEnumerable<SettingRecord> Sender(SenderSettings sender)
    {
        const string group = "Sender";
        yield return new(group, "Placement", sender.Placement == SenderPlacement.Shared ? $"one for all nodes, on a {sender.Host.Role()} node" : "one on each node");
        yield return new(group, "Connections", Number(sender.Connections));
        yield return new(group, "An idle connection stays open for", Span(sender.IdleTimeout));
        yield return new(group, "Messages", sender.Budget.Messages == 0 ? "no limit" : $"{Number(sender.Budget.Messages)} in {Span(sender.Budget.Per)}");
        yield return new(group, "Recipients a day", sender.Budget.RecipientsPerDay == 0 ? "no limit" : Number(sender.Budget.RecipientsPerDay));
        yield return new(group, "Mail in doubt", sender.InDoubt == InDoubtPolicy.Resend ? "is sent again" : "waits for a person");
        yield return new(group, "Delivered mails are remembered", Span(sender.Remember));
    }

    private static IEnumerable<SettingRecord> Retry(RetryPolicy retry)
    {
        const string group = "Retry";
        yield return new(group, "First after", Span(retry.First));
        yield return new(group, "Then times", retry.Factor.ToString("0.##", CultureInfo.InvariantCulture));
        yield return new(group, "At most", Span(retry.Greatest));
        yield return new(group, "Parked after", Span(retry.GreatestAge));
    }

    private static IEnumerable<SettingRecord> Failover(Topology topology)
    {
        const string group = "Failover";
        var failover = topology.Failover;
        yield return new(group, "PAN", failover.PanHa is { } automatic
            ? $"automatic: a poll each {Span(automatic.PollingInterval)}, {Number(automatic.FailedAttempts)} without an answer"
            : "by hand");
        if (failover.TimeScale < 1) yield return new(group, "ISE's times are multiplied with", failover.TimeScale.ToString("0.####", CultureInfo.InvariantCulture));
        yield return new(group, "MnT and shared sender act elsewhere after about", Span(topology.SingletonTakeover));
        yield return new(group, "Mail that waits on a dead node", failover.WaitingMail == Domain.Failover.WaitingMail.Waits ? "waits for its return" : "is sent by another node");
    }

    private static string Span(TimeSpan span) => DurationText.Of(TimeSpan.FromMilliseconds(Math.Round(span.TotalMilliseconds)));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
