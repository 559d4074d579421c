using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// The parts of the opening handshake that a connection stores. These are the request and, on a client, the response. The struct is part of
/// its connection and must not be copied, because changes to a copy would be lost.
/// </summary>
internal struct HandshakeRecord()
{
    // An UpgradeRequest, its compact form (byte[]), or a PlainRequest. A PlainRequest stores the received part of the request's head until
    // an UpgradeRequest replaces it.
    private object request = NoRequest;
    private Answer? response;

    /// <summary>The upgrade request. The property returns an empty request until a request has been received or set.</summary>
    /// <remarks>This property may be read from any thread. The compact form is parsed when the property is first read.</remarks>
    public UpgradeRequest Request
    {
        get
        {
            if (Volatile.Read(ref request) is not byte[] compact) return request as UpgradeRequest ?? NoRequest;
            Interlocked.CompareExchange(ref request, CompactRequest.Read(compact), compact);
            return (UpgradeRequest)request;
        }

        set => Volatile.Write(ref request, value);
    }

    /// <summary>Whether an upgrade request is available.</summary>
    public bool HasRequest => !ReferenceEquals(Request, NoRequest);

    /// <summary>
    /// The received part of the request's head, which is stored for the hook that answers plain HTTP requests. The property is null if this
    /// hook is not set, if no bytes have been received yet, or if an upgrade request has been received.
    /// </summary>
    public readonly PlainRequest? Plain => request as PlainRequest;

    /// <summary>
    /// The header fields of the response that opened the connection. The list is empty on a server, and on a client whose connection has
    /// not opened.
    /// </summary>
    public IEnumerable<Header> ResponseHeaders
    {
        readonly get => response?.Headers ?? [];
        set => response = new Answer(value, rejection: null);
    }

    /// <summary>
    /// The response with which the server rejected this client's upgrade request, or null if the server has not rejected the request.
    /// </summary>
    public RejectedResponse? Rejection
    {
        readonly get => response?.Rejection;
        set => response = new Answer([], value);
    }

    private static UpgradeRequest NoRequest { get; } =
        new("", Option<string>.None, [], [], []);

    /// <summary>Stores the request in its compact form, because most applications need the request only in the accept hook.</summary>
    public void Compact(UpgradeRequest accepted) => request = CompactRequest.Of(accepted);

    /// <summary>
    /// Passes received bytes to a <see cref="PlainRequest"/>, which can call the hook that answers plain HTTP requests. If this hook is not
    /// set, the method does nothing.
    /// </summary>
    public void ReadPlain(ReadOnlySpan<byte> bytes, int maxHeadBytes, ConnectionHostOptions options, WebSocketConnection? connection)
    {
        if (options.RespondToPlain is null) return;
        if (request is not PlainRequest plain) request = plain = new PlainRequest();
        plain.Receive(bytes, maxHeadBytes, options, connection);
    }

    private sealed class Answer(IEnumerable<Header> headers, RejectedResponse? rejection)
    {
        public IEnumerable<Header> Headers => headers;

        public RejectedResponse? Rejection => rejection;
    }
}
