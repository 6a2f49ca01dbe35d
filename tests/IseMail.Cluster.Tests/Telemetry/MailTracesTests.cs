using Akka.Actor;
using IseMail.Cluster.Outbox;
using IseMail.Cluster.Telemetry;
using IseMail.Cluster.Tests.Outbox;
using IseMail.Cluster.Tests.Storage;
using IseMail.Domain.Deployments;

namespace IseMail.Cluster.Tests.Telemetry;

/// <summary>What a mail's trace tells, also across a crash.</summary>
public sealed class MailTracesTests
{
    private static readonly NodeName Node = new("psn-1");

    [Fact]
    public async Task The_trace_of_a_mail_goes_on_after_a_crash_from_where_the_journal_has_it()
    {
        using var heard = new HeardSpans();
        var transport = new KeepingTransport { Refuse = true };
        await using var nodes = new SendingNodes(StorageKind.Sqlite, () => throw new NotSupportedException());
        var node = await nodes.StartAsync(transport);
        var mail = MailTraces.Caused(SendingNodes.Many(1, 7_000_001)[0], Node, DateTimeOffset.UtcNow);
        await node.Outbox.Ask<MailsTaken>(new TakeMails([mail]), SendingNodes.Patience);
        await node.System.Terminate();

        transport.Refuse = false;
        var again = await nodes.StartAsync(transport);
        await SendingNodes.Until(again.Outbox, census => census.Delivered == 1);

        var spans = heard.Of(mail.Id);
        spans.Select(span => span.OperationName).ShouldBe(["mail caused", "mail accepted", "mail granted", "mail submitted", "mail settled"], ignoreOrder: true);
        var root = spans.Single(span => span.OperationName == "mail caused");
        root.ParentId.ShouldBeNull();
        spans.Where(span => span != root).ShouldAllBe(span => span.ParentSpanId == root.SpanId);
        spans.Single(span => span.OperationName == "mail submitted").GetTagItem("smtp.response.status_code").ShouldBe("2.0.0");
        spans.SelectMany(span => span.TagObjects).ShouldAllBe(tag => !$"{tag.Value}".Contains('@'));
    }

    [Fact]
    public async Task A_mail_that_was_made_while_nobody_listened_is_told_of_in_the_trace_of_its_identity()
    {
        using var heard = new HeardSpans();
        await using var nodes = new SendingNodes(StorageKind.Sqlite, () => throw new NotSupportedException());
        var node = await nodes.StartAsync(new KeepingTransport());
        var mails = SendingNodes.Many(3, 7_000_100);
        await node.Outbox.Ask<MailsTaken>(new TakeMails(mails), SendingNodes.Patience);
        await SendingNodes.Until(node.Outbox, census => census.Delivered == 3);
        foreach (var mail in mails) heard.Of(mail.Id).Select(span => span.OperationName).ShouldBe(["mail accepted", "mail granted", "mail submitted", "mail settled"], ignoreOrder: true);
    }
}
