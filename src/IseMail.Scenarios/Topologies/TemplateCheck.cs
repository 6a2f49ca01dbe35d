using System.Collections.Immutable;
using IseMail.Cluster.Texts;
using IseMail.Domain.Deployments;
using IseMail.Domain.Notices;
using IseMail.Scenarios.Yaml;

namespace IseMail.Scenarios.Topologies;

/// <summary>Reads the templates a topology names, so that a bad one is told at its own place before anything starts.</summary>
internal static class TemplateCheck
{
    public static async Task<Reading<Topology>> CheckAsync(Reading<Topology> reading, CancellationToken cancellationToken)
    {
        if (reading.Value is not { } topology) return reading;
        var problems = ImmutableArray.CreateBuilder<FileProblem>();
        foreach (var template in NoticeTemplate.All)
        {
            if (topology.Notices.Templates.TryGetValue(template.Key, out var file) && await LiquidTexts.CheckAsync(template, file, cancellationToken) is { } fault)
                problems.Add(new FileProblem(fault.File, fault.Line, fault.Column, fault.What, fault.Expected));
        }
        return problems.Count == 0 ? reading : reading with { Value = null, Problems = problems.ToImmutable() };
    }
}
