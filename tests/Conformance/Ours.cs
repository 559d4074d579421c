namespace Pure.WebSockets.Conformance.Tests;

/// <summary>How our own ends behave in these tests: the one place that switches compression on.</summary>
internal static class Ours
{
    public static ConnectionOptions Protocol { get; } = ConnectionOptions.Default with { Compression = CompressionOptions.Default };
}
