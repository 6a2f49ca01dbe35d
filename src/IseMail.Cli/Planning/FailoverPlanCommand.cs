using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using IseMail.Cli.Administration;
using IseMail.Domain.Deployments;
using IseMail.Domain.Failover;
using IseMail.Domain.Planning;
using IseMail.Scenarios.Topologies;

namespace IseMail.Cli.Planning;

/// <summary><c>isemail calculate failover [TOPOLOGY]</c>: what settings of automatic PAN failover cost in outages and in false promotions.</summary>
internal static class FailoverPlanCommand
{
    // More rows than anybody reads.
    private const int MostSettings = 1_000;
    private const string LossRule = "shares of polls that are lost, each 0, or from 0.00001 to 0.99, such as 0.01,0.05";
    private const double MostFailures = 1_000;
    private const double MostYears = 1_000_000;

    public static Command Create()
    {
        var file = new Argument<string?>("TOPOLOGY") { Description = "A topology file, whose own setting is marked. Left out: none.", Arity = ArgumentArity.ZeroOrOne };
        var interval = Text("--interval", "Seconds from one poll to the next, 30 to 300: single ones and ranges, such as 30,60 or 30..300:30.", "30,60,120,300");
        var polls = Text("--polls", "Failed polls in a row, 2 to 60: single ones and ranges, such as 2..10.", "2..6");
        var loss = Text("--loss", "Shares of polls that are lost though the primary lives, such as 0.01,0.05.", "0.01,0.05");
        var failures = Text("--failures-per-year", "How often the primary PAN dies in a year.", "2");
        var tolerate = Text("--tolerate", "The cheapest setting has at most one false promotion in so many years.", "10");
        var promotion = new Option<string?>("--promotion") { Description = "How long the promoted PAN takes until it acts, such as 15m. Left out: the topology's 'failover.promotion', or nothing." };
        var json = Administering.Json();
        var command = new Command("failover", "Put settings of automatic PAN failover side by side: outage until promotion, outage in a year, false promotions.")
            { file, interval, polls, loss, failures, tolerate, promotion, json };
        command.SetAction((parsed, cancellationToken) => PlanningOptions.RunAsync(async () =>
        {
            var settings = Settings(parsed.GetRequiredValue(interval), parsed.GetRequiredValue(polls));
            var losses = Losses(parsed.GetRequiredValue(loss));
            var perYear = PlanningOptions.Number("--failures-per-year", parsed.GetRequiredValue(failures), number => number <= MostFailures, "a number from 0 to 1000");
            var years = PlanningOptions.Number("--tolerate", parsed.GetRequiredValue(tolerate), number => number is > 0 and <= MostYears, "a number of years greater than 0 and at most 1000000");
            TimeSpan? acts = parsed.GetValue(promotion) is { } text ? PlanningOptions.Duration("--promotion", text) : null;
            Topology? topology = null;
            if (parsed.GetValue(file) is { } path)
            {
                var reading = await TopologyFile.ReadAsync(ShippedFiles.Find(path), cancellationToken);
                if (reading.Value is null) return await Failures.BadInputAsync(reading.Problems);
                topology = reading.Value;
            }
            if (topology?.Failover.PanHa is { } own) settings = settings.Add(PanPolling.Of(own));
            var question = new FailoverQuestion(settings, losses, perYear, acts ?? topology?.Failover.Promotion ?? TimeSpan.Zero, 1 / years);
            var answer = new FailoverPlanTable(question, topology);
            if (parsed.GetValue(json)) await Administering.WriteJsonAsync(answer.Document());
            else answer.Write(Terminal.Output());
            return ExitCodes.Holds;
        }));
        return command;
    }

    private static Option<string> Text(string name, string description, string standard) => new(name) { Description = description, DefaultValueFactory = _ => standard };

    private static ImmutableArray<PanPolling> Settings(string interval, string polls)
    {
        var intervals = PlanningOptions.WholeNumbers("--interval", interval, PanHighAvailability.LeastPollingInterval, PanHighAvailability.GreatestPollingInterval);
        var attempts = PlanningOptions.WholeNumbers("--polls", polls, PanHighAvailability.FewestFailedAttempts, PanHighAvailability.MostFailedAttempts);
        if (intervals.Count * attempts.Count > MostSettings)
            throw new BadOptionException(string.Create(CultureInfo.InvariantCulture, $"--interval and --polls make {intervals.Count * attempts.Count} settings"), string.Create(CultureInfo.InvariantCulture, $"at most {MostSettings}"));
        return [.. intervals.SelectMany(seconds => attempts.Select(count => new PanPolling(TimeSpan.FromSeconds(seconds), count)))];
    }

    private static ImmutableArray<double> Losses(string text) =>
        [.. text.Split(',').Select(one => PlanningOptions.Number("--loss", one.Trim(), loss => loss is 0 or >= 0.00001 and <= 0.99, LossRule)).Distinct().Order()];
}
