namespace Pure.WebSockets.Conformance;

/// <summary>
/// The compressed messages of a run. Many cases send the same messages. For the same negotiated parameters, a message is therefore
/// compressed only once, when the first case needs the message. The message is stored until the last case that needs the message has
/// ended. At most 256 MiB of messages are stored. After this limit is reached, each case compresses the remaining messages itself. This
/// class is thread-safe.
/// </summary>
internal sealed class CompressedMessages
{
    private const long MaxBytes = 256L * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<Cut, int> users;
    private readonly Dictionary<(Cut Cut, int WindowBits, bool TakesContextOver), CompressedStream> streams = [];
    private readonly ByteBudget held;

    private CompressedMessages(Dictionary<Cut, int> users, long maxBytes) => (this.users, held) = (users, new ByteBudget(maxBytes));

    /// <summary>Creates an instance for a case that shares no messages. The instance stores no messages.</summary>
    public static CompressedMessages NotShared() => new([], maxBytes: 0);

    /// <summary>Creates an instance for the given cases. <see cref="Release"/> must be called once for each case.</summary>
    public static CompressedMessages For(Seq<Case> cases) =>
        new(cases.Choose(CutOf).GroupBy(cut => cut).ToDictionary(group => group.Key, group => group.Count()), MaxBytes);

    /// <summary>Records that a case has ended, and releases the messages that no other case needs.</summary>
    public void Release(Case ended)
    {
        if (CutOf(ended).Case is not Cut cut) return;
        lock (gate)
        {
            if (!users.TryGetValue(cut, out var left)) return;
            users[cut] = left - 1;
            if (left > 1) return;
            foreach (var key in streams.Keys.Where(key => key.Cut == cut).ToArray())
            {
                held.Return(streams[key].Bytes);
                streams.Remove(key);
            }
        }
    }

    /// <summary>
    /// Returns the key of a case's messages, without the parameters that are negotiated with the peer. Cases with the same key can share
    /// their messages. Returns None if the case exchanges no compressed messages, or if it sends each message as the content of a request.
    /// </summary>
    internal static Option<Cut> CutOf(Case running) =>
        running.Expectation is Expectation.CompressedExchange { Carrying.IsNone: true } exchange
            ? new Cut(exchange.Body, exchange.Length, exchange.Count)
            : Option<Cut>.None;

    internal CompressedStream Of(Expectation.CompressedExchange exchange, int windowBits, bool takesContextOver)
    {
        var key = (new Cut(exchange.Body, exchange.Length, exchange.Count), windowBits, takesContextOver);
        lock (gate)
        {
            if (!streams.TryGetValue(key, out var stream))
                streams.Add(
                    key,
                    stream = new CompressedStream(exchange.Body, exchange.Length, DeflateContext.Create(windowBits, takesContextOver), held)
                );
            return stream;
        }
    }

    /// <summary>
    /// The key of a case's messages. The key contains the body, and the length and the number of the messages into which the body is
    /// divided.
    /// </summary>
    internal sealed record Cut(PayloadSource Body, int Length, int Count);
}
