using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace IseMail.Tenant.Listeners;

/// <summary>Which of several numbered things somebody wants to see: those behind a number, the lowest numbers first, and at most so many.</summary>
/// <param name="After">Only those with a greater number.</param>
/// <param name="Limit">At most so many.</param>
internal readonly record struct NumberedPage(long After, int Limit)
{
    /// <summary>Most of one answer.</summary>
    public const int GreatestLimit = 10_000;

    /// <summary>Reads a query string. What is not known is refused, so that a mistyped filter never shows everything.</summary>
    /// <param name="parameters">The query string.</param>
    /// <param name="thing">What is numbered, for the words of a refusal.</param>
    /// <param name="page">What it says; the first 1000 where it says nothing.</param>
    /// <param name="filters">Names of the parameters besides <c>after</c> and <c>limit</c>.</param>
    /// <param name="filter">Takes the value of one of them, which is not empty; returns why it is refused, if it is.</param>
    /// <returns>Why it is refused; <c>null</c>: it is not.</returns>
    public static string? Read(IQueryCollection parameters, string thing, out NumberedPage page, string[]? filters = null, Func<string, string, string?>? filter = null)
    {
        page = new NumberedPage(0, 1000);
        string[] known = ["after", "limit", .. filters ?? []];
        foreach (var (name, values) in parameters)
        {
            var value = values.Count == 1 ? values[0] ?? "" : "";
            if (values.Count > 1) return $"'{known.FirstOrDefault(name.Equals) ?? "a parameter"}' stands there more than once";
            if (name == "after")
            {
                if (!Number(value, long.MaxValue, out var after)) return $"after must be a {thing}'s number or 0";
                page = page with { After = after };
            }
            else if (name == "limit")
            {
                if (!Number(value, GreatestLimit, out var limit)) return $"limit must be a number from 0 to {GreatestLimit}";
                page = page with { Limit = (int)limit };
            }
            else if (!known.Contains(name)) return $"there are no parameters but {string.Join(", ", known)}";
            else if (value.Length == 0) return $"{name} is empty; leave it out to see all";
            else if (filter?.Invoke(name, value) is { } error) return error;
        }
        return null;
    }

    /// <summary>Those wanted of <paramref name="all"/>, which have rising numbers, and how many there are in all.</summary>
    public (int Count, List<T> Wanted) Of<T>(IEnumerable<T> all, Func<T, long> number)
    {
        var count = 0;
        var wanted = new List<T>();
        foreach (var one in all)
        {
            count++;
            if (number(one) > After && wanted.Count < Limit) wanted.Add(one);
        }
        return (count, wanted);
    }

    private static bool Number(string text, long greatest, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= greatest;
}
