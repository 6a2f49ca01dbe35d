using System.Runtime.Serialization;
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
    public ControlGate(NodeControl node)
    {
        Receive<ControlQuestion>(question =>
        {
            object message;
            try
            {
                message = ControlWire.Read(question.Manifest, question.Message);
            }
            catch (SerializationException)
            {
                Sender.Tell(new ControlAnswer(question.Number, null, null));
                return;
            }
            _ = node.AskAsync(question.Part, message, question.Within, CancellationToken.None)
                .PipeTo(Sender, Self, answer => Answer(question.Number, answer), _ => new ControlAnswer(question.Number, null, null));
        });
    }

    /// <summary>How it is made.</summary>
    public static Props Props(NodeControl node) => Akka.Actor.Props.Create(() => new ControlGate(node));

    private static ControlAnswer Answer(long number, object? answer) =>
        answer is null ? new ControlAnswer(number, null, null) : new ControlAnswer(number, ControlWire.ManifestOf(answer), ControlWire.Write(answer));
}
