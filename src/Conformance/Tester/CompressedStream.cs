namespace Pure.WebSockets.Conformance;

/// <summary>
/// The messages of one body, length and context, compressed one behind the other as they are asked for, and kept for who asks next.
/// </summary>
internal sealed class CompressedStream(Body body, int length, Deflation start, ByteBudget held)
{
    private readonly Lock gate = new();
    private readonly List<ReadOnlyMemory<byte>> payloads = [];
    private Deflation context = start;

    /// <summary>The octets kept.</summary>
    public long Bytes { get; private set; }

    /// <summary>
    /// The compressed payload of a message. Who asks has had all before it. When it could not be kept, the context behind it comes along:
    /// from there on who asked compresses for itself.
    /// </summary>
    public (ReadOnlyMemory<byte> Payload, Option<Deflation> Own) At(int number)
    {
        lock (gate)
        {
            if (number < payloads.Count) return (payloads[number], Option<Deflation>.None);
            var (next, payload) = context.Compress(body.Window(number, length).Joined().Span);
            if (!held.TryTake(payload.Length)) return (payload, next);
            Bytes += payload.Length;
            payloads.Add(payload);
            context = next;
            return (payload, Option<Deflation>.None);
        }
    }
}
