using Akka.Actor;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Tests.Storage;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Tests.Outbox;

/// <summary>Outbox and sender as actors on each storage, with a transport that keeps what it was given.</summary>
[Collection(StorageTests.Name)]
public sealed class SendingActorsTests(StorageFixture storage)
{
    private readonly KeepingTransport _transport = new();

    [Theory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task Every_accepted_mail_is_submitted_once_and_settled(StorageKind kind)
    {
        await using var nodes = Nodes(kind);
        var node = await nodes.StartAsync(_transport);
        var mails = SendingNodes.Many(200);
        (await node.Outbox.Ask<MailsTaken>(new TakeMails(mails), SendingNodes.Patience)).Ids.Length.ShouldBe(200);
        await SendingNodes.Until(node.Outbox, census => census.Delivered == 200);
        _transport.Sent.Order().ShouldBe(mails.Select(mail => mail.Id).Order());
    }

    [Theory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task A_mail_accepted_before_a_crash_is_delivered_after_it(StorageKind kind)
    {
        _transport.Refuse = true;
        await using var nodes = Nodes(kind);
        var node = await nodes.StartAsync(_transport);
        var mails = SendingNodes.Many(20);
        await node.Outbox.Ask<MailsTaken>(new TakeMails(mails), SendingNodes.Patience);
        await node.System.Terminate();
        _transport.Sent.ShouldBeEmpty();

        _transport.Refuse = false;
        var again = await nodes.StartAsync(_transport);
        await SendingNodes.Until(again.Outbox, census => census.Delivered == 20);
        _transport.Sent.Order().ShouldBe(mails.Select(mail => mail.Id).Order());
    }

    [Theory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task A_crashing_retry_actor_loses_no_mail_and_does_not_take_the_node_down(StorageKind kind)
    {
        await using var nodes = Nodes(kind);
        var node = await nodes.StartAsync(_transport);
        var sent = new List<MailId>();
        for (var round = 0; round < 5; round++)
        {
            var mails = SendingNodes.Many(10, 10 * round);
            sent.AddRange(mails.Select(mail => mail.Id));
            await SendingNodes.TakeUntilTaken(node.Outbox, mails);
            node.System.ActorSelection("/user/outbox/retry").Tell(Kill.Instance);
        }
        await SendingNodes.Until(node.Outbox, census => census.Delivered == 50);
        _transport.Sent.Order().ShouldBe(sent.Order());
        node.System.WhenTerminated.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task A_crashing_connection_puts_its_mail_in_doubt_and_the_mail_still_arrives(StorageKind kind)
    {
        _transport.CrashOnce = true;
        await using var nodes = Nodes(kind);
        var node = await nodes.StartAsync(_transport);
        await node.Outbox.Ask<MailsTaken>(new TakeMails(SendingNodes.Many(3)), SendingNodes.Patience);
        await SendingNodes.Until(node.Outbox, census => census.Delivered == 3);
        var inventory = await node.Outbox.Ask<OutboxInventory>(new TellInventory(), SendingNodes.Patience);
        inventory.Entries.Sum(entry => entry.Doubts).ShouldBe(1);
    }

    [Theory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task Of_two_senders_on_one_journal_the_older_stops_before_it_sends_anything(StorageKind kind)
    {
        var newer = new KeepingTransport();
        await using var nodes = Nodes(kind);
        var old = await nodes.StartAsync(_transport, "psn-1", supervised: false);
        await SendingNodes.TakeUntilTaken(old.Outbox, SendingNodes.Many(5));
        await SendingNodes.Until(old.Outbox, census => census.Delivered == 5);

        // It takes over while the older one is idle and knows nothing of it.
        var next = await nodes.StartAsync(newer, "psn-2", supervised: false);
        await SendingNodes.TakeUntilTaken(next.Outbox, SendingNodes.Many(5, 100));
        await SendingNodes.Until(next.Outbox, census => census.Delivered == 5);

        using var watch = Inbox.Create(old.System);
        watch.Watch(old.Sender);
        await SendingNodes.TakeUntilTaken(old.Outbox, SendingNodes.Many(5, 200));
        (await watch.ReceiveAsync(SendingNodes.Patience)).ShouldBeOfType<Terminated>();
        _transport.Sent.Count.ShouldBe(5);

        // Its mails leave with whichever sender comes after it, each once.
        await old.System.Terminate();
        var again = await nodes.StartAsync(newer, "psn-1");
        await SendingNodes.Until(again.Outbox, census => census.Delivered == 10);
        _transport.Sent.Concat(newer.Sent).Order()
            .ShouldBe(new[] { 0, 100, 200 }.SelectMany(from => SendingNodes.Many(5, from)).Select(mail => mail.Id).Order());
    }

    private SendingNodes Nodes(StorageKind kind) => new(kind, storage.DatabaseAsync);
}
