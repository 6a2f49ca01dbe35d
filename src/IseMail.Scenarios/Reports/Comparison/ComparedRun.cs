using System.Collections.Immutable;
using IseMail.Scenarios.Reports.Figures;
using IseMail.Scenarios.Reports.Records;

namespace IseMail.Scenarios.Reports.Comparison;

/// <summary>What a comparison needs of one run, as its result's document tells it.</summary>
/// <param name="File">The document.</param>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Deployment">The deployment's name.</param>
/// <param name="Runtime">What ran it.</param>
/// <param name="Seed">Where random numbers began.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Nodes">How many nodes.</param>
/// <param name="Caused">How many mails the scenario caused.</param>
/// <param name="Passed">Whether its verdict holds.</param>
/// <param name="Guarantees">What the verdict rests on.</param>
/// <param name="Figures">Its numbers.</param>
/// <param name="Settings">Its settings.</param>
public sealed record ComparedRun(
    string File, string Scenario, string Deployment, string Runtime, int Seed, string Version, int Nodes, int Caused, bool Passed,
    ImmutableArray<Guarantee> Guarantees, ImmutableArray<Figure> Figures, ImmutableArray<SettingRecord> Settings);
