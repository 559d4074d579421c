using LanguageExt;

namespace Pure.WebSockets.Host;

/// <summary>
/// What a connection keeps of its opening handshake: the request, and at a client the response. A part of its connection: never copied.
/// </summary>
internal struct HandshakeRecord()
{
    // An UpgradeRequest, its compact form (byte[]), or the PlainRequest that gathers the head until there is one.
    private object request = NoRequest;
    private Answer? response;

    /// <summary>The upgrade request. It is an empty request before one was received, and if the caller provided none.</summary>
    /// <remarks>May be called from any thread. The compact form is parsed once, at the first call.</remarks>
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

    /// <summary>Whether there is an upgrade request.</summary>
    public bool HasRequest => !ReferenceEquals(Request, NoRequest);

    /// <summary>
    /// At a server whose application answers plain requests, the request that did not ask for a WebSocket. Otherwise it is null.
    /// </summary>
    public readonly PlainRequest? Plain => request as PlainRequest;

    /// <summary>At a client, the header fields of the response that opened the connection. Otherwise it is empty.</summary>
    public IEnumerable<Header> ResponseHeaders
    {
        readonly get => response?.Headers ?? [];
        set => response = new Answer(value, rejection: null);
    }

    /// <summary>At a client, the response that rejected the request. Otherwise it is null.</summary>
    public RejectedResponse? Rejection
    {
        readonly get => response?.Rejection;
        set => response = new Answer([], value);
    }

    private static UpgradeRequest NoRequest { get; } =
        new("", Option<string>.None, [], [], []);

    /// <summary>Keeps the request in its compact form: most applications need it only in the accept hook.</summary>
    public void Compact(UpgradeRequest accepted) => request = CompactRequest.Of(accepted);

    /// <summary>Gathers received bytes until the head is complete, for the hook that answers plain requests, if there is one.</summary>
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
