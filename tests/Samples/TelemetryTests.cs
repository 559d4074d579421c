using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Samples.Tests;

/// <summary>The sample for OpenTelemetry, and its dashboard.</summary>
public sealed partial class TelemetryTests
{
    private static readonly string[] Endings = ["_bucket", "_sum", "_count"];

    [Fact]
    public void Every_metric_of_the_dashboard_exists_in_the_host_and_every_metric_of_the_host_is_on_it()
    {
        var known = Instruments();
        Assert.True(known.Count >= 9, $"{known.Count} instruments were found");
        var shown = Queries()
            .SelectMany(query => Metric().Matches(query).Select(found => found.Value))
            .Select(name => Endings.FirstOrDefault(name.EndsWith) is { } end ? name[..^end.Length] : name)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        Assert.Equal(known.Order(StringComparer.Ordinal), shown);
    }

    [Fact]
    public async Task The_metrics_that_are_scraped_have_the_names_and_labels_of_the_dashboard()
    {
        await using var program = SampleProgram.Start("Telemetry", "--urls", "http://127.0.0.1:0", "--port", "0");
        var (metrics, address) = await AddressesAsync(program);
        await using var client = await ConnectAsync(address);
        await client.SendTextAsync(new string('a', 10_000));
        Assert.Equal(10_000, (await client.ReceiveAsync(Patience.Token))?.Data.Length);
        await (await ConnectAsync(address)).DisposeAsync();

        // A keep-alive ping of the server is the last to come. No message is dropped here.
        using var http = new HttpClient();
        var expected = Instruments().Except(["websocket_messages_dropped_total"]).Order(StringComparer.Ordinal).ToArray();
        var scraped = "";
        await UntilAsync(async () =>
        {
            scraped = await http.GetStringAsync(new Uri(metrics, "/metrics"));
            return expected.All(name => Types(scraped).Contains(name));
        });
        var ours = Types(scraped).Where(name => name.StartsWith("websocket_", StringComparison.Ordinal));
        Assert.Equal(expected, ours.Order(StringComparer.Ordinal));
        var labels = Label().Matches(scraped).Select(found => found.Groups["label"].Value).Append("job").ToHashSet(StringComparer.Ordinal);
        var used = Queries().SelectMany(query => Grouped().Matches(query)).SelectMany(found => found.Groups["label"].Captures);
        Assert.All(used, label => Assert.Contains(label.Value, labels));
    }

    [Fact]
    public async Task A_connection_is_a_trace_at_the_collector()
    {
        using var collector = new HttpListener();
        var port = FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        await using var program = SampleProgram.Start(
            "Telemetry",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}/",
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            },
            "--urls",
            "http://127.0.0.1:0",
            "--port",
            "0"
        );
        var (_, address) = await AddressesAsync(program);
        await (await ConnectAsync(address)).DisposeAsync();
        var request = await collector.GetContextAsync().Within();
        Assert.Equal("/v1/traces", request.Request.Url?.AbsolutePath);
        using var body = new MemoryStream();
        await request.Request.InputStream.CopyToAsync(body, Patience.Token);
        request.Response.Close();
        Assert.Contains("websocket.connection", Encoding.UTF8.GetString(body.ToArray()), StringComparison.Ordinal);
    }

    /// <summary>The address of the metrics and the address of the echo, which the program prints in any order.</summary>
    private static async Task<(Uri Metrics, Uri Echo)> AddressesAsync(SampleProgram program)
    {
        Uri? metrics = null, echo = null;
        while (metrics is null || echo is null)
        {
            var line = await program.LineAsync(line => line.Contains("://127.0.0.1:", StringComparison.Ordinal));
            if (line.StartsWith("ws:", StringComparison.Ordinal)) echo = new Uri(line);
            else metrics = new Uri(line[line.IndexOf("http:", StringComparison.Ordinal)..]);
        }

        return (metrics, echo);
    }

    private static async Task<WebSocketConnection> ConnectAsync(Uri address)
    {
        var protocol = ConnectionOptions.Default with { Compression = CompressionOptions.Default };
        return await WebSocketClient.ConnectAsync(address, WebSocketClientOptions.Default with { Protocol = protocol });
    }

    /// <summary>The instruments of the host, with the names that the exporter for Prometheus gives them.</summary>
    private static System.Collections.Generic.HashSet<string> Instruments()
    {
        var found = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name != Telemetry.Name) return;
            var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
            var total = instrument is Counter<long> ? "_total" : "";
            found.Add(instrument.Name.Replace('.', '_') + unit + total);
        };

        // The instruments are created when the host is used first.
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(Telemetry).TypeHandle);
        listener.Start();
        return found;
    }

    private static string[] Queries()
    {
        var path = Path.Combine(SampleProgram.Repository, "samples/Telemetry/dashboard.json");
        using var dashboard = JsonDocument.Parse(File.ReadAllText(path));
        return
        [
            .. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
               from target in panel.GetProperty("targets").EnumerateArray()
               select target.GetProperty("expr").GetString()!,
            dashboard.RootElement.GetProperty("templating").GetProperty("list")[1].GetProperty("definition").GetString()!,
        ];
    }

    private static string[] Types(string scraped) => [.. Type().Matches(scraped).Select(found => found.Groups["name"].Value)];

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var began = Environment.TickCount64; !await condition(); await Task.Delay(200))
            if (Environment.TickCount64 - began > 2 * Patience.Time.TotalMilliseconds) throw Patience.Over("the metrics");
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"\bwebsocket_\w+(?=\{|, job)", RegexOptions.None, 10_000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"^# TYPE (?<name>\w+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Type();

    [GeneratedRegex(@"[{,](?<label>\w+)=""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Label();

    [GeneratedRegex(@"by \((?<label>\w+)(, (?<label>\w+))*\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Grouped();
}
