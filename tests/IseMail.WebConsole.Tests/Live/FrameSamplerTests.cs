using System.Collections.Immutable;
using IseMail.Cluster.Control;
using IseMail.Cluster.Outbox;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Outbox;
using IseMail.Scenarios.Topologies;
using IseMail.WebConsole.Live;

namespace IseMail.WebConsole.Tests.Live;

/// <summary>What is seen of a deployment in which somebody takes long to answer.</summary>
public sealed class FrameSamplerTests
{
    private const string Two = """
        name: test
        model: medium
        nodes:
          - { name: pan, personas: [pan, mnt], primary: [pan, mnt] }
          - { name: psn, personas: [psn] }
        tenant: embedded
        """;

    [Fact]
    public async Task A_node_that_does_not_answer_keeps_nobody_waiting_and_is_silent_once_its_time_has_passed()
    {
        var topology = TopologyFile.Parse(Two, "test.yaml").Value!;
        var (pan, psn) = (new Answering(topology.Deployment.Nodes[0]), new Answering(topology.Deployment.Nodes[1]));
        var sampler = new FrameSampler(topology, () => new NodesToAsk([pan, psn], []), null, TimeProvider.System);
        psn.Waiting = 1;
        (await LookAsync()).Nodes.Select(node => node.State).ShouldBe(["up", "up"]);

        // Nothing is answered until it is let go: who waits for it waits for ever.
        var silence = new TaskCompletionSource();
        psn.Answers = silence.Task;
        pan.Waiting = 3;
        var meanwhile = await LookAsync();
        meanwhile.Nodes[0].Queued.ShouldBe(3);
        meanwhile.Nodes[1].State.ShouldBe("up", "as it was");

        silence.SetResult();
        psn.IsDead = true;
        var patience = DateTime.UtcNow.AddMinutes(1);
        DeploymentFrame after;
        while ((after = await LookAsync()).Nodes[1].State != "silent") DateTime.UtcNow.ShouldBeLessThan(patience);
        after.Nodes[1].Queued.ShouldBe(1, "as it was");
        after.Purposes.Sum(purpose => purpose.Queued).ShouldBe(4, "what was counted on a node that is silent now counts still");

        async Task<DeploymentFrame> LookAsync() => await sampler.SampleAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
    }

    private sealed class Answering(IseNode node) : NodeControl
    {
        public Task Answers { get; set; } = Task.CompletedTask;

        public bool IsDead { get; set; }

        public int Waiting { get; set; }

        public override IseNode Node { get; } = node;

        public override async Task<object?> AskAsync(NodePart part, object question, TimeSpan within, CancellationToken cancellationToken)
        {
            await Answers;
            return question switch
            {
                _ when IsDead => null,
                TellMembership => new MembershipReport(true, 2),
                TellCount => new OutboxCount(Name, ImmutableDictionary<MailPurpose, MailCensus>.Empty.Add(MailPurpose.Alarm, new MailCensus(Waiting, 0, 0, 0, Waiting))),
                _ => null,
            };
        }
    }
}
