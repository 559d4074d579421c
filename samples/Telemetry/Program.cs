// An echo server at ws://127.0.0.1:9001/, or at the port of --port. Prometheus reads its metrics at /metrics of another port, and
// dashboard.json shows them in Grafana. Traces are sent to the collector at OTEL_EXPORTER_OTLP_ENDPOINT, if this variable is set.
using System.Net;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Pure.WebSockets;
using Pure.WebSockets.Host;

// The default buckets of OpenTelemetry are for milliseconds, and these instruments measure seconds and ratios.
var seconds = new ExplicitBucketHistogramConfiguration { Boundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5] };
var ratios = new ExplicitBucketHistogramConfiguration { Boundaries = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5] };

var builder = WebApplication.CreateBuilder(args);
var telemetry = builder.Services.AddOpenTelemetry();
telemetry.WithMetrics(metrics => metrics
    .AddMeter(Telemetry.Name)
    .AddView("websocket.*.duration", seconds)
    .AddView("websocket.compression.ratio", ratios)
    .AddPrometheusExporter());
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
    telemetry.WithTracing(traces => traces.AddSource(Telemetry.Name).AddOtlpExporter());

var app = builder.Build();
app.MapPrometheusScrapingEndpoint();

// What happens before the start is not measured.
await app.StartAsync();
await using var server = WebSocketServer.Start(
    new IPEndPoint(IPAddress.Loopback, app.Configuration.GetValue("port", 9001)),
    async (connection, stop) =>
    {
        await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
    },
    WebSocketServerOptions.Default with
    {
        Protocol = ConnectionOptions.Default with
        {
            Compression = CompressionOptions.Default,

            // Each ping measures the round-trip time of a connection.
            KeepAliveInterval = TimeSpan.FromSeconds(5),
        },
    }
);
Console.WriteLine($"ws://{server.LocalEndPoint}/");
await app.WaitForShutdownAsync();
