using System.CommandLine;
using System.Globalization;
using IseMail.Benchmarks;
using IseMail.Benchmarks.Alarm;
using IseMail.Benchmarks.Backlog;
using IseMail.Benchmarks.ConnectionTest;
using IseMail.Benchmarks.Large;
using IseMail.Benchmarks.Measuring;
using IseMail.Benchmarks.Pipeline;
using IseMail.Benchmarks.Server;
using IseMail.Benchmarks.VirtualTime;
using IseMail.Benchmarks.WebConsole;

// One line for each benchmark; each lies in the folder of its name.
Benchmark[] all =
[
    new("pipeline", "the durable pipeline sends at 0.8 of the rate of MailKit alone, or faster", PipelineBenchmark.RunAsync),
    new("server", "the embedded submission server takes mail at 1.5 times the rate of the npm package smtp-server, or faster", ServerBenchmark.RunAsync),
    new("backlog", "a backlog drains at 99 % of the allowed rate, or more, and nothing is held back or refused", BacklogBenchmark.RunAsync),
    new("large", "all 54 nodes of the largest deployment are Up within 15 s in one process of less than 500 MB", LargeBenchmark.RunAsync),
    new("alarm", "an alarm behind 10,000 guest mails is the next mail out", AlarmBenchmark.RunAsync),
    new("connection-test", "ISE's Test Connection says within a second what is wrong, unless that is a time-out", ConnectionTestBenchmark.RunAsync),
    new("virtual-time", "virtual time goes at 500,000 events a second or more, a year of seven nodes takes 10 s, a quarter of 54 a minute", VirtualTimeBenchmark.RunAsync),
    new("console", "the console shows 54 nodes and 200 mails a second for 0.15 of one core, or less", ConsoleBenchmark.RunAsync),
];

var which = new Argument<string>("BENCHMARK") { Description = "Which one.", DefaultValueFactory = _ => "all" };
which.AcceptOnlyFromAmong([.. all.Select(benchmark => benchmark.Name), "all"]);
var mails = new Option<int>("--mails") { Description = "Mails in each round of pipeline and server.", DefaultValueFactory = _ => 5_000 };
var rounds = new Option<int>("--rounds") { Description = "Rounds of each of the things compared.", DefaultValueFactory = _ => 5 };
var window = new Option<TimeSpan>("--window")
{
    Description = "Length of the tenant's window for backlog, such as 6s; 60s is Exchange Online's own and takes 10 minutes.",
    DefaultValueFactory = _ => TimeSpan.FromSeconds(6),
    CustomParser = argument =>
    {
        var text = argument.Tokens.Single().Value;
        if (double.TryParse(text.TrimEnd('s'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds > 0) return TimeSpan.FromSeconds(seconds);
        argument.AddError($"'{text}' is not a number of seconds such as 6s");
        return default;
    },
};
var brief = new Option<bool>("--brief") { Description = "Leave out where the pipeline's time goes." };
var root = new RootCommand("Measures what this program says of its speed, and ends with 1 where it is not so.") { which, mails, rounds, window, brief };
root.SetAction(async (parsed, cancellationToken) =>
{
    var options = new BenchmarkOptions(parsed.GetValue(mails), parsed.GetValue(rounds), parsed.GetValue(window), parsed.GetValue(brief));
    var name = parsed.GetRequiredValue(which);
    var met = true;
    foreach (var benchmark in all.Where(benchmark => name == "all" || benchmark.Name == name))
    {
        Report.Heading($"{benchmark.Name}: {benchmark.Promise}");
        met &= await benchmark.RunAsync(options, cancellationToken);
    }
    return met ? 0 : 1;
});
return await root.Parse(args).InvokeAsync();
