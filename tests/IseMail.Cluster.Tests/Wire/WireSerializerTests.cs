using System.Collections.Immutable;
using System.Runtime.Serialization;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using IseMail.Cluster.Control;
using IseMail.Cluster.Failover;
using IseMail.Cluster.Nodes;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Sending;
using IseMail.Cluster.Settings;
using IseMail.Cluster.Wire;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Guests;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Domain.Sending;
using IseMail.Domain.Settings;

namespace IseMail.Cluster.Tests.Wire;

public sealed class WireSerializerTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 2, 2, 10, 25, 0, 123, TimeSpan.FromHours(1));
    private static readonly NodeName Node = new("psn-1");
    private static readonly MailId Id = MailId.Of(MailPurpose.Alarm, "a", "1");
    private static readonly Mail Mail = new(Id, MailPurpose.Alarm, new EmailAddress("ise@contoso.example"), new EmailAddress("ops@contoso.example"), "Ätsch", new SealedText([1, 2, 255]), At);
    private static readonly GuestAccount Guest = new("guest", "Ada", "Abel", new EmailAddress("ada@visitors.example"), "", At, At.AddDays(3));

    private static readonly ImmutableArray<Cause> Causes =
    [
        new Cause.GuestAccountExpiring(Guest, TimeSpan.FromDays(3)),
        new Cause.PasswordExpiring("operator", null, new EmailAddress("o@contoso.example"), At, TimeSpan.FromDays(30)),
        new Cause.AlarmRaised("Process Down", "Critical", "psn-1", At, "d", "a", "1", new EmailAddress("ops@contoso.example")),
        new Cause.PortalTested(new EmailAddress("ops@contoso.example"), "1"),
    ];

    private static readonly SmtpServerSettings Server = new(
        "smtp.office365.com", 587, TimeSpan.FromSeconds(60), ConnectionEncryption.Tls, new SmtpAuthentication.ExchangeOnlineOAuth(
            new EmailAddress("ise@contoso.example"),
            new OAuthSettings("contoso.example", "c", new SecretSource.Stored(new SealedText([1, 2])), new DateOnly(2027, 3, 15), OAuthSettings.AuthorityOf("contoso.example"), OAuthSettings.ExchangeOnlineScope)));

    private static readonly SettingsVersion Settings = new(2, At, "why", new SystemSettings(
        Server,
        new ProxySettings.Http("proxy.example", 8080, null, null, [".contoso.example"]),
        [new TrustedCertificate("root", "pem", "CN=root", At, At, [TrustUsage.Infrastructure])],
        ImmutableSortedDictionary<NodeName, NodePathSettings>.Empty.Add(Node, new NodePathSettings(
            new ProxySettings.Direct(), ["root"], [new OwnName("smtp.office365.com", NameTarget.Unknown)], DirectAccess.Blocked, TimeSpan.FromHours(-2)))));

    private static readonly GuestForm Form = new("Ada", "Abel", new EmailAddress("ada@visitors.example"));

    private static readonly Guest Account = new(
        Guest with { Sponsor = new EmailAddress("s@contoso.example") }, GuestState.PendingApproval, new SealedText([1, 2]), false, true, "Daily", Node, At, "r-1", "r-2",
        new GuestApproval(new SealedText([3]), "proof", At));

    private static readonly AlarmSignal Signal = new("Process Down", Node, "d", At, "1");

    private static readonly OutboxEntry Entry = new()
    {
        Id = Id,
        Purpose = MailPurpose.Alarm,
        To = Mail.To,
        Mail = null,
        Sequence = 3,
        AcceptedAt = At,
        AgesFrom = At,
        State = MailState.Delivered,
        DueAt = At,
        Attempts = 1,
        Doubts = 0,
        SettledAt = At,
        LastReason = "250 2.0.0 OK",
        Steps = [new MailStep(MailStepKind.Doubtful, At, "cut", At), new MailStep(MailStepKind.Parked, At, "550")],
    };

    // One of every type that travels or is journalled, each with whatever may be missing missing.
    private static readonly object[] Samples =
    [
        new OutboxEvent.MailsAccepted([Mail], At),
        new ControlLine("{}"),
        new OutboxEvent.MailsDelivered([new OutboxEvent.MailDelivered(Id, At, "250")]),
        new OutboxEvent.MailDeferred(Id, At, At, "451", true),
        new OutboxEvent.MailParked(Id, At, "550"),
        new OutboxEvent.MailHeldInDoubt(Id, At, "lost"),
        new OutboxEvent.MailReplayed(Id, At),
        new OutboxSnapshot([Entry], 3, ImmutableDictionary<MailPurpose, MailCensus>.Empty.Add(MailPurpose.Alarm, new MailCensus(1, 1, 0, 0, 0))),
        new SenderEvent.SenderStarted(2, At),
        new SenderEvent.SenderTurn([new MailSettled(Id, SubmissionEnding.InDoubt, At)], [new MailBegun(Id, Node, At)]),
        new SenderSnapshot(2, [new RememberedDelivery(Id, At)], [new MailBegun(Id, Node, At)], [new MailDoubt(Id, 1, At)]),
        new DutyEvent.DutyHeld(new DutyTerm(Persona.Pan, 1, Node, At)),
        new DutyEvent.CausesTaken(Causes, At, null),
        new DutyEvent.CausesClosed([Id], At),
        new DutyEvent.AlarmMailed(new AlarmKey("Process Down", Node, true), "1", Causes, At),
        new DutyEvent.AlarmMailed(new AlarmKey("Process Down", Node, true), "1", Causes, At, 7),
        new DutyEvent.AlarmSuppressed(new AlarmKey("Process Down", Node, false), "1", At, 8),
        new DutyEvent.GuestsWritten([Account, Account with { Approval = null }], ["gone"], At),
        new DutySnapshot(Causes, [new DutyTerm(Persona.Mnt, 1, Node, At)], null),
        new SettingsEvent.SettingsSaved(Settings, null),
        Settings,
        new AskForSettings(Node, 0),
        new SettingsPublished(SettingsVersion.None),
        new TestSettings(Server, null),
        new SettingsTested(Node, null, null),
        new SettingsTested(Node, new ConnectionTestResult(Server, new ConnectionFailure(ConnectionStage.Tls, ConnectionFailureKind.Configuration, "why"), new TokenFacts(["SMTP.SendAsApp"], "a", null, null, null, null), TimeSpan.FromSeconds(1), true, ["note"]), NodePath.Plain with { Names = new NameTable([new KnownName("smtp.office365.com", 587, new NameTarget("127.0.0.1", 1587))], true) }),
        new SaveSettings(Server with { Authentication = new SmtpAuthentication.Password("ise", new SecretSource.Environment("SECRET")) }),
        new SaveSettings(Server with { Authentication = new SmtpAuthentication.None(), Encryption = ConnectionEncryption.None }),
        new ChangeSettings(1, Settings.Settings, "why"),
        new SettingsKept(2),
        new SettingsRefused("why"),
        new TellSettings(),
        new SettingsReport(Node, Settings, ImmutableSortedDictionary<NodeName, long>.Empty.Add(Node, 2), null),
        new DutySnapshot(Causes, [], 7, [new AlarmStanding(new AlarmKey("Process Down", Node, false), null, 3, ["1"])], [Account], [new ToldReminder("guest a", At, TimeSpan.FromDays(3))]),
        new RaiseAlarm(Signal),
        new RaiseAlarm(Signal with { OtherwiseTo = new EmailAddress("ops@contoso.example") }),
        new TellAlarms(),
        new AlarmReport([new AlarmStanding(new AlarmKey("Process Down", Node, false), At, 3, ["1"])]),
        new AlarmAnswered(Signal, [Id], true, null),
        new AlarmAnswered(Signal with { Cleared = true }, [], false, "nobody"),
        new WriteGuests(new GuestRequest.Register("r", Node, Form), At),
        new WriteGuests(new GuestRequest.Create("r", Node, new EmailAddress("s@contoso.example"), "Daily", [Form with { From = At, Holds = TimeSpan.FromDays(1) }], true), At),
        new WriteGuests(new GuestRequest.Act("r", Node, "u", GuestAction.ChangePassword, At, new SealedText([9])), At),
        new WriteGuests(new GuestRequest.OpenLink("r", Node, "u", true, "proof"), At),
        new WriteGuests(new GuestRequest.Resend("r", Node, "u", null, true, false), At),
        new WriteGuests(new GuestRequest.Act("r", Node, "u", GuestAction.Approve, By: new EmailAddress("s@contoso.example")), At),
        new TellGuests(),
        new GuestsAnswered([Account]),
        new GuestsAnswered([Account with { Account = Guest with { FromFirstLogin = TimeSpan.FromDays(1) } }]),
        new GuestsRefused("why"),
        new RaiseCauses(Causes),
        new CausesRaised([Id]),
        new CausesNotRaised("why"),
        new TellDuties(),
        new AskName(),
        new NodeNamed(-17, new NodeName("psn-1")),
        new PollPan(Node, new NodeName("psn-1")),
        new PanPolled(Node, true),
        new RequestPromotion(new NodeName("psn-1"), Node, 5),
        new PromotionAnswered(Node, false, "why"),
        new PrimaryAnnounced(Node, 3),
        new Retire(Node),
        new Retired(Node),
        new DutyReport(Persona.Mnt, [new DutyTerm(Persona.Mnt, 1, Node, At)], Causes),
        new AskForMail(2, 7),
        new SettleMail(2, Id, new SubmissionOutcome.Deferred("451", null)),
        new SettleMail(2, Id, new SubmissionOutcome.Deferred("451", TimeSpan.FromMinutes(15))),
        new SettleMail(2, Id, new SubmissionOutcome.Delivered("250")),
        new SettleMail(2, Id, new SubmissionOutcome.Rejected("550")),
        new SettleMail(2, Id, new SubmissionOutcome.InDoubt("lost")),
        new ReturnMail(2, Id),
        new MeetSender(2),
        new OutboxOffered(Node, new OutboxOffer(1, 2, 3), 2, [Id]),
        new MailSubmitted(Node, 7, Mail, 1, new OutboxOffer(1, 2, 3)),
        new GrantDeclined(Node, 7, OutboxOffer.Nothing),
        new MailsNotTaken("why"),
        new StopSending(),
        new SendingStopped(),
        new TellSenderStatus(),
        new SenderReport("psn-1", new SenderStatus(2, 3, 1, 10, 5, null)),
    ];

    private readonly ActorSystem _system = ActorSystem.Create("wire");
    private WireSerializer _serializer = null!;

    public Task InitializeAsync()
    {
        _serializer = new WireSerializer((ExtendedActorSystem)_system);
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public void Every_type_that_travels_comes_back_as_it_went_also_with_what_may_be_missing_missing()
    {
        Samples.Select(sample => sample.GetType()).ToHashSet().ShouldBe(WireSerializer.Types, ignoreOrder: true);
        foreach (var sample in Samples)
        {
            var bytes = _serializer.ToBinary(sample);
            var back = _serializer.FromBinary(bytes, _serializer.Manifest(sample));
            back.GetType().ShouldBe(sample.GetType());
            _serializer.ToBinary(back).ShouldBe(bytes, Encoding.UTF8.GetString(bytes));
        }
    }

    [Theory]
    [InlineData("System.Diagnostics.Process, System", "{}")]
    [InlineData("raise-causes-2", "{}")]
    [InlineData("raise-causes-1", "{\"Causes\":[{\"kind\":\"credentialsIssued\",\"cause\":{}}]}")]
    [InlineData("raise-causes-1", "{\"Causes\":null}")]
    [InlineData("ask-for-mail-1", "{\"Epoch\":1}")]
    [InlineData("settle-mail-1", "not json")]
    public void What_is_not_listed_or_not_whole_is_refused_and_no_type_is_made_of_a_name(string manifest, string text) =>
        Should.Throw<SerializationException>(() => _serializer.FromBinary(Encoding.UTF8.GetBytes(text), manifest));

    [Fact]
    public void A_journal_from_before_there_were_alarm_settings_and_accounts_is_still_read()
    {
        var cause = """{"kind":"alarmRaised","cause":{"Name":"Process Down","Severity":"Critical","Node":"psn-1","RaisedAt":"2026-02-02T10:25:00.123+01:00","Details":"d","SuggestedAction":"a","Occurrence":"1","Recipient":"ops@contoso.example"}}""";
        var snapshot = (DutySnapshot)_serializer.FromBinary(Encoding.UTF8.GetBytes($$"""{"Open":[{{cause}}],"Terms":[],"LastSlot":null}"""), "duty-snapshot-1");
        snapshot.Open.ShouldHaveSingleItem().ShouldBe(Causes[2] with { });
        snapshot.Guests.ShouldBeNull();
        ((DutyEvent.CausesTaken)_serializer.FromBinary(Encoding.UTF8.GetBytes($$"""{"Causes":[{{cause}}],"At":"2026-02-02T10:25:00+01:00"}"""), "causes-taken-1")).Due.ShouldBeFalse();
    }

    [Fact]
    public void An_outbox_s_snapshot_from_before_mails_kept_their_steps_is_still_read()
    {
        var entry = $$"""{"Id":"{{Id}}","Purpose":"Alarm","To":"a@contoso.example","Mail":null,"Sequence":3,"AcceptedAt":"2026-02-02T10:25:00+01:00","AgesFrom":"2026-02-02T10:25:00+01:00","State":"Delivered","Attempts":1}""";
        var snapshot = (OutboxSnapshot)_serializer.FromBinary(Encoding.UTF8.GetBytes($$$"""{"Entries":[{{{entry}}}],"Sequence":3,"Census":{}}"""), "outbox-snapshot-1");
        snapshot.Entries.ShouldHaveSingleItem().Steps.ShouldBeEmpty();
    }

    [Fact]
    public void A_mail_that_is_traced_takes_its_trace_along_and_another_is_written_as_it_was_before_there_were_traces()
    {
        const string trace = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
        var traced = _serializer.ToBinary(new OutboxEvent.MailsAccepted([Mail with { Trace = trace }], At));
        ((OutboxEvent.MailsAccepted)_serializer.FromBinary(traced, "mails-accepted-1")).Mails[0].Trace.ShouldBe(trace);
        Encoding.UTF8.GetString(_serializer.ToBinary(new OutboxEvent.MailsAccepted([Mail], At))).ShouldNotContain("Trace");
    }

    [Fact]
    public void A_guest_s_password_cannot_travel_in_the_clear()
    {
        var issued = new Cause.CredentialsIssued(Guest, new GuestPassword("Kk3!xyz"), CredentialsReason.SelfRegistered, "1");
        Should.Throw<JsonException>(() => _serializer.ToBinary(new RaiseCauses([issued])));
    }
}
