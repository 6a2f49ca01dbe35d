using System.Reflection;
using IseMail.Cluster.Telemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace IseMail.Cli.Telemetry;

/// <summary>What this program exports, to whomever.</summary>
internal static class Instruments
{
    private const string Runtime = "System.Runtime";

    /// <summary>The nodes' metrics, and how the process itself is.</summary>
    public static MeterProviderBuilder AddInstruments(this MeterProviderBuilder metrics) => metrics.AddMeter(MailMetrics.MeterName, Runtime);

    /// <summary>Says that it is this program; <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> say otherwise.</summary>
    public static void Describe(ResourceBuilder resource) => resource
        .AddService("isemail", serviceVersion: typeof(Instruments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .AddEnvironmentVariableDetector();
}
