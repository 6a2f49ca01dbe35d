using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace IseMail.Cluster.Sending;

/// <summary>
/// A key for many mail texts, AES-256-GCM, which itself travels with each of them, protected by the deployment's keys. Those
/// keys are derived anew for whatever they protect, which takes several times what sealing a text of mail does.
/// </summary>
/// <remarks>
/// A sealed text is the length of the protected key (2 octets, big-endian), the protected key, a nonce, the tag, and the
/// text. Nonces are random, so a key is good for far fewer texts than the 2^32 that NIST SP 800-38D, section 8.3, allows.
/// Safe for several threads.
/// </remarks>
internal sealed class TextKey
{
    private const int GreatestUse = 1 << 20;
    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] _protectedKey;
    private readonly byte[] _key;
    private int _used;

    private TextKey(byte[] protectedKey, byte[] key)
    {
        _protectedKey = protectedKey;
        _key = key;
    }

    /// <summary>A new key.</summary>
    public static TextKey New(IDataProtector protector)
    {
        var key = RandomNumberGenerator.GetBytes(KeySize);
        return new TextKey(protector.Protect(key), key);
    }

    /// <summary>The key that a text was sealed with.</summary>
    /// <exception cref="CryptographicException">The deployment does not have the key that protects it, or it was altered.</exception>
    public static TextKey Of(ReadOnlySpan<byte> sealedText, IDataProtector protector)
    {
        var protectedKey = ProtectedKey(sealedText).ToArray();
        return new TextKey(protectedKey, protector.Unprotect(protectedKey));
    }

    /// <summary>Whether a text was sealed with this key.</summary>
    public bool Sealed(ReadOnlySpan<byte> sealedText) => ProtectedKey(sealedText).SequenceEqual(_protectedKey);

    /// <summary>Seals a text; <c>null</c> if the key has been used often enough.</summary>
    public byte[]? Seal(ReadOnlySpan<byte> text)
    {
        if (Interlocked.Increment(ref _used) > GreatestUse) return null;
        var sealedText = new byte[sizeof(ushort) + _protectedKey.Length + NonceSize + TagSize + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(sealedText, (ushort)_protectedKey.Length);
        _protectedKey.CopyTo(sealedText, sizeof(ushort));
        var rest = sealedText.AsSpan(sizeof(ushort) + _protectedKey.Length);
        RandomNumberGenerator.Fill(rest[..NonceSize]);
        using var cipher = new AesGcm(_key, TagSize);
        cipher.Encrypt(rest[..NonceSize], text, rest[(NonceSize + TagSize)..], rest.Slice(NonceSize, TagSize));
        return sealedText;
    }

    /// <summary>Opens a text that was sealed with this key.</summary>
    /// <exception cref="CryptographicException">It was altered.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedText)
    {
        var rest = sealedText[(sizeof(ushort) + _protectedKey.Length)..];
        if (rest.Length < NonceSize + TagSize) throw new CryptographicException("a sealed text is cut short");
        var text = new byte[rest.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(_key, TagSize);
        cipher.Decrypt(rest[..NonceSize], rest[(NonceSize + TagSize)..], rest.Slice(NonceSize, TagSize), text);
        return text;
    }

    private static ReadOnlySpan<byte> ProtectedKey(ReadOnlySpan<byte> sealedText)
    {
        if (sealedText.Length < sizeof(ushort)) throw new CryptographicException("a sealed text is cut short");
        var length = BinaryPrimitives.ReadUInt16BigEndian(sealedText);
        if (sealedText.Length < sizeof(ushort) + length) throw new CryptographicException("a sealed text is cut short");
        return sealedText.Slice(sizeof(ushort), length);
    }
}
