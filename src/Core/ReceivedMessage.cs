namespace Pure.WebSockets;

/// <summary>A message that <see cref="Kernel.TryReceiveMessage"/> has read.</summary>
public readonly record struct ReceivedMessage
{
    internal ReceivedMessage(MessageKind kind, int length, int consumed) => (Kind, Length, Consumed) = (kind, length, consumed);

    /// <summary>The kind of the message, which is text or binary.</summary>
    public MessageKind Kind { get; }

    /// <summary>The length of the payload, in bytes. The payload is at the start of the memory that the caller lent.</summary>
    public int Length { get; }

    /// <summary>The number of input bytes that were consumed.</summary>
    public int Consumed { get; }
}
