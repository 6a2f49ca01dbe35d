using IseMail.Cluster.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace IseMail.Cli.Telemetry;

/// <summary>
/// Metrics and traces over OTLP, for as long as this lives, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector. The
/// other standard variables (protocol, headers, time-out, resource) are the exporter's own.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    private const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private OtlpExport()
    {
        _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Instruments.Describe).AddInstruments().AddOtlpExporter().Build();
        _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Instruments.Describe).AddSource(MailTraces.SourceName).AddOtlpExporter().Build();
    }

    /// <summary>Begins to export; <c>null</c>: nobody is named.</summary>
    /// <exception cref="IOException">What is named is no address.</exception>
    public static OtlpExport? Begin()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } named) return null;
        // The exporter would pass over what it cannot read, and nothing would arrive anywhere.
        if (!Uri.TryCreate(named, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new IOException($"{Variable} is no address of a collector: it begins with http:// or https://");
        return new OtlpExport();
    }

    /// <summary>Sends what is left and ends.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }
}
