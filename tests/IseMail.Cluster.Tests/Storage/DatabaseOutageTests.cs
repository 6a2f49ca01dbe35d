using System.Collections.Immutable;
using Akka.Actor;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Storage;
using IseMail.Cluster.Tests.Outbox;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Tests.Storage;

/// <summary>A server of its own, for it is stopped and started again.</summary>
public sealed class DatabaseOutageTests
{
    [PostgreSqlFact]
    public async Task A_database_that_crashes_and_comes_back_loses_no_mail_that_was_accepted()
    {
        await using var server = await PostgreSqlServer.CreateAsync();
        var transport = new KeepingTransport();
        await using var nodes = new SendingNodes(StorageKind.PostgreSql, server.DatabaseAsync);
        var node = await nodes.StartAsync(transport);

        using var enough = new CancellationTokenSource();
        var accepting = AcceptAsync(node.Outbox, enough.Token);
        await SendingNodes.Until(node.Outbox, census => census.Delivered >= 20);

        await server.StopAsync();
        // Refused or left unanswered, but never taken: there is nothing to keep it in.
        (await AnswerAsync(node.Outbox, SendingNodes.Many(1, 1_000_000))).ShouldNotBeOfType<MailsTaken>();
        await server.StartAsync();

        // Both go on by themselves: the outbox accepts again, the sender sends again.
        var after = SendingNodes.Many(20, 2_000_000);
        await SendingNodes.TakeUntilTaken(node.Outbox, after);
        await enough.CancelAsync();
        var accepted = (await accepting).AddRange(after.Select(mail => mail.Id));
        await SendingNodes.Until(node.Outbox, census => census.Delivered >= accepted.Length && census.Queued == 0);
        accepted.Except(transport.Sent).ShouldBeEmpty();
        nodes.Logged.ShouldAllBe(line => !line.Contains(server.Password, StringComparison.OrdinalIgnoreCase));
    }

    [PostgreSqlFact]
    public async Task A_node_whose_database_is_down_knows_that_its_journal_does_not_answer_and_when_it_does_again()
    {
        await using var server = await PostgreSqlServer.CreateAsync();
        await using var nodes = new SendingNodes(StorageKind.PostgreSql, server.DatabaseAsync);
        var system = await nodes.SystemAsync("psn-1");
        (await AnswersAsync(SendingNodes.Patience)).ShouldBeTrue();
        await server.StopAsync();
        (await AnswersAsync(TimeSpan.FromSeconds(20))).ShouldBeFalse();
        await server.StartAsync();
        using var patience = new CancellationTokenSource(SendingNodes.Patience);
        while (!await AnswersAsync(TimeSpan.FromSeconds(20))) await Task.Delay(TimeSpan.FromMilliseconds(200), patience.Token);

        Task<bool> AnswersAsync(TimeSpan within) => JournalProbe.AnswersAsync(system, NodeStorage.Journal(NodeStorage.Own), within, CancellationToken.None);
    }

    [PostgreSqlFact]
    public async Task A_node_that_starts_before_its_database_waits_for_it()
    {
        await using var server = await PostgreSqlServer.CreateAsync();
        var database = await server.DatabaseAsync();
        await server.StopAsync();
        (await Should.ThrowAsync<IOException>(() => NodeStorage.PostgreSqlAsync(database, CancellationToken.None))).ToString().ShouldNotContain(server.Password);

        var waiting = NodeStorage.PostgreSqlAsync(database, CancellationToken.None, TimeSpan.FromMinutes(2));
        await server.StartAsync();

        (await waiting).ShouldNotBeNull();
    }

    /// <summary>Lets five mails after five be accepted until told to end; what was accepted.</summary>
    private static async Task<ImmutableArray<MailId>> AcceptAsync(IActorRef outbox, CancellationToken end)
    {
        var accepted = ImmutableArray.CreateBuilder<MailId>();
        for (var next = 0; !end.IsCancellationRequested; next += 5)
        {
            var mails = SendingNodes.Many(5, next);
            await SendingNodes.TakeUntilTaken(outbox, mails);
            accepted.AddRange(mails.Select(mail => mail.Id));
        }
        return accepted.ToImmutable();
    }

    private static async Task<object> AnswerAsync(IActorRef outbox, ImmutableArray<Mail> mails)
    {
        try
        {
            return await outbox.Ask(new TakeMails(mails), TimeSpan.FromSeconds(3));
        }
        catch (AskTimeoutException unanswered)
        {
            return unanswered;
        }
    }
}
