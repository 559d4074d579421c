namespace Pure.WebSockets.Host;

/// <summary>
/// Collects the head of a request for <see cref="ConnectionHostOptions.RespondToPlain"/>. This hook answers plain HTTP requests, which are
/// requests that do not ask to open a WebSocket connection.
/// </summary>
internal sealed class PlainRequest
{
    private const string Older = "HTTP/1.0\r\n";

    private readonly List<byte> head = [];
    private int searched;

    /// <summary>The request that the hook has answered, or null if the hook has not answered.</summary>
    public RequestHead? Request { get; private set; }

    /// <summary>The HTTP status of the answer.</summary>
    public int Status { get; private set; }

    /// <summary>
    /// The hook's answer in wire format, or null if the hook has not answered. Without an answer, the request is processed as an opening
    /// handshake.
    /// </summary>
    public byte[]? Answer { get; private set; }

    /// <summary>
    /// Adds received bytes to the head. When the head is complete, the method calls the hook if the request is valid and does not ask to
    /// open a WebSocket connection.
    /// </summary>
    /// <param name="bytes">The bytes that were received since the last call.</param>
    /// <param name="limit">The maximum length of a head, in bytes.</param>
    /// <param name="options">The options that contain the hook.</param>
    /// <param name="connection">The connection, for the report of an exception that the hook throws.</param>
    public void Receive(ReadOnlySpan<byte> bytes, int limit, ConnectionHostOptions options, WebSocketConnection? connection)
    {
        if (head.Count == 0) bytes = bytes.TrimStart("\r\n"u8);
        head.AddRange(bytes[..Math.Min(bytes.Length, limit - head.Count)]);
        var gathered = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(head);
        var from = Math.Max(0, searched - 3);
        var end = gathered[from..].IndexOf("\r\n\r\n"u8);
        searched = gathered.Length;
        if (end >= 0) Ask(gathered[..(from + end + 4)].ToArray(), options, connection);
    }

    private static bool AsksForWebSocket(RequestHead request) =>
        HeaderList.Values(request.Headers, "Upgrade")
            .Exists(static value => value.Contains("websocket", StringComparison.OrdinalIgnoreCase));

    private void Ask(byte[] bytes, ConnectionHostOptions options, WebSocketConnection? connection)
    {
        // Many health probes use HTTP/1.0. The head of an HTTP/1.0 request has the same syntax as the head of an HTTP/1.1 request.
        // Therefore, only the version is replaced before the head is parsed.
        var line = bytes.AsSpan(0, bytes.AsSpan().IndexOf((byte)'\n') + 1);
        var older = line.EndsWith(System.Text.Encoding.ASCII.GetBytes(Older));
        if (older) line[^3] = (byte)'1';
        if (HeadParser.ParseRequest(bytes).Case is not RequestHead request || AsksForWebSocket(request)) return;
        if (!older && HeaderList.Values(request.Headers, "Host").Count != 1) return;
        try
        {
            if (options.RespondToPlain!(request) is { } response)
                (Answer, Status) = (response.ToBytes(request.Method), response.Status);
        }
        catch (Exception exception)
        {
            options.Report(exception, connection);
            (Answer, Status) = (PlainResponse.Create(500).ToBytes(request.Method), 500);
        }

        if (Answer is not null) Request = request;
    }
}
