using System.Collections.Immutable;
using System.Globalization;
using IseMail.Domain.Notices;

namespace IseMail.Domain.Tests;

/// <summary>Mails for tests: only what a test says differs.</summary>
internal static class Mails
{
    public static DateTimeOffset Start { get; } = new(2026, 2, 2, 10, 25, 0, TimeSpan.Zero);

    public static Mail Of(MailPurpose purpose, int number) => new(
        MailId.Of(purpose, number.ToString(CultureInfo.InvariantCulture), "1"),
        purpose,
        new EmailAddress("ise@contoso.example"),
        new EmailAddress($"person-{number}@contoso.example"),
        "A notice",
        new SealedText(ImmutableArray.Create<byte>(1, 2, 3)),
        Start);

    public static ImmutableArray<Mail> Many(MailPurpose purpose, int count, int from = 0) =>
        [.. Enumerable.Range(from, count).Select(number => Of(purpose, number))];
}
