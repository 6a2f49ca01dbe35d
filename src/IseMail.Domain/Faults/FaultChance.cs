namespace IseMail.Domain.Faults;

/// <summary>
/// The random numbers of faults. Each is a function of the seed, the fault's name and which of its events it is for, so
/// that what happens to other faults in between, on whichever thread, moves nothing.
/// </summary>
internal static class FaultChance
{
    /// <summary>A number from 0 up to but without 1.</summary>
    public static double Draw(int seed, string name, long number)
    {
        var state = unchecked((ulong)(uint)seed * 0x9E3779B97F4A7C15);
        foreach (var c in name) state = Mix(state ^ c);
        return (Mix(state ^ unchecked((ulong)number)) >> 11) * (1.0 / (1UL << 53));
    }

    // The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
