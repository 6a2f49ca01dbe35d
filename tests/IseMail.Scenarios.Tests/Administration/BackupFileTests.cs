using System.Collections.Immutable;
using System.Text.Json.Nodes;
using IseMail.Cluster.Settings;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Domain.Settings;
using IseMail.Scenarios.Administration;

namespace IseMail.Scenarios.Tests.Administration;

public sealed class BackupFileTests : IDisposable
{
    private const string Key = "correct horse battery";

    private static readonly SecretSource Sealed = new SecretSource.Stored(new SealedText([.. "sealed-secret-bytes"u8]));

    private static readonly SettingsVersion Version = new(7, new DateTimeOffset(2026, 2, 2, 10, 25, 0, TimeSpan.Zero), "saved", new SystemSettings(
        new SmtpServerSettings("smtp.office365.com", 587, TimeSpan.FromSeconds(60), ConnectionEncryption.Tls, new SmtpAuthentication.ExchangeOnlineOAuth(
            new EmailAddress("ise@contoso.example"), new OAuthSettings("contoso.example", "the-client-id", Sealed, null, OAuthSettings.AuthorityOf("contoso.example"), OAuthSettings.ExchangeOnlineScope))),
        new ProxySettings.Http("proxy.example", 8080, "proxy-user", Sealed, [".contoso.example"]),
        [],
        ImmutableSortedDictionary<NodeName, NodePathSettings>.Empty.Add(new NodeName("psn-1"), NodePathSettings.None with { Proxy = new ProxySettings.Http("other.example", 3128, "u", Sealed, []) })));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("isemail-backup-");

    private string File => Path.Combine(_directory.FullName, "backup");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_backup_comes_back_with_everything_but_the_server_and_secrets()
    {
        await System.IO.File.WriteAllTextAsync(File, BackupFile.Write(Backup(), Key));
        var back = await BackupFile.ReadAsync(File, Key, CancellationToken.None);
        back.Version.ShouldBe(7);
        back.Settings.Server.ShouldBeNull();
        back.Settings.Proxy.ShouldBeOfType<ProxySettings.Http>().ShouldSatisfyAllConditions(
            proxy => proxy.Host.ShouldBe("proxy.example"), proxy => proxy.Bypass.ShouldBe([".contoso.example"]), proxy => proxy.Password.ShouldBeNull());
        back.Settings.Nodes[new NodeName("psn-1")].Proxy.ShouldBeOfType<ProxySettings.Http>().Password.ShouldBeNull();
        foreach (var text in new[] { await System.IO.File.ReadAllTextAsync(File), System.Text.Encoding.UTF8.GetString(Backup().Write()) })
        {
            text.ShouldNotContain("the-client-id");
            text.ShouldNotContain(Convert.ToBase64String("sealed-secret-bytes"u8));
        }
    }

    [Fact]
    public async Task A_backup_of_another_key_is_refused()
    {
        await System.IO.File.WriteAllTextAsync(File, BackupFile.Write(Backup(), Key));
        (await RefusedAsync("another key altogether")).ShouldBe("the encryption key is another one, or the backup has been changed");
    }

    [Fact]
    public async Task Wherever_a_backup_was_cut_or_changed_it_is_refused()
    {
        var text = BackupFile.Write(Backup(), Key);
        for (var length = 0; length < text.Length - 2; length += 37)
        {
            await System.IO.File.WriteAllTextAsync(File, text[..length]);
            (await RefusedAsync(Key)).ShouldBe("the file is no backup, or it was cut short");
        }
        foreach (var (field, value) in new (string, JsonNode)[] { ("deployment", "other"), ("takenAt", "2020-01-01T00:00:00+00:00"), ("salt", "AAAA"), ("nonce", "AAAAAAAAAAAAAAAA"), ("iterations", 600_001) })
        {
            var changed = JsonNode.Parse(text)!;
            changed["header"]![field] = value;
            await System.IO.File.WriteAllTextAsync(File, changed.ToJsonString());
            (await RefusedAsync(Key)).ShouldBe("the encryption key is another one, or the backup has been changed", field);
        }
        foreach (var field in new[] { "tag", "text" })
        {
            var changed = JsonNode.Parse(text)!;
            var bytes = Convert.FromBase64String(changed[field]!.GetValue<string>());
            bytes[bytes.Length / 2] ^= 1;
            changed[field] = Convert.ToBase64String(bytes);
            await System.IO.File.WriteAllTextAsync(File, changed.ToJsonString());
            (await RefusedAsync(Key)).ShouldBe("the encryption key is another one, or the backup has been changed", field);
        }
    }

    [Fact]
    public async Task A_backup_of_another_layout_and_what_is_none_are_told_apart()
    {
        var other = JsonNode.Parse(BackupFile.Write(Backup(), Key))!;
        other["header"]!["layout"] = 2;
        await System.IO.File.WriteAllTextAsync(File, other.ToJsonString());
        (await RefusedAsync(Key)).ShouldBe("the backup is of layout 2, this program reads layout 1");
        await System.IO.File.WriteAllTextAsync(File, """{ "hello": 1 }""");
        (await RefusedAsync(Key)).ShouldBe("the file is no backup");
        await System.IO.File.WriteAllTextAsync(File, "hello");
        (await RefusedAsync(Key)).ShouldBe("the file is no backup, or it was cut short");
    }

    private static SettingsBackup Backup() => SettingsBackup.Of("medium", Version, Version.SavedAt);

    private async Task<string> RefusedAsync(string key) => (await Should.ThrowAsync<InvalidDataException>(() => BackupFile.ReadAsync(File, key, CancellationToken.None))).Message;
}
