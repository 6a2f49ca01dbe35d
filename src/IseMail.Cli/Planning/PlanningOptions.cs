using System.Collections.Immutable;
using System.Globalization;
using IseMail.Cli.Administration;
using IseMail.Domain.Texts;

namespace IseMail.Cli.Planning;

/// <summary>Reads what options of calculations say; what cannot be used is told in one line.</summary>
internal static class PlanningOptions
{
    /// <summary>Does something, and tells in a line which option's value cannot be used.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> act)
    {
        try
        {
            return await act();
        }
        catch (BadOptionException bad)
        {
            await Console.Error.WriteLineAsync($"isemail: {bad.Message}");
            return ExitCodes.BadInput;
        }
    }

    /// <exception cref="BadOptionException">It is no list of whole numbers in this range.</exception>
    public static ImmutableSortedSet<int> WholeNumbers(string option, string text, int least, int greatest) =>
        WholeNumbersText.TryParse(text, least, greatest, out var numbers) ? numbers : throw Bad(option, text, WholeNumbersText.Rule(least, greatest));

    /// <exception cref="BadOptionException">It is no whole number in this range.</exception>
    public static int WholeNumber(string option, string text, int least, int greatest) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= greatest
            ? number
            : throw Bad(option, text, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {greatest}"));

    /// <exception cref="BadOptionException">It is no such number.</exception>
    public static double Number(string option, string text, Predicate<double> allowed, string rule) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && allowed(number) ? number : throw Bad(option, text, rule);

    /// <exception cref="BadOptionException">It is no duration.</exception>
    public static TimeSpan Duration(string option, string text) => DurationText.TryParse(text, out var span) ? span : throw Bad(option, text, DurationText.Rule);

    public static BadOptionException Bad(string option, string text, string rule) => new($"{option} is '{text}'", rule);
}
