using IseMail.Scenarios.Live;
using Spectre.Console;

namespace IseMail.Cli.Rendering;

/// <summary>
/// Shows a run while it goes on: a table that is redrawn where there is a terminal, else a line whenever something
/// has changed.
/// </summary>
internal sealed class RunDisplay(IAnsiConsole console, int nodes, bool live) : IProgress<RunProgress>
{
    private readonly Lock _gate = new();
    private RunProgress _last = new("starting", TimeSpan.Zero, 0, null);
    private LiveDisplayContext? _context;
    private readonly List<string> _lines = [];
    private string _told = "";

    /// <summary>Shows what is reported while <paramref name="run"/> goes on.</summary>
    public Task<T> WhileAsync<T>(Func<Task<T>> run) => live
        ? console.Live(Draw()).AutoClear(true).StartAsync(context =>
        {
            lock (_gate) _context = context;
            return run();
        })
        : run();

    /// <summary>Tells something that stays.</summary>
    public void Tell(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
            if (_context is { } context) context.UpdateTarget(Draw());
            else if (!live) console.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        lock (_gate)
        {
            _last = value;
            if (_context is { } context)
            {
                context.UpdateTarget(Draw());
                return;
            }
            if (live) return;
            var line = NodeTable.Line(value.Phase, value.Elapsed, value.Up, nodes, value.View);
            // The time at a line's beginning changes always; what it tells does not.
            var told = line[(line.IndexOf(" s  ", StringComparison.Ordinal) + 4)..];
            if (told == _told) return;
            _told = told;
            console.WriteLine(line);
        }
    }

    private Rows Draw() => new([.. _lines.Select(line => new Text(line)), NodeTable.Of(_last.Phase, _last.Elapsed, _last.Up, nodes, _last.View)]);
}
