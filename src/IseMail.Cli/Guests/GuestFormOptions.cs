using System.CommandLine;
using IseMail.Scenarios.Administration;

namespace IseMail.Cli.Guests;

/// <summary>What is typed of a guest, as options.</summary>
internal sealed class GuestFormOptions
{
    private readonly Option<string> _email = new("--email") { Description = "Where the guest's mail goes.", Required = true };
    private readonly Option<string?> _first = new("--first-name") { Description = "First name." };
    private readonly Option<string?> _last = new("--last-name") { Description = "Last name." };
    private readonly Option<string?> _mobile = new("--mobile") { Description = "Mobile number." };
    private readonly Option<string?> _visited = new("--person-visited") { Description = "Person being visited, as the mail tells it." };
    private readonly Option<string?> _reason = new("--reason") { Description = "Reason for the visit." };
    private readonly Option<string?> _from = new("--from") { Description = "When the account begins: 2026-12-31, or 2026-12-31T18:00:00Z; at most a day ahead. Left out: now." };
    private readonly Option<string?> _holds = new("--holds") { Description = "How long it holds: 8h, 2d. Left out: as its guest type says." };

    /// <summary>Adds them to <paramref name="command"/>; how long an account holds is not a guest's to say.</summary>
    public void AddTo(Command command, bool withTime)
    {
        foreach (var option in (Option[])[_email, _first, _last, _mobile, _visited, _reason]) command.Add(option);
        if (!withTime) return;
        command.Add(_from);
        command.Add(_holds);
    }

    public GuestFormDocument Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(_email), parsed.GetValue(_first) ?? "", parsed.GetValue(_last) ?? "", parsed.GetValue(_mobile) ?? "",
        parsed.GetValue(_visited) ?? "", parsed.GetValue(_reason) ?? "", parsed.GetValue(_from), parsed.GetValue(_holds));
}
