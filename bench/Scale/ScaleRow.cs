namespace Pure.WebSockets.Bench;

/// <summary>What a message costs one server at one point of a curve.</summary>
/// <param name="Connections">How many connections send, each one message at a time.</param>
/// <param name="MessageBytes">The length of a message.</param>
/// <param name="Server">The server.</param>
/// <param name="CpuMicroseconds">What a message costs the server, in microseconds of the processor, user's and system's.</param>
/// <param name="MessagesPerSecond">How many were echoed a second.</param>
internal sealed record ScaleRow(int Connections, int MessageBytes, EchoServerKind Server, Spread CpuMicroseconds, Spread MessagesPerSecond)
{
    private const double MiB = 1024 * 1024;

    /// <summary>What a mebibyte of messages costs, in microseconds of the processor.</summary>
    public double CpuMicrosecondsPerMiB => CpuMicroseconds.Median * MiB / MessageBytes;

    /// <summary>All servers at one point, taking turns.</summary>
    public static IEnumerable<ScaleRow> Measure(Load load, IReadOnlyList<EchoServerProcess> servers, int rounds, TimeSpan time) =>
        LoadRow
            .Measure(load, servers, rounds, time)
            .Select(row => new ScaleRow(load.Connections, load.Bytes, row.Server, row.CpuMicroseconds, row.MessagesPerSecond));
}

/// <summary>Both curves.</summary>
/// <param name="ByConnections">Small messages on ever more connections: what one costs should not depend on how many there are.</param>
/// <param name="BySize">Ever longer messages on a few connections: what one costs should grow no faster than its length.</param>
internal sealed record ScaleRows(IReadOnlyList<ScaleRow> ByConnections, IReadOnlyList<ScaleRow> BySize);
