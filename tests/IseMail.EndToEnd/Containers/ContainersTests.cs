using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace IseMail.EndToEnd.Containers;

/// <summary>The deployment of <c>docker-compose.yml</c> as its users start it.</summary>
/// <param name="output">Hears how long things took.</param>
public sealed class ContainersTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(500);

    private static readonly ImmutableDictionary<string, string> Owners = new Dictionary<string, string>
    {
        ["guestExpiry"] = "pan-1",
        ["passwordExpiry"] = "pan-1",
        ["alarm"] = "mnt-1",
        ["sponsorNotice"] = "psn-",
        ["guestNotice"] = "psn-",
    }.ToImmutableDictionary();

    [ContainerFact]
    public async Task Containers_send_as_their_personas_do_and_go_on_when_one_is_killed_stopped_or_added()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(14));
        await using var project = new ComposeProject();
        try
        {
            await RunAsync(project, patience.Token);
        }
        catch
        {
            output.WriteLine(await project.ReportAsync());
            throw;
        }
    }

    private async Task RunAsync(ComposeProject project, CancellationToken patience)
    {
        var watch = Stopwatch.StartNew();
        await project.BuildAsync(patience);
        Tell("the image is built", watch);

        watch.Restart();
        await project.UpAsync(patience);
        await Until(() => project.IsHealthyAsync(patience));
        Tell("all are healthy", watch);

        await ArrivedAsync(mails => Owners.Keys.All(purpose => mails.Any(mail => mail.Purpose == purpose)));
        (await project.MailsAsync(patience)).ShouldAllBe(mail => mail.Node.StartsWith(Owners[mail.Purpose], StringComparison.Ordinal));

        // A PSN that the topology does not name, admitted under its container's name.
        watch.Restart();
        await project.ScaleAsync("psn", 1, patience);
        await ArrivedAsync(mails => mails.Any(mail => mail.Purpose == "guestNotice" && !mail.Node.StartsWith("psn-", StringComparison.Ordinal)));
        Tell("an added PSN has sent mail", watch);
        await Until(async () => (await project.ShownAsync(patience)).Nodes.Count(node => node.State == "up") == 7);
        Tell("the console shows it, too", watch);

        watch.Restart();
        await project.KillAsync("pan-1", patience);
        await ArrivedAsync(mails => mails.Any(mail => mail is { Purpose: "guestExpiry", Node: "pan-2" }));
        Tell("after the kill of pan-1, pan-2 has sent an expiry notice", watch);
        // While no page follows, the console looks once a second.
        await Until(async () => (await project.ShownAsync(patience)).Nodes.ToDictionary(node => node.Node) is var shown && shown["pan-1"].State == "silent" && shown["pan-2"].Roles.Contains("primary PAN"));
        Tell("the console shows that, too", watch);
        await ArrivedAsync(mails => mails.Count(mail => mail is { Purpose: "guestExpiry", Node: "pan-2" }) >= 3);

        // Nodes are stopped where they were started; what the tenant does is done from the console as well.
        await project.DoAsync("/tenant/faults", new { name = "slow", where = "mail", delay = "1s" }, patience);
        await Until(async () => (await project.ShownAsync(patience)).Faults.Any(fault => fault.StartsWith("slow: ", StringComparison.Ordinal)));
        await project.DoAsync("/tenant/faults/slow/remove", null, patience);
        await Until(async () => (await project.ShownAsync(patience)).Faults.IsEmpty);

        watch.Restart();
        await project.StartAsync("pan-1", patience);
        await Until(() => project.IsHealthyAsync(patience));
        Tell("pan-1 is healthy again", watch);

        watch.Restart();
        (await project.StopAsync("pan-2", patience)).ShouldBe(0);
        Tell("pan-2 has left as it was told to", watch);
        var before = (await project.MailsAsync(patience)).Length;
        await ArrivedAsync(mails => mails.Skip(before).Count(mail => mail is { Purpose: "guestExpiry", Node: "pan-1" }) >= 2);

        var all = await project.MailsAsync(patience);
        all.GroupBy(mail => mail.MessageId).Where(copies => copies.Count() > 1).ShouldBeEmpty();
        // One notice an interval, without a gap: what fell due while nobody held the duty was made good.
        foreach (var (purpose, person) in new[] { ("guestExpiry", "guest-"), ("passwordExpiry", "operator-") })
        {
            var intervals = all.Where(mail => mail.Purpose == purpose)
                .Select(mail => long.Parse(mail.Recipients[0].Split('@')[0][person.Length..], CultureInfo.InvariantCulture)).Order().ToList();
            intervals.ShouldBe(Enumerable.Range(0, intervals.Count).Select(i => intervals[0] + i));
        }

        Task ArrivedAsync(Func<ImmutableArray<ArrivedMail>, bool> enough) => Until(async () => enough(await project.MailsAsync(patience)));

        async Task Until(Func<Task<bool>> holds)
        {
            using var pulse = new PeriodicTimer(Pulse);
            while (!await holds()) await pulse.WaitForNextTickAsync(patience);
        }
    }

    private void Tell(string what, Stopwatch watch) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} after {watch.Elapsed.TotalSeconds:0.0} s"));
}
