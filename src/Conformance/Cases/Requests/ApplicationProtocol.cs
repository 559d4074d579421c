namespace Pure.WebSockets.Conformance;

/// <summary>
/// The parts of an application protocol over WebSocket that the tester needs to know. The messages of the prelude precede the first
/// request. A request carries the content that a case sends, and its answer contains the same content.
/// </summary>
/// <param name="Prelude">The messages that are exchanged before the first request.</param>
/// <param name="Request">The pattern of a request.</param>
/// <param name="Answer">The pattern of the answer to a request.</param>
/// <param name="Ignored">The patterns of messages that the peer may send at any time, and that the tester ignores.</param>
/// <param name="LargestRequest">The maximum size, in bytes, of a request that the peer accepts.</param>
internal sealed record ApplicationProtocol(
    Seq<PreludeStep> Prelude,
    MessagePattern Request,
    MessagePattern Answer,
    Seq<MessagePattern> Ignored,
    int LargestRequest
);

/// <summary>A message of the prelude.</summary>
/// <param name="Message">The pattern of the message.</param>
/// <param name="IsSent">Whether the tester sends the message. If the value is false, the peer must send the message.</param>
internal sealed record PreludeStep(MessagePattern Message, bool IsSent);
