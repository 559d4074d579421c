namespace Pure.WebSockets;

/// <summary>A message that <see cref="Kernel.TryReceiveMessage"/> has read.</summary>
/// <param name="Kind">The kind of the message, which is text or binary.</param>
/// <param name="Length">The length of the payload, in bytes. The payload is at the start of the memory that the caller lent.</param>
/// <param name="Consumed">The number of input bytes that were consumed.</param>
public readonly record struct ReceivedMessage(MessageKind Kind, int Length, int Consumed);
