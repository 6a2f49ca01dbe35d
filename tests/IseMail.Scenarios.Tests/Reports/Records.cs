using System.Globalization;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Tests.Reports;

/// <summary>Records of runs that never were.</summary>
internal static class Records
{
    public static readonly DateTimeOffset Begin = new(2026, 2, 2, 10, 0, 0, TimeSpan.Zero);

    public static RunRecord Of(params IEnumerable<MailRecord> mails) => new()
    {
        Scenario = "s",
        Purpose = "p",
        Deployment = "d",
        Runtime = "live",
        Version = "1",
        Seed = 7,
        Begin = Begin,
        Starting = Seconds(2),
        Length = Seconds(100),
        Within = Seconds(120),
        Passed = true,
        Guarantees = [new Guarantee("notLost", "No mail is lost", true, "0 lost")],
        Nodes = [new NodeRecord("ise-1", ["pan", "mnt"]), new NodeRecord("ise-2", ["pan", "mnt"]), new NodeRecord("psn-1", ["psn"])],
        Allowance = new MailboxAllowance(3, 30, TimeSpan.FromMinutes(1)),
        Settings = [new SettingRecord("Sender", "Connections", "3")],
        Mails = [.. mails],
        Strays = 0,
        Duties = [],
        Events = [],
        Samples = [Sample(0, 0), Sample(50, 3), Sample(100, 0)],
    };

    public static MailRecord Delivered(int number, string node = "psn-1", double accepted = 1, double arrived = 2) => new(
        new UInt128(0x9e3779b97f4a7c15UL * (ulong)(number + 1), 0xc2b2ae3d27d4eb4fUL * (ulong)(number + 3)).ToString("x32", CultureInfo.InvariantCulture), MailPurpose.GuestNotice, $"guest-{number}@visitors.example", $"credentials of guest-{number} (self-registered)", Seconds(accepted - 0.1),
        MailState.Delivered, MailTrouble.None, [new OutboxRecord(node, Seconds(accepted), Seconds(arrived + 0.01), $"250 2.0.0 OK <{number:x8}> [Hostname=localhost]", [])], [new ArrivalRecord(node, Seconds(arrived))]);

    public static SampleRecord Sample(double at, long queued) =>
        new(Seconds(at), [new NodeSample("psn-1", 3, queued, 0, 0, 0)], [new SenderSample("psn-1", 1, 0, (int)queued)]);

    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
