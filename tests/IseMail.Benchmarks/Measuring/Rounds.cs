namespace IseMail.Benchmarks.Measuring;

/// <summary>Compares two things in turns, since the machine is not equally fast from one minute to the next.</summary>
internal static class Rounds
{
    /// <summary>Measures A B, B A, A B, … and answers what came out of each round.</summary>
    public static async Task<List<(Measure A, Measure B)>> AlternateAsync(int rounds, Func<int, Task<Measure>> a, Func<int, Task<Measure>> b)
    {
        var results = new List<(Measure, Measure)>();
        for (var round = 0; round < rounds; round++)
        {
            // Whoever goes first finds the machine as the last round left it, so that is taken in turns as well.
            if (round % 2 == 0)
            {
                var first = await a(round);
                results.Add((first, await b(round)));
            }
            else
            {
                var first = await b(round);
                results.Add((await a(round), first));
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
