using System.Text;
using IseMail.Domain.Tenants;

namespace IseMail.Tenant.Submission;

/// <summary>
/// AUTH LOGIN as Exchange speaks it: it asks for user name and password in base64 (W-TRANSCRIPT, and the dialogue of
/// nodemailer's issue 1484).
/// </summary>
internal static class LoginExchange
{
    private const string AskUser = "334 VXNlcm5hbWU6";
    private const string AskPassword = "334 UGFzc3dvcmQ6";

    /// <summary>Asks for what is missing. The client broke off if the end is not a whole line; its answer was none if there are no credentials.</summary>
    public static async ValueTask<(LineEnd End, (string User, string Password)? Said)> AskAsync(SessionChannel channel, string? initial, int bound, CancellationToken stop)
    {
        var user = initial;
        if (user is null)
        {
            channel.Reply(AskUser);
            var line = await channel.ReadAnswerAsync(bound, stop);
            if (line.End != LineEnd.Whole) return (line.End, null);
            user = line.Text;
        }
        if (Decoded(user) is not { } name) return (LineEnd.Whole, null);
        channel.Reply(AskPassword);
        var answer = await channel.ReadAnswerAsync(bound, stop);
        if (answer.End != LineEnd.Whole) return (answer.End, null);
        return (LineEnd.Whole, Decoded(answer.Text) is { } password ? (name, password) : null);
    }

    /// <summary>Whether a user and password open a mailbox.</summary>
    public static AuthorisationResult Open(TenantView view, (string User, string Password) said) => SubmissionAuthorisation.OpenWithPassword(view, said.User, said.Password);

    private static string? Decoded(string base64)
    {
        var octets = new byte[(base64.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(base64, octets, out var length) ? Encoding.UTF8.GetString(octets, 0, length) : null;
    }
}
