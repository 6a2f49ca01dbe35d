using System.Collections.Immutable;
using System.Globalization;
using CsCheck;
using IseMail.Domain.Alarms;
using IseMail.Domain.Deployments;
using IseMail.Domain.Duties;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tests.Alarms;

public sealed class AlarmBoardTests
{
    private static readonly NodeName Node = new("psn-1");
    private static readonly EmailAddress Ann = new("ann@contoso.example");
    private static readonly EmailAddress Bob = new("bob@contoso.example");
    private static readonly string[] Names = ["Process Down", "Queue Link Error", "Backup Failed"];
    private static readonly string[] Nodes = ["psn-1", "psn-2"];

    [Fact]
    public void An_alarm_is_mailed_once_to_each_flagged_administrator_and_each_address_of_its_own()
    {
        var settings = With("Process Down", AlarmRule.Default with { Recipients = [Bob, new EmailAddress("ANN@contoso.example")], Severity = AlarmSeverity.Info, Note = "Call." });
        var mailed = Decide(new AlarmBoard(), Signal("process down", "1"), settings, [Ann]).ShouldBeOfType<AlarmDecision.Mailed>();

        mailed.Causes.Select(cause => cause.Recipient).ShouldBe([Ann, Bob]);
        mailed.Causes.ShouldAllBe(cause => cause.Name == "Process Down" && cause.Severity == "Info" && cause.Note == "Call." && cause.Suppressed == 0);
        mailed.Causes.Select(CauseIdentity.Of).Distinct().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("Martian Invasion", "no such alarm is in the catalogue")]
    [InlineData("Backup Failed", "the alarm is disabled")]
    [InlineData("Restore Failed", "nobody is to be told: no administrator includes system alarms, and the alarm has no addresses of its own")]
    public void What_nobody_is_told_of_says_why(string alarm, string why) =>
        Decide(new AlarmBoard(), Signal(alarm, "1"), With("Backup Failed", AlarmRule.Default with { Enabled = false }), []).ShouldBe(new AlarmDecision.NotMailed(why));

    [Fact]
    public void The_news_that_it_is_over_is_an_Info_of_its_own()
    {
        var board = new AlarmBoard();
        var settings = AlarmSettings.Default with { Suppress = TimeSpan.FromHours(1) };
        Apply(board, Decide(board, Signal("Process Down", "1"), settings, [Ann]), Mails.Start);
        var over = Decide(board, Signal("Process Down", "1") with { Cleared = true }, settings, [Ann]).ShouldBeOfType<AlarmDecision.Mailed>();
        over.Causes.ShouldHaveSingleItem().Severity.ShouldBe("Info");
    }

    /// <summary>Whatever is signalled when, by however many holders after one another.</summary>
    [Fact]
    public void Within_the_period_nobody_hears_twice_and_every_suppressed_repeat_is_told_of_in_the_next_mail() =>
        Gen.Select(Gen.Int[0, 30], Step.Array[1, 120]).Sample((minutes, steps) =>
        {
            TimeSpan? period = minutes == 0 ? null : TimeSpan.FromMinutes(minutes);
            var settings = AlarmSettings.Default with { Suppress = period };
            var register = new DutyRegister(Persona.Mnt);
            var now = Mails.Start;
            var mailed = new Dictionary<AlarmKey, List<(DateTimeOffset At, int Told)>>();
            var signalled = new Dictionary<AlarmKey, HashSet<string>>();
            var number = 0;
            foreach (var (wait, name, node, again, failover) in steps)
            {
                now += TimeSpan.FromSeconds(wait);
                if (failover)
                {
                    var next = new DutyRegister(Persona.Mnt);
                    next.Restore(register.Snapshot());
                    register = next;
                }
                // Told again after a lost answer, or something new.
                var occurrence = (again ? number : ++number).ToString(CultureInfo.InvariantCulture);
                var key = new AlarmKey(Names[name], new NodeName(Nodes[node]), false);
                var known = !signalled.TryAdd(key, [occurrence]) && !signalled[key].Add(occurrence);
                switch (register.Alarms.Decide(new AlarmSignal(Names[name], key.Node, "d", now, occurrence), settings, [Ann, Bob], now))
                {
                    case AlarmDecision.Mailed one:
                        known.ShouldBeFalse();
                        one.Causes.Select(cause => cause.Recipient).ShouldBe([Ann, Bob]);
                        mailed.TryAdd(key, []);
                        mailed[key].Add((now, one.Causes[0].Suppressed));
                        register.Apply(new DutyEvent.AlarmMailed(one.Key, one.Occurrence, [.. one.Causes], now));
                        break;
                    case AlarmDecision.Suppressed one:
                        known.ShouldBeFalse();
                        register.Apply(new DutyEvent.AlarmSuppressed(one.Key, one.Occurrence, now));
                        break;
                    case AlarmDecision.Known:
                        known.ShouldBeTrue();
                        break;
                    default:
                        throw new InvalidOperationException("somebody is always told here");
                }
            }
            foreach (var (key, mails) in mailed)
            {
                foreach (var (before, after) in mails.Zip(mails.Skip(1))) (after.At - before.At).ShouldBeGreaterThanOrEqualTo(period ?? TimeSpan.Zero);
                var counted = mails.Sum(mail => 1 + mail.Told) + register.Alarms.Standings.Single(standing => standing.Key == key).Suppressed;
                counted.ShouldBe(signalled[key].Count);
            }
        });

    [Fact]
    public void Every_alarm_of_the_catalogue_can_be_found_by_its_name_and_says_what_to_do()
    {
        AlarmCatalogue.All.Length.ShouldBe(73);
        AlarmCatalogue.All.ShouldAllBe(alarm => alarm.Description.EndsWith('.') && alarm.SuggestedAction.EndsWith('.') && alarm.Name.Length <= NoticeText.MaxName);
        AlarmCatalogue.TryFind("smtp oauth client secret is expired", out var secret).ShouldBeTrue();
        secret.ShouldSatisfyAllConditions(
            alarm => alarm!.Category.ShouldBe("Administrative and Operational Audit"), alarm => alarm!.Evidence.ShouldBe(AlarmEvidence.CiscoDocument), alarm => alarm!.Severity.ShouldBe(AlarmSeverity.Critical));
    }

    private static Gen<(int Wait, int Name, int Node, bool Again, bool Failover)> Step { get; } =
        Gen.Select(Gen.Int[0, 900], Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 5].Select(n => n == 0), Gen.Int[0, 9].Select(n => n == 0));

    private static AlarmDecision Decide(AlarmBoard board, AlarmSignal signal, AlarmSettings settings, ImmutableArray<EmailAddress> administrators) =>
        board.Decide(signal, settings, administrators, Mails.Start);

    private static void Apply(AlarmBoard board, AlarmDecision decision, DateTimeOffset at)
    {
        var mailed = decision.ShouldBeOfType<AlarmDecision.Mailed>();
        board.Mail(mailed.Key, mailed.Occurrence, at);
    }

    private static AlarmSignal Signal(string alarm, string occurrence) => new(alarm, Node, "d", Mails.Start, occurrence);

    private static AlarmSettings With(string alarm, AlarmRule rule) => AlarmSettings.Default with { Rules = AlarmSettings.Default.Rules.Add(alarm, rule) };
}
