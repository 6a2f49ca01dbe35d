namespace IseMail.Benchmarks.Measuring;

/// <summary>Compares two things in turns, since the machine is not equally fast from one minute to the next.</summary>
internal static class Rounds
{
    /// <summary>Warms both up, measures them in turns, shows a table of it and answers what came out of each round.</summary>
    public static async Task<List<(Measure A, Measure B)>> CompareAsync(int rounds, string nameOfA, Func<Task<Measure>> a, string nameOfB, Func<Task<Measure>> b)
    {
        await WarmUp.UntilCompiledAsync(async () =>
        {
            await a();
            await b();
        });
        var results = await AlternateAsync(rounds, a, b);
        Report.Table(
            ["round", $"{nameOfA} mails/s", $"{nameOfB} mails/s", "ratio", $"{nameOfA} CPU us/mail", $"{nameOfB} CPU us/mail"],
            results.Select((round, number) => (string[])[
                $"{number + 1}", Report.Whole(round.A.Rate), Report.Whole(round.B.Rate), Report.Two(round.A.Rate / round.B.Rate),
                Report.Whole(round.A.ProcessorPerMail), Report.Whole(round.B.ProcessorPerMail)]));
        return results;
    }

    /// <summary>The rate of A of that of B, in the middle round.</summary>
    public static double MedianRatio(IEnumerable<(Measure A, Measure B)> rounds) => Median(rounds.Select(round => round.A.Rate / round.B.Rate));

    /// <summary>Measures A B, B A, A B, … and answers what came out of each round.</summary>
    private static async Task<List<(Measure A, Measure B)>> AlternateAsync(int rounds, Func<Task<Measure>> a, Func<Task<Measure>> b)
    {
        var results = new List<(Measure, Measure)>();
        for (var round = 0; round < rounds; round++)
        {
            // Whoever goes first finds the machine as the last round left it, so that is taken in turns as well.
            if (round % 2 == 0)
            {
                var first = await a();
                results.Add((first, await b()));
            }
            else
            {
                var first = await b();
                results.Add((await a(), first));
            }
        }
        return results;
    }

    /// <summary>The middle one.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
