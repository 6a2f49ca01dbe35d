using System.Collections.Immutable;
using IseMail.Domain.Alarms;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Texts;
using static IseMail.Domain.Lint.LintSeverity;

namespace IseMail.Domain.Lint;

/// <summary>ISE601 and on: who is told of what.</summary>
internal static class NoticeRules
{
    private const int FewMinutes = 10;

    private static readonly LintRule NobodyHearsAlarms = new(
        "ISE601", Warning, "alarms are mailed to nobody",
        "An alarm is mailed to each administrator with 'include system alarms in emails' and to the addresses set for the alarm. Without either, it is raised and no mail is made.",
        "Give an administrator 'includeSystemAlarms: true', or set 'recipients' of alarms.", Sources.AlarmMail,
        design => !design.Topology.Notices.AlarmRecipients.Any() && design.Topology.Notices.Alarms.Rules.Values.All(rule => rule.Recipients.IsEmpty)
            ? [("administrators", "no administrator includes system alarms, and no alarm has recipients")]
            : []);

    private static readonly LintRule SecretAlarmOff = Off(
        "ISE602", "an alarm about the client secret is switched off", "It is the only thing that tells of the secret's end before mail stops.", Sources.OAuthSmtp, AlarmNames.SecretExpiring, AlarmNames.SecretExpired);

    private static readonly LintRule NodeAlarmOff = Off(
        "ISE603", "an alarm about a node that is down is switched off", "Mail of its duties waits until somebody acts, and nobody is told to.", Sources.Notices, AlarmNames.HealthUnavailable, AlarmNames.PrimaryDown);

    private static readonly LintRule NoThrottle = new(
        "ISE604", Warning, "one fault of all nodes is more alarms than the mailbox carries in a minute",
        "Up to ISE 3.5 nothing throttles alarm mail: a fault that every node notices makes a mail for each node and recipient, ahead of every other mail.",
        "Set 'alarms.suppress', or mail alarms to one list instead of many people.", Sources.Notices,
        design => design.Topology.Notices.Alarms.Suppress is null && design.Topology.Mail.Sender.Budget is { Messages: > 0 and var messages } budget
            && design.Deployment.Nodes.Length * design.Topology.Notices.AlarmRecipients.Count() is var mails && mails > messages / budget.Per.TotalMinutes
                ? [("alarms.suppress", $"{design.Deployment.Nodes.Length} nodes and {design.Topology.Notices.AlarmRecipients.Count()} recipients make {mails} mails")]
                : []);

    private static readonly LintRule SharedSenderAddress = new(
        "ISE605", Note, "alarms and guest mail come from one address",
        "Recipients cannot sort one from the other, and whoever blocks the address for its guest mail blocks alarms.",
        "Use an address of its own for alarms, with Send As.", Sources.OAuthSmtp,
        design => design.Topology.Mail.AlarmSender == design.Topology.Mail.GuestSender ? [("mail.alarmSender", $"both come from '{design.Topology.Mail.AlarmSender}'")] : []);

    private static readonly LintRule GuestsNotTold = new(
        "ISE606", Warning, "guests are told nothing by mail",
        "With 'Enable email notifications to guests' off, neither credentials nor expiry notices are mailed.",
        "Set 'guests.notifications: true'.", Sources.GuestApi,
        design => design.Topology.Notices.Guests.Notifications ? [] : [("guests.notifications", "it is off")]);

    private static readonly LintRule ExpiryNotTold = new(
        "ISE607", Note, "no guest type tells of an account's end",
        "The notice is off in ISE unless somebody sets it for the guest type, 3 days ahead where it is on.",
        "Set 'expiryNotice' of the guest types that last for more than a day.", Sources.GuestApi,
        design => design.Topology.Notices.Guests is { Types: var types } guests && guests != GuestSettings.Default && types.All(type => type.ExpiryNotice is null) ? [("guests.types", "none has an 'expiryNotice'")] : []);

    private static readonly LintRule NoticeAtStart = new(
        "ISE608", Warning, "a guest is told of the end at the beginning",
        "An account that lasts no longer than its notice comes ahead is told of its end as soon as it is made.",
        "Set a shorter 'expiryNotice', or none for guest types of a day.", Sources.GuestApi,
        design => design.Topology.Notices.Guests.Types.Index().Where(one => one.Item.ExpiryNotice >= one.Item.Duration)
            .Select(one => ($"guests.types[{one.Index}].expiryNotice", $"accounts of '{one.Item.Name}' last {DurationText.Of(one.Item.Duration)}, and the notice comes {DurationText.Of(one.Item.ExpiryNotice!.Value)} ahead")));

    private static readonly LintRule LongBatch = new(
        "ISE609", Note, "a sponsor's largest batch takes more than ten minutes",
        "Credentials of accounts that are made at once leave at the mailbox's rate, and guests stand at the door meanwhile.",
        "Lower 'mostAtOnce' of the sponsor group, or make the accounts the day before.", Sources.Submission,
        design => design.Topology.Mail.Sender.Budget is not { Messages: > 0 } budget ? [] : design.Topology.Notices.Guests.Sponsors.Groups.Index()
            .Where(one => one.Item.MostAtOnce * budget.Per.TotalMinutes / budget.Messages > FewMinutes)
            .Select(one => ($"guests.sponsorGroups[{one.Index}].mostAtOnce", $"{one.Item.MostAtOnce} accounts of '{one.Item.Name}' at {budget.Messages} in {DurationText.Of(budget.Per)}")));

    private static readonly LintRule RemindersBeyondDay = new(
        "ISE610", Warning, "more reminders fall due on one day than the mailbox has recipients",
        "Passwords that expire on one day are reminded of on one day. When the day's recipients are used up, alarms wait as well.",
        "Spread the ends of the passwords, or raise 'mail.sender.budget.recipientsPerDay' if the mailbox allows it.", Sources.Submission,
        design => design.Topology.Mail.Sender.Budget.RecipientsPerDay is > 0 and var day && MostOnOneDay(design) is var most && most > day
            ? [("internalUsers", $"{most} passwords expire on one day, and {day} recipients can be reached in 24 hours")]
            : []);

    private static readonly LintRule NoReminder = new(
        "ISE611", Note, "nobody is reminded of a password's end",
        "Users find out when they can no longer log in.",
        "Set 'remindBefore', such as [30d].", Sources.Notices,
        design => new[] { ("passwordPolicy.administrators.remindBefore", design.Topology.Notices.Administrators, design.Topology.Notices.Passwords.Administrators), ("passwordPolicy.internalUsers.remindBefore", design.Topology.Notices.InternalUsers, design.Topology.Notices.Passwords.InternalUsers) }
            .Where(one => one.Item3.RemindBefore.IsEmpty && one.Item2.Any(owner => PasswordReminders.ExpiresAt(owner, one.Item3) is not null)).Select(one => (one.Item1, "it is empty, and passwords expire")));

    public static ImmutableArray<LintRule> All { get; } =
    [
        NobodyHearsAlarms, SecretAlarmOff, NodeAlarmOff, NoThrottle, SharedSenderAddress, GuestsNotTold, ExpiryNotTold, NoticeAtStart, LongBatch, RemindersBeyondDay, NoReminder,
    ];

    private static LintRule Off(string id, string title, string reason, string source, params string[] alarms) => new(
        id, Warning, title, reason, "Remove 'enabled: false' of the alarm.", source,
        design => alarms.Where(name => design.Topology.Notices.Alarms.Rules.TryGetValue(name, out var rule) && !rule.Enabled).Select(name => ("alarms.settings", $"'{name}' is not raised")));

    private static int MostOnOneDay(Design design)
    {
        var notices = design.Topology.Notices;
        return notices.Administrators.Select(owner => PasswordReminders.ExpiresAt(owner, notices.Passwords.Administrators))
            .Concat(notices.InternalUsers.Select(owner => PasswordReminders.ExpiresAt(owner, notices.Passwords.InternalUsers)))
            .OfType<DateTimeOffset>().GroupBy(at => TimeZoneInfo.ConvertTime(at, notices.Passwords.Zone).Date).Select(day => day.Count()).DefaultIfEmpty().Max();
    }
}
