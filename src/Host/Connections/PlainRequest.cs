namespace Pure.WebSockets.Host;

/// <summary>
/// Gathers the head of a request that may ask for no WebSocket, for <see cref="HostOptions.RespondToPlain"/>. It stands in for the
/// request until there is one.
/// </summary>
internal sealed class PlainRequest
{
    private const string Older = "HTTP/1.0\r\n";

    private readonly List<byte> head = [];
    private int searched;

    /// <summary>The request that was answered; null as long as none was.</summary>
    public RequestHead? Request { get; private set; }

    /// <summary>The status of the answer.</summary>
    public int Status { get; private set; }

    /// <summary>The answer as it stands on the wire; null where the opening handshake says what the answer is.</summary>
    public byte[]? Answer { get; private set; }

    /// <summary>Takes what came. When the head is whole, and asks for no WebSocket, the hook is asked for the answer.</summary>
    /// <param name="bytes">What came since the last call.</param>
    /// <param name="limit">The longest head.</param>
    /// <param name="options">The options with the hook.</param>
    public void Receive(ReadOnlySpan<byte> bytes, int limit, HostOptions options)
    {
        if (head.Count == 0) bytes = bytes.TrimStart("\r\n"u8);
        head.AddRange(bytes[..Math.Min(bytes.Length, limit - head.Count)]);
        var octets = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(head);
        var from = Math.Max(0, searched - 3);
        var end = octets[from..].IndexOf("\r\n\r\n"u8);
        searched = octets.Length;
        if (end >= 0) Ask(octets[..(from + end + 4)].ToArray(), options);
    }

    private static bool AsksForWebSocket(RequestHead request) =>
        HeaderList.Values(request.Headers, "Upgrade")
            .Exists(static value => value.Contains("websocket", StringComparison.OrdinalIgnoreCase));

    private void Ask(byte[] octets, HostOptions options)
    {
        // Many probes speak HTTP/1.0, whose heads read the same (RFC 9112 §2.3).
        var line = octets.AsSpan(0, octets.AsSpan().IndexOf((byte)'\n') + 1);
        var older = line.EndsWith(System.Text.Encoding.ASCII.GetBytes(Older));
        if (older) line[^3] = (byte)'1';
        if (HeadParser.ParseRequest(octets).Case is not RequestHead request || AsksForWebSocket(request)) return;
        if (!older && HeaderList.Values(request.Headers, "Host").Count != 1) return;
        try
        {
            if (options.RespondToPlain!(request).Case is PlainResponse response)
                (Answer, Status) = (response.ToBytes(request.Method), response.Status);
        }
        catch (Exception exception)
        {
            options.Report(exception);
            (Answer, Status) = (PlainResponse.Of(500).ToBytes(request.Method), 500);
        }

        if (Answer is not null) Request = request;
    }
}
