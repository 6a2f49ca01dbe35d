using System.Collections.Frozen;
using IseMail.Cluster.Control;
using IseMail.Cluster.Failover;
using IseMail.Cluster.Nodes;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Settings;
using IseMail.Domain.Duties;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Wire;

/// <summary>
/// Every type that travels between nodes or is journalled, each with the manifest it goes by: a name and a version.
/// What is not listed here is neither written nor read. A changed shape gets a new version, and the old one stays
/// readable for as long as journals may hold it. A part that is added with a default changes no version: what was written
/// without it is still read.
/// </summary>
internal static class WireManifests
{
    private static readonly (string Manifest, Type Type)[] List =
    [
        // Journalled by outboxes.
        ("mails-accepted-1", typeof(OutboxEvent.MailsAccepted)),
        ("mails-delivered-1", typeof(OutboxEvent.MailsDelivered)),
        ("mail-deferred-1", typeof(OutboxEvent.MailDeferred)),
        ("mail-parked-1", typeof(OutboxEvent.MailParked)),
        ("mail-held-in-doubt-1", typeof(OutboxEvent.MailHeldInDoubt)),
        ("mail-replayed-1", typeof(OutboxEvent.MailReplayed)),
        ("outbox-snapshot-1", typeof(OutboxSnapshot)),

        // Journalled by senders.
        ("sender-started-1", typeof(SenderEvent.SenderStarted)),
        ("sender-turn-1", typeof(SenderEvent.SenderTurn)),
        ("sender-snapshot-1", typeof(SenderSnapshot)),

        // Journalled by holders of duties.
        ("duty-held-1", typeof(DutyEvent.DutyHeld)),
        ("causes-taken-1", typeof(DutyEvent.CausesTaken)),
        ("causes-closed-1", typeof(DutyEvent.CausesClosed)),
        ("alarm-mailed-1", typeof(DutyEvent.AlarmMailed)),
        ("alarm-suppressed-1", typeof(DutyEvent.AlarmSuppressed)),
        ("guests-written-1", typeof(DutyEvent.GuestsWritten)),
        ("duty-snapshot-1", typeof(DutySnapshot)),

        // Journalled by the keeper of the settings and by each node for itself.
        ("settings-saved-1", typeof(SettingsEvent.SettingsSaved)),
        ("settings-version-1", typeof(SettingsVersion)),

        // Between nodes and programs beside the cluster.
        ("control-line-1", typeof(ControlLine)),

        // Between nodes and the keeper of the settings.
        ("ask-for-settings-1", typeof(AskForSettings)),
        ("settings-published-1", typeof(SettingsPublished)),
        ("test-settings-1", typeof(TestSettings)),
        ("settings-tested-1", typeof(SettingsTested)),
        ("save-settings-1", typeof(SaveSettings)),
        ("change-settings-1", typeof(ChangeSettings)),
        ("settings-kept-1", typeof(SettingsKept)),
        ("settings-refused-1", typeof(SettingsRefused)),
        ("tell-settings-1", typeof(TellSettings)),
        ("settings-report-1", typeof(SettingsReport)),

        // Between nodes and whoever watches them.
        ("ask-name-1", typeof(AskName)),
        ("node-named-1", typeof(NodeNamed)),

        // Between PANs and the nodes that check their health.
        ("poll-pan-1", typeof(PollPan)),
        ("pan-polled-1", typeof(PanPolled)),
        ("request-promotion-1", typeof(RequestPromotion)),
        ("promotion-answered-1", typeof(PromotionAnswered)),
        ("primary-announced-1", typeof(PrimaryAnnounced)),
        ("retire-1", typeof(Retire)),
        ("retired-1", typeof(Retired)),

        // To and from holders of duties.
        ("raise-causes-1", typeof(RaiseCauses)),
        ("causes-raised-1", typeof(CausesRaised)),
        ("causes-not-raised-1", typeof(CausesNotRaised)),
        ("raise-alarm-1", typeof(RaiseAlarm)),
        ("alarm-answered-1", typeof(AlarmAnswered)),
        ("tell-alarms-1", typeof(TellAlarms)),
        ("alarm-report-1", typeof(AlarmReport)),
        ("write-guests-1", typeof(WriteGuests)),
        ("tell-guests-1", typeof(TellGuests)),
        ("guests-answered-1", typeof(GuestsAnswered)),
        ("guests-refused-1", typeof(GuestsRefused)),
        ("tell-duties-1", typeof(TellDuties)),
        ("duty-report-1", typeof(DutyReport)),

        // Between outboxes and the sender.
        ("ask-for-mail-1", typeof(AskForMail)),
        ("settle-mail-1", typeof(SettleMail)),
        ("return-mail-1", typeof(ReturnMail)),
        ("meet-sender-1", typeof(MeetSender)),
        ("outbox-offered-1", typeof(OutboxOffered)),
        ("mail-submitted-1", typeof(MailSubmitted)),
        ("grant-declined-1", typeof(GrantDeclined)),
        ("mails-not-taken-1", typeof(MailsNotTaken)),
        ("stop-sending-1", typeof(StopSending)),
        ("sending-stopped-1", typeof(SendingStopped)),
        ("tell-sender-status-1", typeof(TellSenderStatus)),
        ("sender-report-1", typeof(SenderReport)),
    ];

    public static FrozenDictionary<string, Type> Types { get; } = List.ToFrozenDictionary(entry => entry.Manifest, entry => entry.Type);

    public static FrozenDictionary<Type, string> Manifests { get; } = List.ToFrozenDictionary(entry => entry.Type, entry => entry.Manifest);
}
