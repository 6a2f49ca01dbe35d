using IseMail.WebConsole.Live;

namespace IseMail.WebConsole.Tests.Live;

/// <summary>What each node has used of what a mailbox allows in a window.</summary>
public sealed class BudgetWindowTests
{
    private static readonly DateTimeOffset Start = new(2027, 1, 4, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_was_delivered_in_the_last_window_is_each_nodes_share()
    {
        var window = new BudgetWindow(TimeSpan.FromMinutes(1));
        window.Count("psn-1", 100, Start);
        window.Count("psn-2", 5, Start);
        window.Used(Start).ShouldBeEmpty("what was delivered before anybody looked was at another time");
        window.Count("psn-1", 103, Start.AddSeconds(10));
        window.Count("psn-2", 6, Start.AddSeconds(50));
        window.Used(Start.AddSeconds(59)).ShouldBe([KeyValuePair.Create("psn-1", 3L), KeyValuePair.Create("psn-2", 1L)], ignoreOrder: true);
        window.Used(Start.AddSeconds(70)).ShouldBe([KeyValuePair.Create("psn-2", 1L)]);
    }

    [Fact]
    public void An_outbox_that_lost_its_disk_begins_anew_and_takes_nothing_away()
    {
        var window = new BudgetWindow(TimeSpan.FromMinutes(1));
        window.Count("psn-1", 10, Start);
        window.Count("psn-1", 14, Start.AddSeconds(1));
        window.Count("psn-1", 0, Start.AddSeconds(2));
        window.Count("psn-1", 2, Start.AddSeconds(3));
        window.Used(Start.AddSeconds(4))["psn-1"].ShouldBe(6);
    }
}
