using System.Text.Json;
using System.Text.Json.Serialization;
using IseMail.Domain.Deployments;
using IseMail.Domain.Ledger;
using IseMail.Domain.Notices;

namespace IseMail.Scenarios.Reports;

/// <summary>A run's result as one JSON document, for programs.</summary>
public static class RunJson
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    /// <summary>The document.</summary>
    public static string Write(RunResult result)
    {
        var total = result.Summary.Total;
        return JsonSerializer.Serialize(
            new
            {
                Scenario = result.Scenario.Name,
                result.Runtime,
                result.Scenario.Seed,
                Verdict = result.Passed ? "passed" : "failed",
                Mail = new
                {
                    total.Accepted,
                    total.Delivered,
                    total.Parked,
                    total.InDoubt,
                    total.Queued,
                    total.Lost,
                    total.Duplicated,
                    total.WrongOwner,
                },
                // A test mail is a rare guest; the others are always there, also when none was caused.
                ByPurpose = MailPurposes.All.Where(purpose => purpose != MailPurpose.PortalTest || result.Summary.ByPurpose[purpose].Accepted > 0).ToDictionary(purpose => purpose.Key(), purpose => Purpose(result.Summary.ByPurpose[purpose])),
                Strays = result.Summary.Strays,
                Seconds = new
                {
                    AllUp = Math.Round(result.Times.AllUp.TotalSeconds, 3),
                    FirstMail = result.Times.FirstMail is { } first ? Math.Round(first.TotalSeconds, 3) : (double?)null,
                    End = Math.Round(result.Times.End.TotalSeconds, 3),
                },
                Actions = result.Actions.Select(one => new { Action = one.Action.ToString(), Begun = Seconds(result, one.Begun), Ended = Seconds(result, one.Ended), Refused = one.Why }),
                Duties = result.Takeovers.Select(one => new { Persona = one.Persona.Role(), Node = one.Node.Value, one.Epoch, From = Seconds(result, one.At), FirstMail = Seconds(result, one.FirstMailAt) }),
                result.Directory,
            },
            Layout);
    }

    // From when every node was up; the first holders of duties began before that.
    private static double? Seconds(RunResult result, DateTimeOffset? at) => at is { } time ? Math.Round((time - result.Begin).TotalSeconds, 3) : null;

    private static object Purpose(PurposeSummary purpose) => new { purpose.Accepted, purpose.Delivered, ByNode = purpose.ByNode };
}
