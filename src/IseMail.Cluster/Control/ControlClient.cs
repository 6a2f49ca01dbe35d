using System.Collections.Concurrent;
using System.Runtime.Serialization;
using System.Text.Json;
using IseMail.Domain.Deployments;

namespace IseMail.Cluster.Control;

/// <summary>A node in a process of its own, asked over that process's standard input and output.</summary>
public sealed class ControlClient : NodeControl, IDisposable
{
    private readonly TextReader _answers;
    private readonly TextWriter _questions;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<ControlAnswer>> _waiting = new();
    private long _number;
    private volatile bool _ended;

    /// <summary>A way to <paramref name="node"/>.</summary>
    /// <param name="node">Which node.</param>
    /// <param name="questions">Its standard input.</param>
    /// <param name="answers">Its standard output.</param>
    public ControlClient(IseNode node, TextWriter questions, TextReader answers)
    {
        Node = node;
        _questions = questions;
        _answers = answers;
        Ended = ReadAsync();
    }

    /// <inheritdoc/>
    public override IseNode Node { get; }

    /// <summary>Ends with the answers: when the node's process has ended.</summary>
    public Task Ended { get; }

    /// <inheritdoc/>
    public override async Task<object?> AskAsync(NodePart part, object question, TimeSpan within, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _number);
        var waiting = new TaskCompletionSource<ControlAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[number] = waiting;
        try
        {
            if (_ended) return null;
            var line = ControlLine.Write(new ControlQuestion(number, part, ControlWire.ManifestOf(question), ControlWire.Write(question), within));
            await SendAsync(line).WaitAsync(within, cancellationToken);
            var answer = await waiting.Task.WaitAsync(within, cancellationToken);
            return answer is { Manifest: { } manifest, Message: { } message } ? ControlWire.Read(manifest, message) : null;
        }
        catch (Exception silent) when (silent is TimeoutException or IOException or ObjectDisposedException)
        {
            // The process does not run, or not on: what is not answered is not known.
            return null;
        }
        finally
        {
            _waiting.TryRemove(number, out _);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    // Once begun a line is written to its end, however long that takes: half a line would spoil the next.
    private async Task SendAsync(string line)
    {
        await _writing.WaitAsync();
        try
        {
            await _questions.WriteLineAsync(line);
            await _questions.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _answers.ReadLineAsync() is { } line)
            {
                if (JsonSerializer.Deserialize<ControlAnswer>(line, ControlWire.Options) is { } answer && _waiting.TryGetValue(answer.Number, out var waiting)) waiting.TrySetResult(answer);
            }
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or JsonException or SerializationException)
        {
            // A process that is killed may leave half a line: it answers nothing more.
        }
        _ended = true;
        foreach (var waiting in _waiting.Values) waiting.TrySetResult(new ControlAnswer(0, null, null));
    }
}
