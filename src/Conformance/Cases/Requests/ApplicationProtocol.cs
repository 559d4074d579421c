namespace Pure.WebSockets.Conformance;

/// <summary>
/// The parts of an application protocol over WebSocket that the tester needs to know. The messages of the prelude precede the first
/// request. A request carries the content that a case sends, and its answer contains the same content.
/// </summary>
/// <param name="Prelude">The messages that are exchanged before the first request.</param>
/// <param name="Request">The request.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Ignored">Messages that the peer may send at any time.</param>
/// <param name="LargestRequest">The maximum size, in bytes, of a request that the peer accepts.</param>
internal sealed record ApplicationProtocol(
    Seq<PreludeStep> Prelude,
    MessagePattern Request,
    MessagePattern Answer,
    Seq<MessagePattern> Ignored,
    int LargestRequest
);

/// <summary>A message of the prelude.</summary>
/// <param name="Message">The message.</param>
/// <param name="IsSent">Whether the tester sends the message. If not, the peer must send the message.</param>
internal sealed record PreludeStep(MessagePattern Message, bool IsSent);
