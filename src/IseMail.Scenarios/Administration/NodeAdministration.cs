using System.Collections.Immutable;
using IseMail.Cluster.Control;
using IseMail.Domain.Deployments;
using IseMail.Domain.Workloads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IseMail.Scenarios.Administration;

/// <summary>ISE's Deployment page of a deployment that runs: its nodes, which are primary, and the button that promotes.</summary>
/// <param name="topology">The deployment.</param>
/// <param name="nodes">Those that run in this process.</param>
internal sealed class NodeAdministration(Topology topology, Func<IReadOnlyCollection<NodeControl>> nodes)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReportWithin = TimeSpan.FromSeconds(1);

    public void Map(IEndpointRouteBuilder web)
    {
        web.Shows<ImmutableArray<NodeDocument>>("/deployment", "The nodes and their roles", ListAsync);
        web.Does<PromoteRequest, PromoteRequest>("/deployment/promote", "Promotes a PAN by hand", PromoteAsync);
    }

    private async Task ListAsync(HttpContext context)
    {
        var here = nodes().ToDictionary(node => node.Name);
        var monitoring = here.Values.FirstOrDefault(node => node.Node.Has(Persona.Mnt)) is { } mnt ? await mnt.DutiesAsync(Persona.Mnt, ReportWithin, context.RequestAborted) : null;
        var rows = await Task.WhenAll(topology.Deployment.Nodes.UnionBy(here.Values.Select(node => node.Node), node => node.Name).Select(async node =>
        {
            if (!here.TryGetValue(node.Name, out var control)) return Document(node, [], null);
            var membership = await control.MembershipAsync(AnswerWithin, context.RequestAborted);
            var pan = await control.PanAsync(AnswerWithin, context.RequestAborted);
            return Document(node, [.. NodeRoles.Of(node, pan, monitoring?.Terms[^1].Node)], membership);
        }));
        await context.Response.WriteAsJsonAsync(rows.ToImmutableArray(), context.RequestAborted);
    }

    private async Task PromoteAsync(HttpContext context)
    {
        if (await Answers.BodyAsync<PromoteRequest>(context) is not { } request) return;
        var pans = topology.Deployment.With(Persona.Pan).Select(node => node.Name).ToList();
        if (!NodeName.TryParse(request.Node, out var name) || !pans.Contains(name))
            await Answers.RefuseAsync(context, StatusCodes.Status400BadRequest, $"no PAN is named '{Domain.Notices.NoticeText.OneLine(request.Node, NodeName.MaxLength)}'; one of {string.Join(", ", pans)}");
        else if (nodes().FirstOrDefault(node => node.Name == name) is not { } pan)
            await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, $"{name} does not run here: it is promoted on its own node, as in ISE");
        else if (await pan.PromoteAsync(QuestionPatience.OfPromotion + topology.Failover.PromotionTakes, context.RequestAborted) is { } why)
            await Answers.RefuseAsync(context, StatusCodes.Status409Conflict, why);
        else
            await context.Response.WriteAsJsonAsync(request, context.RequestAborted);
    }

    private static NodeDocument Document(IseNode node, ImmutableArray<string> roles, MembershipReport? membership) => new(
        node.Name.Value, [.. node.Personas.Select(persona => persona.Role())], roles, membership is null ? "not here" : membership.IsUp ? "connected" : "joining", membership?.MembersUp);
}

/// <summary>A node of a deployment.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Personas">Its personas.</param>
/// <param name="Roles">What it is at the moment; empty where that is not known.</param>
/// <param name="Status"><c>connected</c>, <c>joining</c>, or <c>not here</c>: it runs in another process, or not.</param>
/// <param name="MembersUp">How many nodes it sees in its cluster; <c>null</c>: not known.</param>
public sealed record NodeDocument(string Node, ImmutableArray<string> Personas, ImmutableArray<string> Roles, string Status, int? MembersUp);

/// <summary>A PAN is to be promoted.</summary>
/// <param name="Node">Which.</param>
public sealed record PromoteRequest(string Node);
