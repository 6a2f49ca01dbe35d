namespace IseMail.Cluster.Control;

/// <summary>Answers what whoever runs this process asks of its node, line by line.</summary>
/// <param name="node">The node.</param>
/// <param name="questions">Where questions come in.</param>
/// <param name="answers">Where answers go.</param>
public sealed class ControlServer(NodeControl node, TextReader questions, TextWriter answers) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Answers until the questions end, which they do with the process that asks them.</summary>
    /// <exception cref="InvalidDataException">A line is no question.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await questions.ReadLineAsync(cancellationToken) is { } line)
        {
            var (question, message) = ControlLine.ReadQuestion(line);
            // Questions do not wait for one another.
            _ = AnswerAsync(question, message, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private async Task AnswerAsync(ControlQuestion question, object message, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await node.AskAsync(question.Part, message, question.Within, cancellationToken);
            var line = ControlLine.Write(question.Number, answer);
            await _writing.WaitAsync(cancellationToken);
            try
            {
                await answers.WriteLineAsync(line.AsMemory(), cancellationToken);
                await answers.FlushAsync(cancellationToken);
            }
            finally
            {
                _writing.Release();
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Whoever asked has gone, or the node is ending: nobody waits for this answer.
        }
    }
}
