namespace IseMail.Benchmarks;

/// <summary>One thing that is measured.</summary>
/// <param name="Name">Its name on the command line, and its folder's.</param>
/// <param name="Promise">What must come out.</param>
/// <param name="RunAsync">Measures, reports, and says whether the promise is kept.</param>
internal sealed record Benchmark(string Name, string Promise, Func<BenchmarkOptions, CancellationToken, Task<bool>> RunAsync);

/// <summary>How much is measured.</summary>
/// <param name="Mails">Mails in each round of a comparison.</param>
/// <param name="Rounds">Rounds of each of the things compared.</param>
/// <param name="Window">The length of the tenant's window where its limits are on.</param>
/// <param name="Brief">Whether only what is required is measured.</param>
internal sealed record BenchmarkOptions(int Mails, int Rounds, TimeSpan Window, bool Brief);
