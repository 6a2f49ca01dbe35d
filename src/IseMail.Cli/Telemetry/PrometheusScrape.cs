using IseMail.Cluster.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace IseMail.Cli.Telemetry;

/// <summary>Metrics in Prometheus' text format at <c>/metrics</c>, beside a node's health.</summary>
internal static class PrometheusScrape
{
    /// <summary>What a health endpoint is extended by.</summary>
    public static HealthExtension Extension { get; } = new(
        services => services.AddOpenTelemetry().ConfigureResource(Instruments.Describe).WithMetrics(metrics => metrics.AddInstruments().AddPrometheusExporter()),
        web => web.MapPrometheusScrapingEndpoint("/metrics"));
}
