using System.Text;

namespace Pure.WebSockets.Properties;

/// <summary>
/// Law 8: text is accepted if and only if strict UTF-8 decoding accepts it, however it is split. It is rejected at the first byte that
/// makes it invalid.
/// </summary>
public sealed class Law08_Text
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Connection Open = Connection.CreateOpen(Role.Client, Agreement.Plain, ConnectionOptions.Default);

    private static readonly Connection Compressing = Connection.CreateOpen(Role.Client, Agreed.Default, ConnectionOptions.Default);

    [Property]
    public void Text_is_accepted_exactly_when_the_strict_decoder_accepts_it_at_every_split(TextClaim claim)
    {
        var accepted = Accepts(claim.Bytes);
        for (var split = 0; split <= claim.Bytes.Length; split++)
        {
            var wire = new Input.Received((byte[])
            [
                .. new WireFrame(Final: false, 0, 1, claim.Bytes.Memory[..split]).ToBytes(),
                .. new WireFrame(Final: true, 0, 0, claim.Bytes.Memory[split..]).ToBytes(),
            ]);
            var told = StepRun.Of(Open, [wire]);
            Assert.Equal(accepted ? [new Effect.Message(MessageKind.Text, claim.Bytes)] : [], told.Effects.OfType<Effect.Message>());
            Assert.Equal(accepted ? [] : [1007], told.Effects.OfType<Effect.Failed>().Select(failed => failed.Error.Code));
        }
    }

    [Property]
    public void Text_is_refused_at_the_first_byte_that_no_continuation_can_mend(TextClaim claim)
    {
        // A fragment is announced and sent byte by byte. The oracle is the strict decoder, fed in the same way.
        var state = Protocol
            .Step(Open, new Input.Received(new WireFrame(Final: false, 0, 1, ByteString.Empty) { Announced = 100 }.ToBytes()))
            .Next;
        var decoder = Strict.GetDecoder();
        foreach (var octet in claim.Bytes.ToArray())
        {
            state = Protocol.Step(state, new Input.Received((byte[])[octet])).Next;
            Assert.Equal(Takes(decoder, octet), state.Phase is Phase.Open);
            if (state.Phase is not Phase.Open) return;
        }
    }

    [Property]
    public void Text_that_comes_compressed_is_accepted_exactly_when_the_strict_decoder_accepts_it_at_every_split(TextClaim claim, int seed)
    {
        var payload = CompressedMessages
            .Payload(new Random(seed), DeflateContext.Create(15, contextTakeover: true), claim.Bytes.ToArray())
            .Payload;
        var accepted = Accepts(claim.Bytes);
        for (var split = 0; split <= payload.Length; split++)
        {
            var wire = new Input.Received((byte[])
            [
                .. new WireFrame(Final: false, 4, 1, payload[..split]).ToBytes(),
                .. new WireFrame(Final: true, 0, 0, payload[split..]).ToBytes(),
            ]);
            var told = StepRun.Of(Compressing, [wire]);
            Assert.Equal(accepted ? [new Effect.Message(MessageKind.Text, claim.Bytes)] : [], told.Effects.OfType<Effect.Message>());
            Assert.Equal(accepted ? [] : [1007], told.Effects.OfType<Effect.Failed>().Select(failed => failed.Error.Code));
        }
    }

    [Property]
    public void Text_that_comes_compressed_is_refused_as_it_comes_out(TextClaim claim)
    {
        // A stored block is announced, so that each byte is inflated on its own.
        byte[] stored = [0x00, 0xff, 0x00, 0x00, 0xff];
        var state = Protocol
            .Step(
                Compressing,
                new Input.Received(
                    (byte[])[.. new WireFrame(Final: false, 4, 1, ByteString.Empty) { Announced = 100 }.ToBytes(), .. stored]
                )
            )
            .Next;
        var decoder = Strict.GetDecoder();
        foreach (var octet in claim.Bytes.ToArray())
        {
            state = Protocol.Step(state, new Input.Received((byte[])[octet])).Next;
            Assert.Equal(Takes(decoder, octet), state.Phase is Phase.Open);
            if (state.Phase is not Phase.Open) return;
        }
    }

    [Property]
    public void Text_to_send_is_refused_exactly_when_the_strict_decoder_refuses_it_at_every_split(TextClaim claim)
    {
        var accepted = Accepts(claim.Bytes);
        Assert.Equal(accepted, IsSent(Protocol.Step(Open, new Input.Send(MessageKind.Text, claim.Bytes))));
        for (var split = 0; split <= claim.Bytes.Length; split++)
        {
            var first = Protocol.Step(Open, new Input.SendPart(MessageKind.Text, claim.Bytes.Memory[..split], Final: false));
            Assert.Equal(
                accepted,
                IsSent(first)
                    && IsSent(Protocol.Step(first.Next, new Input.SendPart(MessageKind.Text, claim.Bytes.Memory[split..], Final: true)))
            );
        }
    }

    [Property]
    public void Pieces_of_text_start_and_end_on_code_points(Conversation conversation)
    {
        var pieces = conversation with { Options = conversation.Options with { Delivery = Delivery.Pieces } };
        foreach (var step in StepRun.Steps(pieces.Start, pieces.CutInputs()))
            foreach (var piece in step.Transition.Effects.OfType<Effect.MessagePiece>().Where(piece => piece.Kind == MessageKind.Text))
                Assert.True(Accepts(piece.Data));
    }

    private static bool IsSent(Transition transition) => !transition.Outputs.IsEmpty;

    private static bool Accepts(ByteString bytes)
    {
        try
        {
            Strict.GetCharCount(bytes.Memory.Span);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static bool Takes(Decoder decoder, byte octet)
    {
        try
        {
            decoder.GetChars([octet], new char[4], flush: false);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
