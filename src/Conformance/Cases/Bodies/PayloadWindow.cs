namespace Pure.WebSockets.Conformance;

/// <summary>A message cut from a body: one part of it, or its end and its beginning.</summary>
/// <param name="First">The part, or the end of the body.</param>
/// <param name="Second">The beginning of the body. It is empty if the message has one part.</param>
internal readonly record struct PayloadWindow(ReadOnlyMemory<byte> First, ReadOnlyMemory<byte> Second)
{
    /// <summary>The length in bytes.</summary>
    public int Length => First.Length + Second.Length;

    /// <summary>Returns whether the bytes equal this message.</summary>
    public bool Is(ReadOnlySpan<byte> octets) =>
        octets.Length == Length && octets[..First.Length].SequenceEqual(First.Span) && octets[First.Length..].SequenceEqual(Second.Span);

    /// <summary>Returns the message as one block of memory. The message is copied only if it has two parts.</summary>
    public ReadOnlyMemory<byte> Joined() => Second.IsEmpty ? First : (byte[])[.. First.Span, .. Second.Span];
}
