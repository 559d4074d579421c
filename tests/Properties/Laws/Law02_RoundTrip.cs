namespace Pure.WebSockets.Properties;

/// <summary>Law 2: decoding what the encoder wrote gives the frames back, for each role, masking key and length class.</summary>
public sealed class Law02_RoundTrip
{
    [Property]
    public void Decoding_what_the_encoder_wrote_gives_the_frames_back(Written written)
    {
        var wire = written
            .Frames.SelectMany(one => written.Masked ? FrameEncoder.Encode(one.Frame, one.Key) : FrameEncoder.Encode(one.Frame))
            .ToArray()
            .AsSpan();
        foreach (var (frame, key) in written.Frames)
        {
            var rules = new FrameRules(written.Masked, Rsv1: true, MessageInProgress: frame.Opcode == Opcode.Continuation);
            Assert.Equal(0, FrameReader.Read(wire, rules, out var header, out var error));
            Assert.Null(error);
            Assert.Equal(FrameEncoder.Size(frame, written.Masked), header.Size + (int)header.Length);
            var payload = new byte[header.Length];
            Masking.Apply(wire.Slice(header.Size, payload.Length), payload, header.Key);
            Assert.Equal(frame, new Frame(header.Opcode, header.Final, header.Rsv1, payload));
            Assert.Equal(written.Masked ? key : default, header.Key);
            wire = wire[(header.Size + payload.Length)..];
        }

        Assert.True(wire.IsEmpty);
    }

    [Property]
    public void The_encoder_writes_what_an_independent_encoder_writes(Written written)
    {
        foreach (var (frame, key) in written.Frames)
        {
            var other = new WireFrame(frame.Final, frame.Rsv1 ? 4 : 0, (int)frame.Opcode, frame.Payload)
            {
                Key = written.Masked ? key : null,
            };
            Assert.Equal(other.ToBytes(), written.Masked ? FrameEncoder.Encode(frame, key) : FrameEncoder.Encode(frame));
            var larger = new byte[other.ToBytes().Length + 1];
            Assert.Equal(larger.Length - 1, written.Masked ? FrameEncoder.Write(frame, key, larger) : FrameEncoder.Write(frame, larger));
            Assert.Equal([.. other.ToBytes(), 0], larger);
        }
    }
}
