namespace Pure.WebSockets.Conformance;

/// <content>The part of the tester that sends the compressed messages of an exchange.</content>
internal sealed partial record Tester
{
    // In a compressed message, RSV1 is set only on the first frame (RFC 7692 §6.1).
    private const int Rsv1 = 4;

    private sealed partial class Stepping
    {
        /// <summary>
        /// Selects the shared compressed messages that match the parameters agreed in the opening handshake. If the case sends each message
        /// as the content of a request, creates a compression context for the tester instead.
        /// </summary>
        public void ChooseStream()
        {
            if (Now.Case.Expectation is Expectation.CompressedExchange exchange)
                Now = Now with
                {
                    Stream = exchange.Carrying.IsSome
                        ? Option<CompressedStream>.None
                        : Seen.Deflate.Map(agreed =>
                            Now.messages.Of(exchange, agreed.WindowBits(Seen.Tester), agreed.TakesContextOver(Seen.Tester))
                        ),
                    Own = exchange.Carrying.IsSome
                        ? Seen.Deflate.Map(agreed =>
                            DeflateContext.Create(agreed.WindowBits(Seen.Tester), agreed.TakesContextOver(Seen.Tester))
                        )
                        : Option<DeflateContext>.None,
                };
        }

        private void SendCompressed(Expectation.CompressedExchange exchange, int number)
        {
            var payload = Compressed(exchange, number);
            var given = exchange.FragmentSize == 0 ? Now.Options.AutoFragmentSize : exchange.FragmentSize;
            var size = given == 0 || payload.Length <= given ? payload.Length + 1 : given;
            var frames = (payload.Length / size) + 1;
            var octets = GC.AllocateUninitializedArray<byte>(payload.Length + (frames * WireFrame.LongestHeader));
            var written = 0;
            for (var at = 0; at <= payload.Length; at += size)
            {
                var key = Key();
                var part = payload.Slice(at, Math.Min(size, payload.Length - at));
                written += WireFrame.Write(
                    octets.AsSpan(written),
                    at == 0 ? (int)exchange.Body.Kind : 0,
                    final: at + size > payload.Length,
                    at == 0 ? Rsv1 : 0,
                    part.Span,
                    key,
                    Now.Options.ApplyMask
                );
            }

            Add(
                new TranscriptEntry.MessageSent(
                    exchange.Body.Kind,
                    frames,
                    exchange.Body.Window(number, exchange.Length).Length,
                    payload.Length,
                    written
                )
            );
            Write(octets.AsMemory(0, written));
        }

        private ReadOnlyMemory<byte> Compressed(Expectation.CompressedExchange exchange, int number)
        {
            var (payload, own) =
                Now.Own.Case is DeflateContext context ? Flip(context.Compress(PlainOf(exchange, number).Span))
                : Now.Stream.Case is CompressedStream stream ? stream.At(number)
                : throw new InvalidOperationException("a case without permessage-deflate sends no compressed messages");
            Now = Now with { Own = own };
            return payload;

            static ReadOnlyMemory<byte> PlainOf(Expectation.CompressedExchange exchange, int number)
            {
                var part = exchange.Body.Window(number, exchange.Length).Joined();
                return exchange.Carrying.Match(Some: carrying => carrying(part, number), None: () => part);
            }

            static (ReadOnlyMemory<byte> Payload, Option<DeflateContext> Own) Flip(
                (DeflateContext Next, ReadOnlyMemory<byte> Payload) compressed
            ) => (compressed.Payload, compressed.Next);
        }
    }
}
