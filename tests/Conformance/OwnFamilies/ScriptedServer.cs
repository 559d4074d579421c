namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// A server that opens the connection rightly and then says what a test tells it to. It reads no frames: it counts the tester's writes,
/// and knows a close frame by its first octet.
/// </summary>
/// <param name="answer">What it says to the first write after the opening handshake; nothing without it.</param>
/// <param name="onClose">What it says to a close frame; nothing without it.</param>
/// <param name="head">What it says to a request; a sound answer without it.</param>
internal sealed class ScriptedServer(byte[]? answer = null, byte[]? onClose = null, byte[]? head = null) : IMemoryPeer
{
    private const byte CloseFrame = 0x88;

    private bool isOpen;
    private int writes;

    public Option<TimeSpan> Deadline => Option<TimeSpan>.None;

    public bool HasEnded { get; private set; }

    public Octets Begin(TimeSpan now) => Octets.Empty;

    public Octets Elapse(TimeSpan now) => Octets.Empty;

    public Octets Receive(Octets octets, TimeSpan now)
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

    private static Option<Compression> Accepted(Octets request) =>
        request.ToText().Contains(AgreedDeflate.Extension, StringComparison.Ordinal) ? CompressedFrames.Offering : Option<Compression>.None;
}
