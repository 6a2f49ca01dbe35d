using System.Globalization;
using Spectre.Console;

namespace IseMail.Cli.Rendering;

/// <summary>How far something is.</summary>
/// <param name="Took">How long it has taken.</param>
/// <param name="Share">How much of it is done, 0 to 1.</param>
/// <param name="Text">How it stands.</param>
internal sealed record ProgressLine(TimeSpan Took, double Share, string Text);

/// <summary>
/// Shows how far something is while it goes on: a bar that is redrawn where there is a terminal, else a line every few seconds. What is over within
/// a second shows nothing.
/// </summary>
/// <param name="console">Where.</param>
/// <param name="live">Whether that is a terminal.</param>
/// <param name="line">How what is reported reads.</param>
internal sealed class ProgressDisplay<T>(IAnsiConsole console, bool live, Func<T, ProgressLine> line) : IProgress<T>
{
    private const int BarLength = 24;
    private static readonly TimeSpan Soonest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenDrawings = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private LiveDisplayContext? _context;
    private TimeSpan _next = Soonest;
    private string _told = "";

    /// <summary>Shows what is reported while <paramref name="run"/> goes on, on a thread of its own.</summary>
    public Task<TResult> WhileAsync<TResult>(Func<TResult> run, CancellationToken cancellationToken) => live
        ? console.Live(new Text("")).AutoClear(true).StartAsync(context =>
        {
            lock (_gate) _context = context;
            return Task.Run(run, cancellationToken);
        })
        : Task.Run(run, cancellationToken);

    /// <inheritdoc/>
    public void Report(T value)
    {
        var (took, share, text) = line(value);
        lock (_gate)
        {
            if (took < _next || text == _told) return;
            _next = took + (live ? BetweenDrawings : BetweenLines);
            _told = text;
            var shown = string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(share, 0, 1) * 100,3:0} %  {text}");
            if (_context is { } context) context.UpdateTarget(new Text($"{Bar(share)} {shown}"));
            else if (!live) console.WriteLine(shown);
        }
    }

    private static string Bar(double share)
    {
        var filled = (int)(Math.Clamp(share, 0, 1) * BarLength);
        return new string('█', filled) + new string('░', BarLength - filled);
    }
}
