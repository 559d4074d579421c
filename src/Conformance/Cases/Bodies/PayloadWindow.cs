namespace Pure.WebSockets.Conformance;

/// <summary>
/// A message taken from a body of data. The message is either a contiguous part of the body, or the end of the body followed by its
/// beginning.
/// </summary>
/// <param name="First">The whole message, or the part of the message that is taken from the end of the body.</param>
/// <param name="Second">
/// The part of the message that is taken from the beginning of the body, or an empty part if the message is contiguous.
/// </param>
internal readonly record struct PayloadWindow(ReadOnlyMemory<byte> First, ReadOnlyMemory<byte> Second)
{
    /// <summary>The length of the message in bytes.</summary>
    public int Length => First.Length + Second.Length;

    /// <summary>Returns whether the given bytes are equal to the message.</summary>
    public bool Is(ReadOnlySpan<byte> octets) =>
        octets.Length == Length && octets[..First.Length].SequenceEqual(First.Span) && octets[First.Length..].SequenceEqual(Second.Span);

    /// <summary>Returns the message as one block of memory. The message is copied only if it has two parts.</summary>
    public ReadOnlyMemory<byte> Joined() => Second.IsEmpty ? First : (byte[])[.. First.Span, .. Second.Span];
}
