using System.CommandLine;
using System.Globalization;
using IseMail.Cli.Administration;
using IseMail.Domain.Lint;
using IseMail.Domain.Planning;
using IseMail.Scenarios.Planning;
using IseMail.Scenarios.Topologies;

namespace IseMail.Cli.Planning;

/// <summary><c>isemail calendar TOPOLOGY</c>: when secrets, certificates and passwords end in the coming time, and when ISE tells of it.</summary>
internal static class CalendarCommand
{
    private const int MostDays = 3_650;
    private static readonly DateOnly First = new(2000, 1, 1);
    private static readonly DateOnly Last = new(2199, 12, 31);

    public static Command Create()
    {
        var file = new Argument<string>("TOPOLOGY") { Description = "A topology file." };
        var from = new Option<string?>("--from") { Description = "The first day, such as 2027-01-01. Left out: today, in the zone of the PANs." };
        var days = new Option<string>("--days") { Description = $"How many days, at most {MostDays}.", DefaultValueFactory = _ => "365" };
        var holidays = new Option<string?>("--holidays") { Description = "A file with holidays, a date and a name in each line. Left out: Saturdays and Sundays alone are free." };
        var ics = new Option<string?>("--ics") { Description = "Write the calendar to this file as well, for programs that keep calendars (RFC 5545)." };
        var json = Administering.Json();
        var command = new Command("calendar", "Say when secrets, certificates and passwords end in the coming year, and when ISE warns of it.") { file, from, days, holidays, ics, json };
        command.SetAction((parsed, cancellationToken) => PlanningOptions.RunAsync(async () =>
        {
            var length = PlanningOptions.WholeNumber("--days", parsed.GetRequiredValue(days), 1, MostDays);
            DateOnly? first = parsed.GetValue(from) is { } text ? Day(text) : null;
            var reading = await TopologyFile.ReadAsync(ShippedFiles.Find(parsed.GetRequiredValue(file)), cancellationToken);
            if (reading.Value is not { } topology) return await Failures.BadInputAsync(reading.Problems);
            var working = WorkingDays.NoHolidays;
            if (parsed.GetValue(holidays) is { } list)
            {
                var named = await HolidayFile.ReadAsync(list, cancellationToken);
                if (named.Value is null) return await Failures.BadInputAsync(named.Problems);
                working = named.Value;
            }
            var output = parsed.GetValue(ics);
            if (output is not null && await OutputFile.RefusedAsync(output) is { } refused) return refused;

            var now = TimeProvider.System.GetUtcNow();
            var begins = first ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, topology.Notices.Passwords.Zone).DateTime);
            var design = new Design(topology, now, await TrustedFiles.ReadableAsync(topology.Mail.Trusted, cancellationToken));
            var calendar = DeploymentCalendar.Of(design, begins, length, working);
            if (output is not null) await File.WriteAllTextAsync(output, ICalendarText.Write(topology.Deployment.Name, calendar, now), cancellationToken);
            var table = new CalendarTable(topology, calendar, begins, length);
            if (parsed.GetValue(json)) await Administering.WriteJsonAsync(table.Document());
            else table.Write(Terminal.Output());
            if (output is not null && !parsed.GetValue(json)) await Console.Out.WriteLineAsync($"calendar file: {output}");
            return ExitCodes.Holds;
        }));
        return command;
    }

    private static DateOnly Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= First && day <= Last
        ? day
        : throw PlanningOptions.Bad("--from", text, string.Create(CultureInfo.InvariantCulture, $"a date from {First:yyyy-MM-dd} to {Last:yyyy-MM-dd}"));
}
