namespace IseMail.Domain.Texts;

/// <summary>Finds the known word that somebody probably meant (edit distance).</summary>
public static class NearestWord
{
    /// <summary>What to say was expected in place of <paramref name="written"/>: the nearest of <paramref name="known"/>, or all where none is near.</summary>
    public static string Expectation(string written, IReadOnlyCollection<string> known)
    {
        var all = "one of " + string.Join(", ", known);
        if (written.Length > 64 || known.Count == 0) return all;
        var (nearest, distance) = known.Select(key => (key, Distance(written.ToUpperInvariant(), key.ToUpperInvariant()))).MinBy(pair => pair.Item2);
        return distance <= Math.Max(2, nearest.Length / 3) ? $"'{nearest}' is the nearest known" : all;
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
