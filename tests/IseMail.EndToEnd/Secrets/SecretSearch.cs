using System.Text;

namespace IseMail.EndToEnd.Secrets;

/// <summary>
/// Looks for texts that must be nowhere, in every form in which a file, a database or an answer could hold them: as they are,
/// in UTF-16, in base64 wherever it begins, as hexadecimal digits, escaped for an address.
/// </summary>
internal sealed class SecretSearch
{
    private readonly List<(string Name, string Form, byte[] Bytes)> _forms = [];

    /// <summary>What is looked for.</summary>
    public IEnumerable<string> Names => _forms.Select(form => form.Name).Distinct(StringComparer.Ordinal);

    /// <summary>Looks for <paramref name="secret"/> too.</summary>
    public void Add(string name, string secret)
    {
        secret.Length.ShouldBeGreaterThanOrEqualTo(8, name);
        var text = Encoding.UTF8.GetBytes(secret);
        Form("as it is", text);
        Form("in UTF-16", Encoding.Unicode.GetBytes(secret));
        Form("escaped", Encoding.ASCII.GetBytes(Uri.EscapeDataString(secret)));
        Form("in hexadecimal", Encoding.ASCII.GetBytes(Convert.ToHexString(text)));
        Form("in hexadecimal", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(text)));
        for (var before = 0; before < 3; before++)
        {
            // What stands before and behind it shapes the first and the last characters; those between are its own.
            var encoded = Convert.ToBase64String([.. new byte[before], .. text]);
            var own = encoded[(before == 0 ? 0 : 4)..^4];
            Form("in base64", Encoding.ASCII.GetBytes(own));
            Form("in base64 for addresses", Encoding.ASCII.GetBytes(own.Replace('+', '-').Replace('/', '_')));
        }

        void Form(string form, byte[] bytes)
        {
            // A few characters are found anywhere.
            if (bytes.Length >= 8 && !_forms.Any(known => known.Bytes.AsSpan().SequenceEqual(bytes))) _forms.Add((name, form, bytes));
        }
    }

    /// <summary>What is found in <paramref name="content"/>: a line each.</summary>
    public IEnumerable<string> Find(string place, byte[] content) =>
        _forms.Where(form => content.AsSpan().IndexOf(form.Bytes) >= 0).Select(form => $"{place} holds {form.Name} {form.Form}");

    /// <summary>What is found in the files under <paramref name="directory"/> that <paramref name="looks"/> picks.</summary>
    public async Task<(int Files, IReadOnlyList<string> Findings)> FindAsync(string directory, Func<string, bool> looks, CancellationToken cancellationToken)
    {
        var files = 0;
        var findings = new List<string>();
        foreach (var path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(directory, path);
            if (!looks(name)) continue;
            files++;
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[stream.Length];
            await stream.ReadExactlyAsync(content, cancellationToken);
            findings.AddRange(Find(name, content));
        }
        return (files, findings);
    }
}
