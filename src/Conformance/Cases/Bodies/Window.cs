namespace Pure.WebSockets.Conformance;

/// <summary>A message cut from a body: one part of it, or its end and its beginning.</summary>
/// <param name="First">The part, or the end.</param>
/// <param name="Second">The beginning; empty for a message in one part.</param>
internal readonly record struct Window(ReadOnlyMemory<byte> First, ReadOnlyMemory<byte> Second)
{
    /// <summary>The length in octets.</summary>
    public int Length => First.Length + Second.Length;

    /// <summary>Whether the octets are this message.</summary>
    public bool Is(ReadOnlySpan<byte> octets) =>
        octets.Length == Length && octets[..First.Length].SequenceEqual(First.Span) && octets[First.Length..].SequenceEqual(Second.Span);

    /// <summary>The message in one piece; copied only where it has two.</summary>
    public ReadOnlyMemory<byte> Joined() => Second.IsEmpty ? First : (byte[])[.. First.Span, .. Second.Span];
}
