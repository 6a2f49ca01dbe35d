using System.Collections.Immutable;
using IseMail.Scenarios.Reports.Comparison;
using IseMail.Scenarios.Reports.Figures;

namespace IseMail.Scenarios.Tests.Reports;

/// <summary>Two runs side by side.</summary>
public sealed class RunComparisonTests
{
    [Theory]
    [InlineData(10.0, 20.0, "s", Better.Lower, Preference.First)]
    [InlineData(20.0, 10.0, "s", Better.Lower, Preference.Second)]
    [InlineData(10.0, 20.0, "s", Better.Higher, Preference.Second)]
    [InlineData(100.0, 105.0, "s", Better.Lower, Preference.Alike)] // within a tenth
    [InlineData(0.005, 0.05, "s", Better.Lower, Preference.Alike)] // ten times as long, and still nothing
    [InlineData(0.0, 1.0, "", Better.Lower, Preference.First)] // one lost mail is one too many
    [InlineData(3.0, 3.0, "", Better.Lower, Preference.Alike)]
    [InlineData(1.0, 2.0, "", Better.Neither, Preference.Describes)]
    [InlineData(1.0, null, "s", Better.Lower, Preference.NotComparable)]
    public void A_figure_is_better_only_by_more_than_runs_differ_anyway(double? first, double? second, string unit, Better better, Preference preferred) =>
        new RunComparison(Run(new Figure("f", "f", unit, better, first)), Run(new Figure("f", "f", unit, better, second))).Figures.ShouldHaveSingleItem().Preferred.ShouldBe(preferred);

    [Fact]
    public void What_makes_two_runs_hard_to_compare_is_said()
    {
        var run = Run();
        new RunComparison(run with { Runtime = "virtual" }, run with { Runtime = "virtual" }).Caveats.ShouldBeEmpty();
        string.Join('\n', new RunComparison(run, run with { Runtime = "virtual", Caused = 11, Seed = 2, Nodes = 9, Version = "2" }).Caveats)
            .ShouldBe("""
                One is a live run, the other a virtual run: times cannot be compared.
                The scenarios cause 10 and 11 mails: counts and waiting times are of different loads.
                The seeds are 1 and 2: chance fell differently.
                The deployments have 7 and 9 nodes.
                The program's versions are 1 and 2.
                """);
    }

    [Theory]
    [InlineData("", "r.json:1:1: this is no JSON; ")]
    [InlineData("{", "r.json:1:2: this is no JSON; ")]
    [InlineData("[]", "r.json:1:1: the document says no schema; ")]
    [InlineData("{\"schema\": 1}", "r.json:1:1: schema 1 is not known here; schema 2: run the scenario again")]
    [InlineData("{\"schema\": 2, \"scenario\": 7}", "this is no result of a run: $.scenario; ")]
    public void What_is_no_result_is_refused_in_one_line(string text, string message)
    {
        var (run, problem) = RunResultFile.Parse(text, "r.json");
        run.ShouldBeNull();
        problem.ShouldNotBeNull().ToString().ShouldContain(message);
    }

    private static ComparedRun Run(params ImmutableArray<Figure> figures) => new("f", "s", "d", "live", 1, "1", 7, 10, true, [], figures, []);
}
