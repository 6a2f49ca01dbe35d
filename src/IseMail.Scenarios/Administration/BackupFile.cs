using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IseMail.Cluster.Settings;

namespace IseMail.Scenarios.Administration;

/// <summary>
/// A backup in a file, encrypted and sealed against change with the encryption key that ISE asks for as well: AES-256-GCM
/// with a key derived from it by PBKDF2.
/// </summary>
public static class BackupFile
{
    /// <summary>The shortest encryption key, in characters, as ISE asks for.</summary>
    public const int ShortestKey = 8;

    private const string Format = "isemail-backup";
    private const int Layout = 1;
    private const int Iterations = 600_000;
    private const int GreatestSize = 16 * 1024 * 1024;
    private const int SaltSize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The file's text.</summary>
    /// <param name="backup">What it holds.</param>
    /// <param name="key">The encryption key.</param>
    public static string Write(SettingsBackup backup, string key)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var text = backup.Write();
        var sealedText = new byte[text.Length];
        var tag = new byte[TagSize];
        var header = new Header(Format, Layout, backup.Deployment, backup.TakenAt, Iterations, Convert.ToBase64String(salt), Convert.ToBase64String(nonce));
        using (var cipher = new AesGcm(Derive(key, salt, Iterations), TagSize)) cipher.Encrypt(nonce, text, sealedText, tag, Said(header));
        return JsonSerializer.Serialize(new Document(header, Convert.ToBase64String(tag), Convert.ToBase64String(sealedText)), Indented) + "\n";
    }

    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="InvalidDataException">It is no backup, another version's, cut short, changed, or of another key; the message says which as far as it can be told.</exception>
    public static async Task<SettingsBackup> ReadAsync(string path, string key, CancellationToken cancellationToken)
    {
        if (new FileInfo(path).Length > GreatestSize) throw new InvalidDataException("the file is larger than any backup");
        Document document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(await File.ReadAllTextAsync(path, cancellationToken), Indented) ?? throw new InvalidDataException("the file is empty");
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException("the file is no backup, or it was cut short", malformed);
        }
        var header = document.Header;
        if (header is not { Format: Format }) throw new InvalidDataException("the file is no backup");
        if (header.Layout != Layout) throw new InvalidDataException($"the backup is of layout {header.Layout}, this program reads layout {Layout}");
        if (header.Iterations is < 1_000 or > 10_000_000) throw new InvalidDataException("the backup has been changed");
        try
        {
            var sealedText = Convert.FromBase64String(document.Text ?? "");
            var text = new byte[sealedText.Length];
            using (var cipher = new AesGcm(Derive(key, Convert.FromBase64String(header.Salt ?? ""), header.Iterations), TagSize))
                cipher.Decrypt(Convert.FromBase64String(header.Nonce ?? ""), sealedText, Convert.FromBase64String(document.Tag ?? ""), text, Said(header));
            return SettingsBackup.Read(text);
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("the encryption key is another one, or the backup has been changed", fault);
        }
    }

    private static byte[] Derive(string key, byte[] salt, int iterations) => Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(key), salt, iterations, HashAlgorithmName.SHA256, 32);

    private static byte[] Said(Header header) => JsonSerializer.SerializeToUtf8Bytes(header, JsonSerializerOptions.Web);

    private sealed record Header(string? Format, int Layout, string? Deployment, DateTimeOffset TakenAt, int Iterations, string? Salt, string? Nonce);

    private sealed record Document(Header? Header, string? Tag, string? Text);
}
