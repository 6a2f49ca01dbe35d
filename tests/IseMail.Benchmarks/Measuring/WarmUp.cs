using System.Diagnostics;
using System.Runtime;

namespace IseMail.Benchmarks.Measuring;

/// <summary>Lets the runtime compile what is measured: it does so in the background for a good while, the longer the more code there is.</summary>
internal static class WarmUp
{
    private const int MostRounds = 15;
    private const double QuietShare = 0.04;

    /// <summary>Repeats <paramref name="round"/> until hardly anything is compiled any more while it runs.</summary>
    public static async Task UntilCompiledAsync(Func<Task> round)
    {
        var rounds = 0;
        double share;
        do
        {
            var compiling = JitInfo.GetCompilationTime();
            var watch = Stopwatch.StartNew();
            await round();
            share = (JitInfo.GetCompilationTime() - compiling) / watch.Elapsed;
        }
        while (++rounds < MostRounds && share > QuietShare);
        Report.Line($"warmed up in {rounds} rounds; {share:P1} of the last went on while something was compiled");
    }
}
