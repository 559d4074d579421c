namespace Pure.WebSockets.Bench;

/// <summary>The cost of a message for one server at one point of a curve.</summary>
/// <param name="Connections">The number of connections, each with one message at a time.</param>
/// <param name="MessageBytes">The length of a message.</param>
/// <param name="Server">The server.</param>
/// <param name="CpuMicroseconds">The user and system time of the server per message, in microseconds.</param>
/// <param name="MessagesPerSecond">The number of echoes per second.</param>
internal sealed record ScaleRow(int Connections, int MessageBytes, EchoServerKind Server, Spread CpuMicroseconds, Spread MessagesPerSecond)
{
    private const double MiB = 1024 * 1024;

    /// <summary>The processor time per MiB of messages, in microseconds.</summary>
    public double CpuMicrosecondsPerMiB => CpuMicroseconds.Median * MiB / MessageBytes;

    /// <summary>Measures all servers at one point. The servers take turns.</summary>
    public static IEnumerable<ScaleRow> Measure(Load load, IReadOnlyList<EchoServerProcess> servers, int rounds, TimeSpan time) =>
        LoadRow
            .Measure(load, servers, rounds, time)
            .Select(row => new ScaleRow(load.Connections, load.Bytes, row.Server, row.CpuMicroseconds, row.MessagesPerSecond));
}

/// <summary>Both curves.</summary>
/// <param name="ByConnections">Small messages by number of connections. The cost of a message should not depend on it.</param>
/// <param name="BySize">Messages by length, on a few connections. The cost should grow no faster than the length.</param>
internal sealed record ScaleRows(IReadOnlyList<ScaleRow> ByConnections, IReadOnlyList<ScaleRow> BySize);
