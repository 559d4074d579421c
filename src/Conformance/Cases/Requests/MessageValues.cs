namespace Pure.WebSockets.Conformance;

/// <summary>The values of the placeholders in a message of an application protocol.</summary>
/// <param name="Content">The content that a case sends, as bytes. The content of a text is encoded in UTF-8.</param>
/// <param name="Number">
/// The number of the message among the messages of the prelude and the requests that the tester sends on the connection. The first message
/// has number 1.
/// </param>
/// <param name="Unique">A text that no other connection uses.</param>
internal sealed record MessageValues(ReadOnlyMemory<byte> Content, int Number, string Unique);

/// <summary>A message that was written from a pattern.</summary>
/// <param name="Octets">The bytes of the message.</param>
/// <param name="Positions">
/// The position of each byte of the content in the message, and the position after the last of these bytes. The list is empty if the
/// message contains no content. The list is also empty if the content has more than <see cref="MostPositions"/> bytes, unless JSON escapes
/// change the length of the content.
/// </param>
internal sealed record WrittenMessage(byte[] Octets, IReadOnlyList<int> Positions)
{
    /// <summary>
    /// The size of the content, in bytes, up to which the positions are always recorded. A request with larger content is divided into
    /// frames at the same positions as the message of the case. The positions of the content are therefore not needed. The positions of
    /// larger content are recorded only if JSON escapes change the length of the content.
    /// </summary>
    public const int MostPositions = 64 * 1024;

    /// <summary>The size of the message in bytes. If the message cannot be written, this is the size that it would have.</summary>
    public int Length { get; init; } = Octets.Length;

    /// <summary>
    /// The reason why the message cannot be written, or null. The text is a clause that can follow a description of the case. If there is a
    /// problem, the message has no bytes, so that no wrong length is ever sent.
    /// </summary>
    public string? Problem { get; init; }
}
