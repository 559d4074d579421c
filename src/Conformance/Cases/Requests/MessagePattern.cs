namespace Pure.WebSockets.Conformance;

/// <summary>
/// The pattern of a message in an application protocol. A pattern is used both to write messages with given content and to find the content
/// of received messages.
/// </summary>
/// <param name="kind">The kind of the message, text or binary.</param>
internal abstract class MessagePattern(MessageKind kind)
{
    /// <summary>The kind of the message, text or binary.</summary>
    public MessageKind Kind { get; } = kind;

    /// <summary>Whether the messages contain the content of a case.</summary>
    public abstract bool HasContent { get; }

    /// <summary>Writes a message.</summary>
    public abstract WrittenMessage Write(MessageValues values);

    /// <summary>
    /// Returns the records of a received message. A message usually contains one record. A peer can put several records into one message if
    /// the pattern ends each record with a suffix.
    /// </summary>
    public virtual IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> message) => [message];

    /// <summary>
    /// Returns the content of a record, which is empty if the pattern has no content. Returns None if the record does not match, or if the
    /// kind of the received message is not the pattern's kind.
    /// </summary>
    public Option<ByteString> Match(MessageKind received, ReadOnlySpan<byte> record, string unique) =>
        received == Kind ? Content(record, unique) : Option<ByteString>.None;

    /// <summary>Returns the content of a record in a message of the correct kind, or None if the record does not match.</summary>
    protected abstract Option<ByteString> Content(ReadOnlySpan<byte> record, string unique);
}

/// <summary>A message that is a text with placeholders.</summary>
/// <param name="kind">The kind of the message. The text is encoded in UTF-8 even if the message is binary.</param>
/// <param name="text">The text.</param>
internal sealed class TextPattern(MessageKind kind, PlaceholderText text) : MessagePattern(kind)
{
    /// <inheritdoc/>
    public override bool HasContent => text.HasContent;

    /// <inheritdoc/>
    public override WrittenMessage Write(MessageValues values)
    {
        var (output, positions) = (new List<byte>(), new List<int>());
        text.Write(output, values, isJson: false, positions);
        return new WrittenMessage([.. output], positions);
    }

    /// <inheritdoc/>
    protected override Option<ByteString> Content(ReadOnlySpan<byte> record, string unique) =>
        System.Text.Unicode.Utf8.IsValid(record)
            ? text.Match(System.Text.Encoding.UTF8.GetString(record), unique).Map(ByteString.FromText)
            : Option<ByteString>.None;
}
