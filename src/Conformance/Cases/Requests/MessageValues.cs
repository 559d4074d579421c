namespace Pure.WebSockets.Conformance;

/// <summary>The values of the placeholders in a message of an application protocol.</summary>
/// <param name="Content">The content that a case sends, as bytes. Text is encoded in UTF-8.</param>
/// <param name="Number">
/// The number of the message on its connection, starting at 1. The messages of the prelude that the tester sends and the requests are
/// counted together.
/// </param>
/// <param name="Unique">A text that is different for each connection.</param>
internal sealed record MessageValues(ReadOnlyMemory<byte> Content, int Number, string Unique);

/// <summary>A message that was written from a pattern.</summary>
/// <param name="Octets">The bytes of the message.</param>
/// <param name="Positions">
/// The position of each byte of the content in the message, followed by the position after the last of these bytes. The list is empty if
/// the message contains no content. The list is also empty if the content has more than <see cref="MostPositions"/> bytes and no JSON
/// escapes change the length of the content.
/// </param>
internal sealed record WrittenMessage(byte[] Octets, IReadOnlyList<int> Positions)
{
    /// <summary>
    /// The maximum size of the content, in bytes, for which the positions are always recorded. A request with larger content is divided
    /// into frames at the same positions as the message of the case, so the positions of the content are not needed. For larger content,
    /// the positions are recorded only if JSON escapes change the length of the content.
    /// </summary>
    public const int MostPositions = 64 * 1024;

    /// <summary>
    /// The size of the message in bytes. If the message cannot be written, the value is the size that the message would have.
    /// </summary>
    public int Length { get; init; } = Octets.Length;

    /// <summary>
    /// The reason why the message cannot be written, or null if the message was written. The text is a clause that can follow a description
    /// of the case. A message that cannot be written has no bytes, so that a wrong length is never sent.
    /// </summary>
    public string? Problem { get; init; }
}
