using System.Text;

namespace IseMail.Tenant.Proxy;

/// <summary>The head of a request, and what the client has sent behind it already.</summary>
/// <param name="Text">Its lines, the empty one left out.</param>
/// <param name="Rest">What follows.</param>
internal sealed record RequestHead(string Text, ReadOnlyMemory<byte> Rest)
{
    private const int Greatest = 16 * 1024;

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);
    private static readonly byte[] End = "\r\n\r\n"u8.ToArray();

    /// <summary>Reads one; <c>null</c>: the client left before its end. One that is too long is cut, and so is no request.</summary>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static async Task<RequestHead?> ReadAsync(Stream client, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Within, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var octets = new byte[Greatest];
        var length = 0;
        while (length < octets.Length)
        {
            var read = await client.ReadAsync(octets.AsMemory(length), ending.Token);
            if (read == 0) return null;
            var searched = Math.Max(0, length - End.Length + 1);
            length += read;
            var end = octets.AsSpan(searched, length - searched).IndexOf(End);
            if (end >= 0) return new RequestHead(Encoding.Latin1.GetString(octets, 0, searched + end), octets.AsMemory(searched + end + End.Length, length - searched - end - End.Length));
        }
        return new RequestHead("", ReadOnlyMemory<byte>.Empty);
    }
}
