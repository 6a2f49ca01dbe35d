using System.Security.Cryptography;
using IseMail.Cluster.Sending;
using IseMail.Domain.Notices;

namespace IseMail.Cluster.Tests.Sending;

public sealed class TextSealTests : IDisposable
{
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("isemail-keys-");

    public void Dispose() => _keys.Delete(recursive: true);

    [Fact]
    public void A_text_sealed_before_a_restart_is_opened_after_it()
    {
        var sealedText = TextSeal.In(_keys).Seal("Password: kK3!äß\n");

        TextSeal.In(_keys).Open(sealedText).ShouldBe("Password: kK3!äß\n");
    }

    [Fact]
    public void What_is_sealed_shows_nothing_of_the_text_and_cannot_be_altered()
    {
        var seal = TextSeal.In(_keys);
        var sealedText = seal.Seal("Password: verysecret");
        var altered = new SealedText(sealedText.Bytes.SetItem(sealedText.Bytes.Length - 1, (byte)(sealedText.Bytes[^1] ^ 1)));

        System.Text.Encoding.UTF8.GetString(sealedText.Bytes.AsSpan()).ShouldNotContain("verysecret");
        Should.Throw<CryptographicException>(() => seal.Open(altered));
    }

    [Fact]
    public void Whatever_octet_of_it_is_altered_or_cut_off_a_sealed_text_stays_closed()
    {
        var seal = TextSeal.In(_keys);
        var octets = seal.Seal("Password: verysecret").Bytes;

        for (var at = 0; at < octets.Length; at++)
        {
            Should.Throw<CryptographicException>(() => seal.Open(new SealedText(octets.SetItem(at, (byte)(octets[at] ^ 1)))), $"octet {at} altered");
            Should.Throw<CryptographicException>(() => seal.Open(new SealedText(octets[..at])), $"cut off at octet {at}");
        }
        seal.Open(new SealedText(octets)).ShouldBe("Password: verysecret");
    }

    [Fact]
    public void A_text_is_never_sealed_the_same_way_twice()
    {
        var seal = TextSeal.In(_keys);

        seal.Seal("text").ShouldNotBe(seal.Seal("text"));
    }

    [Fact]
    public async Task Many_threads_seal_and_open_with_the_same_keys()
    {
        var seal = TextSeal.In(_keys);
        var others = TextSeal.In(_keys);

        await Parallel.ForAsync(0, 2000, (number, _) =>
        {
            seal.Open(seal.Seal($"own {number}")).ShouldBe($"own {number}");
            seal.Open(others.Seal($"another's {number}")).ShouldBe($"another's {number}");
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void A_text_sealed_with_another_key_stays_closed()
    {
        var others = _keys.CreateSubdirectory("others");
        var sealedText = TextSeal.In(others).Seal("Password: verysecret");

        Should.Throw<CryptographicException>(() => TextSeal.In(_keys).Open(sealedText));
    }

    [Fact]
    public async Task Nodes_that_start_at_once_on_a_new_directory_open_each_others_mail()
    {
        // A thread for each and a barrier before them: tasks of a pool would come one after the other.
        using var together = new Barrier(12);
        var seals = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return TextSeal.SharedInAsync(_keys, CancellationToken.None);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

        var texts = seals.Select((seal, i) => seal.Seal($"from {i}")).ToList();
        foreach (var seal in seals) texts.Select(seal.Open).ShouldBe(seals.Select((_, i) => $"from {i}"));
        _keys.GetFiles("*.xml").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_does_not_wait_for_the_key_of_one_that_died_making_it()
    {
        await File.WriteAllTextAsync(Path.Combine(_keys.FullName, "first-key.lock"), "");

        var seal = await TextSeal.SharedInAsync(_keys, CancellationToken.None);

        seal.Open(seal.Seal("text")).ShouldBe("text");
    }
}
