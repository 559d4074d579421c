using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// The parts of the opening handshake that a connection keeps, which are the request and, at a client, the response. The struct is a part
/// of its connection and must not be copied.
/// </summary>
internal struct HandshakeRecord()
{
    // An UpgradeRequest, the compact form of an UpgradeRequest (byte[]), or a PlainRequest. The PlainRequest gathers the head of the
    // request until an UpgradeRequest has been parsed.
    private object request = NoRequest;
    private Answer? response;

    /// <summary>
    /// The upgrade request. The property returns an empty request before a request has been received, and if the caller has not provided a
    /// request.
    /// </summary>
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
    /// The head of the request that is gathered for the hook that answers plain HTTP requests. The property is null if the hook for plain
    /// requests is not set, and after an upgrade request was received.
    /// </summary>
    public readonly PlainRequest? Plain => request as PlainRequest;

    /// <summary>
    /// The header fields of the response that opened the connection. The list is empty at a server, and at a client whose connection has
    /// not opened.
    /// </summary>
    public IEnumerable<Header> ResponseHeaders
    {
        readonly get => response?.Headers ?? [];
        set => response = new Answer(value, rejection: null);
    }

    /// <summary>
    /// The response with which the server rejected the upgrade request of this client. The property is null if the server has not rejected
    /// the request.
    /// </summary>
    public RejectedResponse? Rejection
    {
        readonly get => response?.Rejection;
        set => response = new Answer([], value);
    }

    private static UpgradeRequest NoRequest { get; } =
        new("", Option<string>.None, [], [], []);

    /// <summary>Keeps the request in its compact form, because most applications need the request only in the accept hook.</summary>
    public void Compact(UpgradeRequest accepted) => request = CompactRequest.Of(accepted);

    /// <summary>
    /// Gathers received bytes until the head of the request is complete, if the hook that answers plain HTTP requests is set.
    /// </summary>
    public void ReadPlain(ReadOnlySpan<byte> bytes, int maxHeadBytes, ConnectionHostOptions options)
    {
        if (options.RespondToPlain is null) return;
        if (request is not PlainRequest plain) request = plain = new PlainRequest();
        plain.Receive(bytes, maxHeadBytes, options);
    }

    private sealed class Answer(IEnumerable<Header> headers, RejectedResponse? rejection)
    {
        public IEnumerable<Header> Headers => headers;

        public RejectedResponse? Rejection => rejection;
    }
}
