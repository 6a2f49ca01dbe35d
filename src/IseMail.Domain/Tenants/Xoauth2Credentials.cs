using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace IseMail.Domain.Tenants;

/// <summary>
/// What a client says with XOAUTH2 (M-OAUTH): <c>user=</c> mailbox ^A <c>auth=Bearer </c> token ^A ^A, in base64.
/// </summary>
public sealed class Xoauth2Credentials
{
    private Xoauth2Credentials(string user, string token)
    {
        User = user;
        Token = token;
    }

    /// <summary>The mailbox to open, as the client wrote it; not yet known to exist.</summary>
    public string User { get; }

    /// <summary>The access token: a secret.</summary>
    public string Token { get; }

    /// <summary>Takes <paramref name="base64"/> as credentials if it is of that form; <paramref name="fault"/> says otherwise what is not, without repeating it.</summary>
    public static bool TryParse(string base64, [NotNullWhen(true)] out Xoauth2Credentials? credentials, [NotNullWhen(false)] out string? fault)
    {
        credentials = null;
        var bytes = new byte[(base64.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            fault = "not base64";
            return false;
        }
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        if (!text.EndsWith("\u0001\u0001", StringComparison.Ordinal))
        {
            fault = "not terminated";
            return false;
        }
        string? user = null, token = null;
        foreach (var field in text[..^2].Split('\u0001'))
        {
            if (field.StartsWith("user=", StringComparison.OrdinalIgnoreCase) && user is null) user = field[5..];
            else if (field.StartsWith("auth=Bearer ", StringComparison.OrdinalIgnoreCase) && token is null) token = field[12..];
            else
            {
                fault = "unexpected field";
                return false;
            }
        }
        if (string.IsNullOrEmpty(user) || string.IsNullOrEmpty(token))
        {
            fault = string.IsNullOrEmpty(user) ? ReplyParts.NoUser : "token missing";
            return false;
        }
        credentials = new Xoauth2Credentials(user, token);
        fault = null;
        return true;
    }

    /// <summary>The user alone: the token must not reach a log by accident.</summary>
    public override string ToString() => User;
}
