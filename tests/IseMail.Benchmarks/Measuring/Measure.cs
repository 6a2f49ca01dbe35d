using System.Diagnostics;

namespace IseMail.Benchmarks.Measuring;

/// <summary>What some work on mails took: elapsed time, and processor time of this process (client, pipeline and embedded tenant together).</summary>
internal readonly record struct Measure(int Mails, TimeSpan Elapsed, TimeSpan Processor)
{
    /// <summary>Mails in a second.</summary>
    public double Rate => Mails / Elapsed.TotalSeconds;

    /// <summary>Microseconds of processor time for each mail.</summary>
    public double ProcessorPerMail => Processor.TotalMicroseconds / Mails;

    /// <summary>Measures <paramref name="work"/> on so many mails, beginning with a tidy heap.</summary>
    public static async Task<Measure> OfAsync(int mails, Func<Task> work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await work();
        var elapsed = watch.Elapsed;
        process.Refresh();
        return new Measure(mails, elapsed, process.TotalProcessorTime - processor);
    }
}
