namespace Pure.WebSockets.Conformance;

/// <summary>A message of a case and the request that carries it.</summary>
/// <param name="Original">The message of the case.</param>
/// <param name="Content">
/// The content of the request, which is the message. If the request must have the same length as the message, the content is a prefix of
/// the message.
/// </param>
/// <param name="Request">The bytes of the request.</param>
/// <param name="Positions">
/// The position in the request for each position in the message. If the positions in the request and in the message are the same, the
/// list is empty. The positions are the same if the request must have the same length as the message. The list is also empty if the
/// content has more than <see cref="WrittenMessage.MostPositions"/> bytes and no JSON escapes change the length of the content.
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
/// <param name="unique">The value of the placeholder {unique} on the connection.</param>
internal sealed class MessageCarrier(ApplicationProtocol protocol, string unique)
{
    // The minimum length, in bytes, of a message whose request must have exactly the same length as the message. Messages of this length
    // are used by cases that test the length of frames.
    private const int Long = 100;
    private const int MostTries = 8;
    private const string Empty =
        "the case sends an empty message, but a request is never empty, so the case shows only that the peer continues";
    private const string NotThisLength = "no request has exactly the length of the message, so the case shows only that the peer continues";
    private const string NotText =
        "the case sends bytes that are not text, but the requests are text, so the case shows only that the peer continues";

    private readonly string otherKind =
        $"the case sends {(protocol.Request.Kind == MessageKind.Text ? "binary" : "text")} messages, but the requests are "
            + $"{(protocol.Request.Kind == MessageKind.Text ? "text" : "binary")}, so the case shows only that the peer continues";

    // The messages that the tester sends in the prelude and the requests after the prelude are numbered consecutively.
    private readonly int preludeMessages = protocol.Prelude.Count(step => step.IsSent);

    /// <summary>Writes a request with the given content.</summary>
    /// <param name="content">The content of the request.</param>
    /// <param name="number">The number of the request after the prelude. The first request has number 1.</param>
    public WrittenMessage Write(ReadOnlyMemory<byte> content, int number) =>
        protocol.Request.Write(new MessageValues(content, preludeMessages + number, unique));

    /// <summary>Writes a request that carries a message, or returns the reason why no request can carry the message.</summary>
    /// <param name="message">The message of the case.</param>
    /// <param name="keepsLength">
    /// Whether the request for a long message must have the same length as the message. The value has no effect on text that is not
    /// ASCII, because such text cannot be divided after an arbitrary byte.
    /// </param>
    /// <param name="number">The number of the request after the prelude. The first request has number 1.</param>
    /// <param name="last">
    /// The number of the last request if the case sends several requests with content of this length; otherwise, 0.
    /// </param>
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
        // The last request can be longer than the first request, because its number can have more digits.
        if (Unfit(last > number ? Write(octets[..content], last) : written).Case is string why) return why;
        return new CarriedMessage(message, octets[..content].ToArray(), written.Octets, keepsLength ? [] : written.Positions);
    }

    /// <summary>
    /// Returns the reason why the request for a message of an exchange cannot be sent, or None if all requests can be sent.
    /// </summary>
    /// <param name="exchange">The exchange. The number of its first request is 1.</param>
    public Option<string> Unfit(Expectation.CompressedExchange exchange)
    {
        // The requests have different lengths, because their contents differ in JSON escapes and in characters that are not ASCII. A code
        // point has at most four bytes, and a byte becomes at most six bytes in JSON. If a request with the maximum content is short
        // enough, the requests for the messages need not be checked separately.
        const int MostBytes = 4 * 6;
        var longest = new byte[MostBytes * exchange.Length];
        longest.AsSpan().Fill((byte)'a');
        return Unfit(Write(longest, exchange.Count)).IsNone
            ? Option<string>.None
            : Enumerable
                .Range(0, exchange.Count)
                .Select(at => Unfit(Write(exchange.Body.Window(at, exchange.Length).Joined(), at + 1)))
                .FirstOrDefault(why => why.IsSome);
    }

    private Option<string> Unfit(WrittenMessage written) =>
        written.Problem is { } problem ? $"{problem}, so the case shows only that the peer continues"
        : written.Length > protocol.LargestRequest ? TooLarge
        : Option<string>.None;

    /// <summary>
    /// Creates a request that has the same length as the given message. The content is a prefix of the message. Returns null if no request
    /// with this length is found.
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
        $"the case sends more than {protocol.LargestRequest} bytes, the largest request of the profile, so the case shows only that the "
            + "peer continues or ends the connection";
}
