using System.Globalization;

namespace IseMail.Domain.Texts;

/// <summary>How often something happens, as a person takes it in: by the year where it happens each year, else in how many years once.</summary>
public static class RarityText
{
    private const double Billion = 1e9;

    /// <summary>Two digits of it: <c>3.4 a year</c>, <c>once in 12,000 years</c>.</summary>
    /// <param name="perYear">How often in a year, 0 or more.</param>
    public static string Of(double perYear)
    {
        if (perYear == 0) return "never";
        var years = Rounded(1 / perYear);
        if (years <= 1) return $"{Text(Rounded(perYear))} a year";
        return years > Billion ? "less than once in a billion years" : $"once in {Text(years)} years";
    }

    private static double Rounded(double number)
    {
        var digit = Math.Pow(10, Math.Floor(Math.Log10(number)) - 1);
        return Math.Round(number / digit) * digit;
    }

    private static string Text(double number) => number.ToString(number < 10 ? "0.##" : "N0", CultureInfo.InvariantCulture);
}
