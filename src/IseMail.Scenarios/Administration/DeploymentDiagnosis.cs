using System.Collections.Immutable;
using System.Globalization;
using IseMail.Cluster.Control;
using IseMail.Cluster.Settings;
using IseMail.Domain.Deployments;
using IseMail.Domain.Diagnosis;
using IseMail.Domain.Outbox;
using IseMail.Domain.Settings;

namespace IseMail.Scenarios.Administration;

/// <summary>
/// Looks at a deployment that runs: has every node test the settings, reads what became of the mails that do not leave, and
/// looks into the tenant where that can be done.
/// </summary>
/// <param name="deployment">Its nodes.</param>
/// <param name="nodes">Those that run in this process.</param>
/// <param name="lookUp">What an administrator of the tenant sees about the page.</param>
public sealed class DeploymentDiagnosis(Deployment deployment, Func<IReadOnlyCollection<NodeControl>> nodes, Func<SmtpServerSettings, TenantFacts> lookUp)
{
    private const int MostReasons = 20;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>All causes that are found.</summary>
    /// <param name="tried">What somebody tested last on the SMTP server page and could not save; <c>null</c>: nothing.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<DiagnosisDocument> DiagnoseAsync(SmtpServerSettings? tried, CancellationToken cancellationToken)
    {
        var seen = new List<(Finding Finding, string? Node)>();
        var looked = new List<string>();
        var hosts = nodes().ToList();
        if (hosts.Count == 0) return new DiagnosisDocument([], ["no node runs"]);
        if (await hosts[0].SettingsAsync(AnswerWithin, cancellationToken) is not { } report)
            return new DiagnosisDocument([], ["the primary PAN does not answer, so the settings cannot be looked at"]);

        if (tried is not null && await hosts[0].TestSettingsAsync(tried, null, AnswerWithin, cancellationToken) is { Result: not null } again)
        {
            looked.Add($"what was tested last and is not saved, tested again from {again.Node}");
            seen.AddRange(Of(again, tried).Select(finding => (finding, (string?)again.Node.Value)));
        }
        if (report.Version.Settings.Server is { } server)
        {
            looked.Add(string.Create(CultureInfo.InvariantCulture, $"settings version {report.Version.Version}, tested from every node"));
            foreach (var test in await TestAsync(hosts[0], server, cancellationToken))
            {
                if (test.Result is null) looked.Add($"{test.Node} is not there");
                // The tests take connections of the mailbox themselves, beside the sender's: mail that is refused for it says so below.
                else seen.AddRange(Of(test, server).Where(finding => finding.Cause != SubmissionCauses.TooManyConnections).Select(finding => (finding, (string?)test.Node.Value)));
            }
        }
        else
        {
            looked.Add("the settings: no SMTP server is configured");
            string[] evidence = report.InitialTest is { } test ? [report.Version.Cause, $"the topology file's own settings did not pass their test: {test}"] : [report.Version.Cause];
            // Whoever is about to fill the page in knows that it is empty.
            if (seen.Count == 0) seen.Add((new Finding(KnownCauses.NotConfigured, Certainty.Certain, [.. evidence]), null));
        }
        foreach (var host in hosts)
        {
            foreach (var reason in await ReasonsAsync(host, looked, cancellationToken))
                seen.AddRange(TextDiagnosis.Of(reason).Where(finding => finding.Cause != KnownCauses.Passing).Select(finding => (finding, (string?)host.Name.Value)));
        }
        return new DiagnosisDocument(Together(seen), [.. looked]);
    }

    private async Task<IEnumerable<SettingsTested>> TestAsync(NodeControl host, SmtpServerSettings server, CancellationToken cancellationToken)
    {
        var tests = await Task.WhenAll(deployment.Nodes.Select(node => host.TestSettingsAsync(server, node.Name, AnswerWithin, cancellationToken)));
        return tests.Zip(deployment.Nodes, (test, node) => test ?? new SettingsTested(node.Name, null, null));
    }

    private ImmutableArray<Finding> Of(SettingsTested test, SmtpServerSettings server) => test.Result is { Failure: { } failure } result
        ? ConnectionDiagnosis.Of(failure, server, result.Token, test.Path, result.SecretIsGuid, lookUp(server))
        : [];

    /// <summary>What kept a node's mails from leaving: each reason once, those of connections left out, for the test says more of them.</summary>
    private static async Task<IEnumerable<string>> ReasonsAsync(NodeControl host, List<string> looked, CancellationToken cancellationToken)
    {
        if (await host.InventoryAsync(AnswerWithin, cancellationToken) is not { } inventory) return [];
        var waiting = inventory.Entries.Where(entry => entry.State != MailState.Delivered).ToList();
        if (waiting.Count > 0) looked.Add(string.Create(CultureInfo.InvariantCulture, $"{waiting.Count} {(waiting.Count == 1 ? "mail that has" : "mails that have")} not left {host.Name}"));
        return waiting.Select(entry => entry.LastReason).OfType<string>().Distinct(StringComparer.Ordinal).Take(MostReasons);
    }

    private static ImmutableArray<FindingDocument> Together(List<(Finding Finding, string? Node)> seen) =>
    [
        .. seen.GroupBy(one => one.Finding.Cause)
            .Select(group => (Cause: group.Key, Certainty: group.Min(one => one.Finding.Certainty), All: group.ToList()))
            .OrderBy(group => group.Certainty)
            .Select(group => new FindingDocument(
                group.Cause.Id,
                group.Certainty.ToString().ToLowerInvariant(),
                [.. group.All.Select(one => one.Node).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                group.Cause.What,
                [.. group.All.SelectMany(one => one.Finding.Evidence).Distinct(StringComparer.Ordinal).Take(MostReasons)],
                group.Cause.Mend,
                group.Cause.Step)),
    ];
}
