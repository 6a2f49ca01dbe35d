using System.Globalization;
using IseMail.Domain.Deployments;
using IseMail.Scenarios.Reports;

namespace IseMail.Cli.Rendering;

/// <summary>What was done to a deployment and who took over whose duties, in lines by time. Empty where nothing was done.</summary>
internal static class FailoverText
{
    public static IEnumerable<string> Of(RunResult result)
    {
        if (result.Actions.IsEmpty) return [];
        var done = result.Actions.SelectMany(one => new[] { (At: one.Begun, What: one.Action.ToString()) }
            .Concat(one.Ended - one.Begun > TimeSpan.FromSeconds(0.1) ? [(At: one.Ended, What: $"{one.Action} is done")] : []));
        var owned = result.Takeovers.Where(one => one.At > result.Begin).Select(one => (one.At, What: $"{one.Node} takes over the duties of the {one.Persona.Holder()} (epoch {one.Epoch})"));
        var mailed = result.Takeovers.Where(one => one.At > result.Begin && one.FirstMailAt is not null).Select(one => (At: one.FirstMailAt!.Value, What: $"the first mail of {one.Node} as {one.Persona.Holder()} arrives"));
        return done.Concat(owned).Concat(mailed).OrderBy(one => one.At)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{(one.At - result.Begin).TotalSeconds,6:0.0} s  {one.What}"));
    }
}
