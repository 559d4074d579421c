namespace Pure.WebSockets.Conformance;

/// <summary>A message of a case and the request that carries it.</summary>
/// <param name="Original">The message.</param>
/// <param name="Content">
/// The content of the request. If the request must have the length of the message, the content is shorter than the message.
/// </param>
/// <param name="Request">The request.</param>
/// <param name="Positions">
/// The position in the request for each position in the message. The list is empty if the positions in the message are used unchanged. They
/// are used unchanged if the request must have the length of the message, and usually if the content has more than
/// <see cref="WrittenMessage.MostPositions"/> bytes.
/// </param>
internal sealed record CarriedMessage(PeerEvent.Message Original, ByteString Content, byte[] Request, IReadOnlyList<int> Positions)
{
    /// <summary>Returns the position in the request that corresponds to a position in the message.</summary>
    public int At(int position) =>
        position == Original.Data.Length ? Request.Length
        : position == 0 ? 0
        : Positions.Count == 0 ? position
        : Positions[position];
}

/// <summary>Writes requests that carry messages of cases.</summary>
/// <param name="protocol">The protocol of the application.</param>
/// <param name="unique">The value of {unique} on the connection.</param>
internal sealed class MessageCarrier(ApplicationProtocol protocol, string unique)
{
    // Messages of at least this length, in bytes, are used to test lengths, so the request must have exactly the same length.
    private const int Long = 100;
    private const int MostTries = 8;
    private const string Empty =
        "the case sends an empty message, and a request is never empty; the case shows only that the peer continues";
    private const string NotThisLength = "no request has exactly the length of the message; the case shows only that the peer continues";
    private const string NotText =
        "the case sends bytes that are not text, and the requests are text; the case shows only that the peer continues";

    private readonly string otherKind =
        $"the case sends {(protocol.Request.Kind == MessageKind.Text ? "binary" : "text")} messages, and the requests are "
            + $"{(protocol.Request.Kind == MessageKind.Text ? "text" : "binary")}; the case shows only that the peer continues";

    // The messages of the prelude and the requests are numbered together, so that no number is used twice.
    private readonly int preludeMessages = protocol.Prelude.Count(step => step.IsSent);

    /// <summary>Writes a request with the given content.</summary>
    /// <param name="content">The content.</param>
    /// <param name="number">The number of the request after the prelude. The first request has number 1.</param>
    public WrittenMessage Write(ReadOnlyMemory<byte> content, int number) =>
        protocol.Request.Write(new MessageValues(content, preludeMessages + number, unique));

    /// <summary>Writes a request that carries a message. Returns the reason if no request can carry the message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="keepsLength">
    /// Whether the request for a long message must have the same length as the message. Requests for text that is not ASCII can have
    /// another length, because such text cannot be cut off after an arbitrary byte.
    /// </param>
    /// <param name="number">The number of the request after the prelude. The first request has number 1.</param>
    /// <param name="last">The number of the last request with content of this length, if the case sends several such requests.</param>
    public Either<string, CarriedMessage> Carry(PeerEvent.Message message, bool keepsLength, int number, int last = 0)
    {
        var octets = message.Data.Memory;
        if (message.Kind != protocol.Request.Kind) return otherKind;
        if (octets.IsEmpty) return Empty;
        var isAscii = System.Text.Ascii.IsValid(octets.Span);
        if (message.Kind == MessageKind.Text && !isAscii && !System.Text.Unicode.Utf8.IsValid(octets.Span)) return NotText;
        if (octets.Length > protocol.LargestRequest) return TooLarge;
        keepsLength &= octets.Length >= Long && (isAscii || message.Kind == MessageKind.Binary);
        var (written, content) = keepsLength ? OfLength(octets, number) : (Write(octets, number), octets.Length);
        if (written is null)
            return NotThisLength;
        // The number in a request can make the last request longer than the first request.
        if ((written.Problem ?? (last > number ? Write(octets[..content], last).Problem : null)) is { } problem)
            return $"{problem}; the case shows only that the peer continues";
        if (written.Length > protocol.LargestRequest) return TooLarge;
        return new CarriedMessage(message, octets[..content].ToArray(), written.Octets, keepsLength ? [] : written.Positions);
    }

    /// <summary>
    /// Writes a request with the same length as a message. The content is the longest beginning of the message that fits. Returns null if
    /// no request with this length is found.
    /// </summary>
    private (WrittenMessage? Request, int Content) OfLength(ReadOnlyMemory<byte> message, int number)
    {
        var content = message.Length;
        for (var tries = 0; tries < MostTries; tries++)
        {
            var written = Write(message[..content], number);
            if (written.Length == message.Length) return (written, content);
            content -= written.Length - message.Length;
            if (content <= 0 || content > message.Length) break;
        }

        return (null, 0);
    }

    private string TooLarge =>
        $"the case sends more than {protocol.LargestRequest} bytes, the largest request of the profile; the case shows only that the "
            + "peer continues or ends the connection";
}
