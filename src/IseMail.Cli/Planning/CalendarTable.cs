using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Planning;
using Spectre.Console;

namespace IseMail.Cli.Planning;

/// <summary>A deployment's calendar: for people, and as a document for programs.</summary>
/// <param name="topology">The deployment.</param>
/// <param name="calendar">What happens.</param>
/// <param name="from">The first day.</param>
/// <param name="days">How many days.</param>
internal sealed class CalendarTable(Topology topology, DeploymentCalendar calendar, DateOnly from, int days)
{
    private const int MostNames = 5;

    public void Write(IAnsiConsole console)
    {
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{topology.Deployment.Name}: {days} {(days == 1 ? "day" : "days")} from {from:yyyy-MM-dd}, in the zone {calendar.Zone.Id} of the PANs"));
        foreach (var over in calendar.Over) console.WriteLine($"past since {Date(over.At)}: {Terminal.Printable(over.What)}{Names(over.Who)}", new Style(Color.Red));
        if (calendar.Entries.IsEmpty) console.WriteLine("nothing that is known from the topology falls due");
        else console.Write(Entries());
        foreach (var note in calendar.Notes) console.WriteLine($"note: {Terminal.Printable(note)}");
        console.WriteLine("what recurs without a day of its own:");
        foreach (var cadence in Cadences.Of(topology)) console.WriteLine($"- {Terminal.Printable(cadence.What)}: {cadence.HowOften} [{cadence.Source}]");
    }

    public object Document() => new
    {
        topology = topology.Deployment.Name,
        from = Day(from),
        days,
        zone = calendar.Zone.Id,
        entries = calendar.Entries.Select(Document),
        over = calendar.Over.Select(Document),
        notes = calendar.Notes,
        cadences = Cadences.Of(topology).Select(one => new { what = one.What, howOften = one.HowOften, source = one.Source }),
    };

    private Table Entries()
    {
        var table = new Table().RoundedBorder().AddColumns("Day", "", "What", "Act by");
        foreach (var entry in calendar.Entries)
        {
            var warned = entry is { IsExpiry: true, WhyFree: not null };
            var style = warned ? new Style(Color.Yellow) : entry.IsExpiry ? new Style(decoration: Decoration.Bold) : Style.Plain;
            table.AddRow(
                new Text(Date(entry.At), style), new Text(Weekday(entry.Day), style),
                new Text(Terminal.Printable($"{entry.What}{Names(entry.Who)}{(warned ? $"; warning: it falls on {entry.WhyFree}" : "")}"), style),
                new Text(entry.IsExpiry ? $"{Weekday(entry.LastWorkingDay)} {Day(entry.LastWorkingDay)}" : "", style));
        }
        return table;
    }

    private static object Document(CalendarEntry entry) => new
    {
        kind = char.ToLowerInvariant(entry.Kind.ToString()[0]) + entry.Kind.ToString()[1..],
        at = entry.At,
        what = entry.What,
        who = entry.Who,
        whyFree = entry.WhyFree,
        lastWorkingDay = Day(entry.LastWorkingDay),
    };

    private static string Names(ImmutableArray<string> who) => who.Length switch
    {
        0 => "",
        <= MostNames => $" ({string.Join(", ", who)})",
        _ => string.Create(CultureInfo.InvariantCulture, $" ({string.Join(", ", who.Take(MostNames))} and {who.Length - MostNames} more)"),
    };

    // The time only where something does not happen at a day's beginning.
    private static string Date(DateTimeOffset at) => at.ToString(at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Weekday(DateOnly day) => day.DayOfWeek.ToString()[..3];
}
