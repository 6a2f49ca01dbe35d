using Akka.Actor;

namespace IseMail.Cluster.Control;

/// <summary>
/// Answers what programs beside the cluster ask of a node, over the same protected connections that nodes use: whoever has no certificate of the
/// deployment's does not get here where it wants one.
/// </summary>
internal sealed class ControlGate : ReceiveActor
{
    /// <summary>Its name.</summary>
    public const string ActorName = "control";

    /// <param name="node">The node.</param>
    public ControlGate(NodeControl node) => Receive<ControlLine>(line => _ = AnswerAsync(node, line.Text).PipeTo(Sender, Self));

    /// <summary>How it is made.</summary>
    public static Props Props(NodeControl node) => Akka.Actor.Props.Create(() => new ControlGate(node));

    private static async Task<ControlLine> AnswerAsync(NodeControl node, string line)
    {
        try
        {
            var (question, message) = ControlLine.ReadQuestion(line);
            return new ControlLine(ControlLine.Write(question.Number, await node.AskAsync(question.Part, message, question.Within, CancellationToken.None)));
        }
        catch (InvalidDataException)
        {
            // Of another version, or nobody's: what is not understood is not answered.
            return new ControlLine(ControlLine.Write(0, null));
        }
    }
}
