namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// A server that opens the connection correctly and then sends scripted answers. It reads no frames: it counts the tester's writes, and
/// recognizes a close frame by its first byte.
/// </summary>
/// <param name="answer">The answer to the first write after the opening handshake; none if null.</param>
/// <param name="onClose">The answer to a close frame; none if null.</param>
/// <param name="head">The answer to the request; a valid one if null.</param>
internal sealed class ScriptedServer(byte[]? answer = null, byte[]? onClose = null, byte[]? head = null) : IMemoryPeer
{
    private const byte CloseFrame = 0x88;

    private bool isOpen;
    private int writes;

    public Option<TimeSpan> Deadline => Option<TimeSpan>.None;

    public bool HasEnded { get; private set; }

    public ByteString Begin(TimeSpan now) => ByteString.Empty;

    public ByteString Elapse(TimeSpan now) => ByteString.Empty;

    public ByteString Receive(ByteString octets, TimeSpan now)
    {
        if (!isOpen)
        {
            isOpen = true;
            return head ?? ServerOpening.Answer(octets, Accepted(octets)).Response;
        }

        byte[] said = (octets.Memory.Span is [CloseFrame, ..] ? onClose : ++writes == 1 ? answer : null) ?? [];
        HasEnded = said is [CloseFrame, ..];
        return said;
    }

    private static Option<Compression> Accepted(ByteString request) =>
        request.ToText().Contains(AgreedDeflate.Extension, StringComparison.Ordinal) ? CompressedFrames.Offering : Option<Compression>.None;
}
