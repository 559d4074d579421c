namespace Pure.WebSockets.Conformance;

/// <summary>
/// The parts of an application protocol over WebSocket that the tester needs. The messages of the prelude open a conversation. The request
/// carries the content of a case, and the answer contains the same content.
/// </summary>
/// <param name="Prelude">The messages that are exchanged before the first request.</param>
/// <param name="Request">The request.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Ignored">Messages that the peer may send at any time.</param>
/// <param name="LargestRequest">The size in bytes of the largest request that the peer accepts.</param>
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
