namespace Pure.WebSockets.Conformance;

/// <summary>
/// The compressed messages of one body, with the same message length and the same compression parameters. Each message is compressed at the
/// first request for the message, and is stored for later requests. A message that would exceed the memory limit is not stored.
/// </summary>
internal sealed class CompressedStream(PayloadSource body, int length, DeflateContext start, ByteBudget held)
{
    private readonly Lock gate = new();
    private readonly List<ReadOnlyMemory<byte>> payloads = [];
    private DeflateContext context = start;

    /// <summary>The total size of the stored messages in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>
    /// Returns the compressed payload of a message. Each caller must request the messages in order. If the payload would exceed the
    /// memory limit, the method also returns the compression context for the next message. The caller must then compress all later
    /// messages itself.
    /// </summary>
    public (ReadOnlyMemory<byte> Payload, Option<DeflateContext> Own) At(int number)
    {
        lock (gate)
        {
            if (number < payloads.Count) return (payloads[number], Option<DeflateContext>.None);
            var (next, payload) = context.Compress(body.Window(number, length).Joined().Span);
            if (!held.TryTake(payload.Length)) return (payload, next);
            Bytes += payload.Length;
            payloads.Add(payload);
            context = next;
            return (payload, Option<DeflateContext>.None);
        }
    }
}
