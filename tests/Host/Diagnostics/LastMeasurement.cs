using System.Diagnostics.Metrics;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// Records the measurements of each thread, which are made on the thread that records them. Other tests run at the same time on other
/// threads, so a test can tell its own measurements only on the thread on which it causes them.
/// </summary>
internal sealed class LastMeasurement : IDisposable
{
    [ThreadStatic]
    private static List<Measured>? ofThisThread;

    private readonly MeterListener listener = new();

    public LastMeasurement()
    {
        listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Meter.Name == Telemetry.Name) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>(static (instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>(static (instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
    }

    /// <summary>The last measurement on this thread.</summary>
    public static Measured? OfThisThread => ofThisThread is { Count: > 0 } all ? all[^1] : null;

    /// <summary>All measurements on this thread during a call.</summary>
    public static IReadOnlyList<Measured> During(Action call)
    {
        ofThisThread = [];
        call();
        return [.. ofThisThread];
    }

    public void Dispose() => listener.Dispose();

    private static void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal);
        (ofThisThread ??= []).Add(new Measured(instrument.Name, value, string.Join(", ", labels)));
    }
}

/// <summary>A measurement.</summary>
internal sealed record Measured(string Name, double Value, string Tags);
