using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using IseMail.Domain.Notices;

namespace IseMail.Benchmarks.Sending;

/// <summary>Mails to send: a guest's credentials, about 1 kB as a message.</summary>
internal static class GuestMails
{
    private static int _run;

    /// <summary>A number no mail of this process has had yet, so that no two rounds send the same mail.</summary>
    public static int NextRun() => Interlocked.Increment(ref _run);

    /// <summary>Mail number <paramref name="number"/> of a run.</summary>
    public static Mail Of(int run, int number, ITextSeal seal, MailPurpose purpose = MailPurpose.GuestNotice) => new(
        MailId.Of(purpose, string.Create(CultureInfo.InvariantCulture, $"guest-{number}"), string.Create(CultureInfo.InvariantCulture, $"{run}")),
        purpose,
        EmbeddedTenant.Address,
        new EmailAddress(string.Create(CultureInfo.InvariantCulture, $"guest-{number}@visitor.example")),
        "Your Guest Account Credentials",
        seal.Seal(Text(number)),
        new DateTimeOffset(2026, 2, 2, 10, 25, 0, TimeSpan.Zero));

    /// <summary>The first <paramref name="count"/> of a run.</summary>
    public static ImmutableArray<Mail> Many(int run, int count, ITextSeal seal) =>
        ImmutableCollectionsMarshal.AsImmutableArray(Enumerable.Range(0, count).Select(number => Of(run, number, seal)).ToArray());

    private static string Text(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        Hello Guest {number},

        Your guest account details:

        Username: guest-{number}
        Password: Welcome-{number * 7919 % 100_000:D5}
        First Name: Guest
        Last Name: Number {number}
        Mobile Number: +49 30 555 {number:D6}
        Valid From: 2026-02-02 10:25:00
        Valid To: 2026-02-09 10:25:00
        Person being visited: sponsor@contoso.example
        Reason: a visit of the laboratory, as agreed with the facility on the telephone

        Connect to the wireless network "Visitors", open any page in your browser and sign in with the user name and
        the password above. The account may be used on two devices at once. By signing in you agree to the terms of
        use that the portal shows; ask at the reception if you need help.

        Your host and the facility wish you a pleasant stay.

        """);
}

/// <summary>Seals nothing: what the other side of a comparison has.</summary>
internal sealed class NoSeal : ITextSeal
{
    /// <inheritdoc/>
    public SealedText Seal(string text) => new(ImmutableCollectionsMarshal.AsImmutableArray(Encoding.UTF8.GetBytes(text)));

    /// <inheritdoc/>
    public string Open(SealedText text) => Encoding.UTF8.GetString(text.Bytes.AsSpan());
}
