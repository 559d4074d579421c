using System.Diagnostics;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// Tests how the model reads compressed messages: which forms RFC 7692 allows, which window a receiver may keep, and how much of a peer
/// is kept and read again.
/// </summary>
public sealed class CompressedModelTests
{
    private const int Window = 9;
    private const int BeyondWindow = 600;
    private const int MostPayload = 16 * 1024 * 1024;

    // "Hello" in a final block, without the byte 00 that follows it in a message.
    private const string FinalHello = "f348cdc9c90700";
    private const string OtherHello = "f248cdc9c90700";

    // Quadratic work for these peers takes many minutes.
    private static readonly TimeSpan Linear = TimeSpan.FromMinutes(1);
    private static readonly AgreedDeflate Usual = Agreed(15, takesOver: true);

    /// <summary>
    /// "An endpoint MAY use both DEFLATE blocks with the "BFINAL" bit set to 0 and DEFLATE blocks with the "BFINAL" bit set to 1"
    /// (RFC 7692 §7.2.1).
    /// </summary>
    [Theory]
    [InlineData("the block whose last four bytes are omitted is a final one", "", "01")]
    [InlineData("a final block and an empty final block", "Hello", FinalHello + "01")]
    [InlineData("a final block and its padding", "Hello", FinalHello + "00")]
    [InlineData("a block after a final one", "HelloHello", FinalHello + OtherHello)]
    [InlineData("two final blocks", "HelloHello", FinalHello + FinalHello + "00")]
    public void A_peer_may_end_each_block_with_the_final_bit(string why, string text, string payload)
    {
        foreach (var cut in Enumerable.Range(0, payload.Length / 2))
        {
            var octets = Convert.FromHexString(payload);
            byte[] frames = cut == 0
                ? FromServer(0xc1, octets)
                : [.. FromServer(0x41, octets[..cut]), .. FromServer(0x80, octets[cut..])];
            var model = PeerModel
                .Start(Role.Server, PeerProfile.Echo, Usual)
                .AfterSent(ToServer(1, System.Text.Encoding.UTF8.GetBytes(text)))
                .AfterReceived(frames)
                .AfterWait(TimeSpan.FromSeconds(1));
            Assert.True(model.Findings.IsEmpty, $"{why}, {cut} bytes in the first frame: {string.Join("; ", model.Findings)}");
        }
    }

    [Theory]
    [InlineData("MUST, RFC 7692 §7.2.1: the peer sent a compressed message that does not end with an empty block", FinalHello)]
    [InlineData("MUST, RFC 7692 §7.2.1: the peer sent a compressed message that does not end with an empty block", "")]
    [InlineData("MUST, RFC 7692 §7.2.2: the peer sent a compressed message that cannot be inflated", FinalHello + "07")]
    public void A_peer_may_not_leave_out_the_last_block(string finding, string payload) =>
        Assert.Equal(
            finding,
            $"{Assert.Single(Silent(Usual).AfterReceived(FromServer(0xc1, Convert.FromHexString(payload))).Findings)}"
        );

    /// <summary>The empty final block is a valid message, so a server must send it back.</summary>
    [Fact]
    public void A_message_that_ends_with_a_final_block_must_come_back()
    {
        var model = PeerModel.Start(Role.Server, PeerProfile.Echo, Usual).AfterSent(ToServer(1, [0x01], reserved: 4));
        Assert.Equal(Ending.None, model.Sent.Ending);
        Assert.Contains("did not send text “” back", $"{Assert.Single(model.AfterWait(TimeSpan.FromSeconds(1)).Findings)}");
        Assert.Empty(model.AfterReceived(FromServer(0x81, [])).AfterWait(TimeSpan.FromSeconds(1)).Findings);
    }

    /// <summary>
    /// A sender must not refer back further than the agreed window, or to an earlier message without context takeover (RFC 7692 §7.1). A
    /// receiver may keep more than it needs, and then sends the message back. It may also fail the connection.
    /// </summary>
    [Theory]
    [InlineData(Window, true)]
    [InlineData(15, false)]
    public void A_receiver_may_keep_more_than_the_agreed_window(int bits, bool takesOver)
    {
        var (first, second) = (Referring(0), Referring(1));
        var model = PeerModel.Start(Role.Server, PeerProfile.Echo, Agreed(bits, takesOver)).AfterSent(ToServer(2, first, reserved: 4));
        Assert.Equal(Ending.None, model.Sent.Ending);
        model = model.AfterReceived(FromServer(0x82, Plain)).AfterSent(ToServer(2, second, reserved: 4));
        Assert.Empty(model.AfterReceived(FromServer(0x82, Plain)).AfterWait(TimeSpan.FromSeconds(1)).Findings);
        Assert.Empty(model.AfterReceived(FromServer(0x88, [0x03, 0xef])).AfterTransportEnd(mayHaveLostBytes: false).Findings);
        // A part of the message may already fail the connection.
        var part = model.AfterSent(ToServer(2, second, reserved: 4)[..^1]);
        Assert.Empty(part.AfterReceived(FromServer(0x88, [0x03, 0xef])).AfterTransportEnd(mayHaveLostBytes: false).Findings);
    }

    /// <summary>The model does not read the bytes after an ambiguous message, so a pong may answer a ping in these bytes.</summary>
    [Fact]
    public void A_pong_may_answer_a_ping_after_an_ambiguous_message()
    {
        var ping = ToServer(9, [0x61]);
        var pong = FromServer(0x8a, [0x61]);
        var model = PeerModel
            .Start(Role.Server, PeerProfile.Echo, Agreed(15, takesOver: false))
            .AfterSent(ping)
            .AfterSent(ToServer(2, Referring(0), reserved: 4))
            .AfterReceived((byte[])[.. pong, .. FromServer(0x82, Plain)])
            .AfterSent(ToServer(2, Referring(1), reserved: 4));
        Assert.Equal(Ending.Open, model.Sent.Ending);
        Assert.Contains("twice", $"{Assert.Single(model.AfterReceived(pong).Findings)}");
        Assert.Empty(model.AfterSent(ping).AfterReceived(pong).AfterWait(TimeSpan.FromSeconds(1)).Findings);
    }

    /// <summary>
    /// A part that ends after a final block can be read in different ways. When the message is complete, it is valid, and the peer may not
    /// fail the connection any more.
    /// </summary>
    [Fact]
    public void A_cut_after_a_final_block_changes_nothing_after_the_message()
    {
        var frame = ToServer(1, Convert.FromHexString(FinalHello + "00"), reserved: 4);
        foreach (var cut in Enumerable.Range(1, frame.Length - 1))
        {
            var model = PeerModel
                .Start(Role.Server, PeerProfile.Echo, Usual)
                .AfterSent(frame.AsMemory(0, cut))
                .AfterSent(frame.AsMemory(cut))
                .AfterReceived(FromServer(0x81, "Hello"u8.ToArray()));
            Assert.True(model.IsAtRest, $"{cut}");
            Assert.StartsWith(
                "MUST, RFC 6455 §7.1: the peer closed the connection with 1002",
                $"{Assert.Single(model.AfterReceived(FromServer(0x88, [0x03, 0xea])).Findings)}",
                StringComparison.Ordinal
            );
        }
    }

    /// <summary>A message of 2 MiB that is sent in a few bytes may be rejected because of its length.</summary>
    [Fact]
    public void A_long_compressed_message_may_be_rejected_until_it_has_come_back()
    {
        const int Length = 2 * 1024 * 1024;
        var payload = Deflating.Zeros(Length);
        var frames = new[]
        {
            WireFrame.Encode(new RawFrame(2, Payload.Of(payload[..^10]), Final: false, Reserved: 4), new MaskKey(0)),
            ToServer(0, payload[^10..]),
        };
        var model = PeerModel.Start(Role.Server, PeerProfile.Echo, Usual);
        foreach (var frame in frames)
        {
            model = model.AfterSent(frame);
            Assert.Empty(model.AfterReceived(FromServer(0x88, [0x03, 0xf1])).AfterTransportEnd(mayHaveLostBytes: false).Findings);
        }

        model = model.AfterReceived(FromServer(0x82, new byte[Length]));
        Assert.True(model.IsAtRest);
        var closed = model.AfterReceived(FromServer(0x88, [0x03, 0xf1]));
        Assert.Contains("closed the connection with 1009", $"{Assert.Single(closed.Findings)}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Window, true, "MUST, RFC 7692 §7.1.2: the peer sent a compressed message that refers back further than the agreed window")]
    [InlineData(15, false, "MUST, RFC 7692 §7.1.1: the peer sent a compressed message that refers to an earlier one")]
    public void A_sender_may_not_refer_to_what_a_receiver_need_not_keep(int bits, bool takesOver, string finding)
    {
        var model = Silent(Agreed(bits, takesOver)).AfterReceived(FromServer(0xc2, Referring(0)));
        Assert.Empty(model.Findings);
        Assert.StartsWith(
            finding,
            $"{Assert.Single(model.AfterReceived(FromServer(0xc2, Referring(1))).Findings)}",
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_sender_that_keeps_to_the_agreed_window_breaks_no_rule()
    {
        var deflating = new Deflating(Window, takesOver: true);
        var model = Silent(Agreed(Window, takesOver: true));
        for (var number = 0; number < 20; number++)
            model = model.AfterReceived(FromServer(0xc2, deflating.Message(Plain, DeflateForm.Fixed)));
        Assert.Empty(model.Findings);
    }

    [Fact]
    public void A_compressed_message_in_many_fragments_takes_linear_time()
    {
        const int Length = 200_000;
        var payload = new Deflating(15, takesOver: false).Message(Bytes(Length), DeflateForm.Fixed);
        var frames = new List<byte>(4 * Length);
        for (var at = 0; at < payload.Length - 1; at++)
            frames.AddRange([at == 0 ? (byte)0x42 : (byte)0, 1, payload[at], 0, 0]);
        frames.AddRange([0x80, 1, payload[^1]]);
        var clock = Stopwatch.StartNew();
        var model = Silent(Usual).AfterReceived(frames.ToArray());
        Assert.Empty(model.Findings);
        Assert.False(model.Received.Messages.IsInMessage);
        Assert.True(clock.Elapsed < Linear, $"{clock.Elapsed}");
    }

    [Fact]
    public void A_long_frame_that_comes_in_small_pieces_takes_linear_time()
    {
        const int Piece = 100;
        var frame = FromServer(0x82, new byte[MostPayload]);
        var clock = Stopwatch.StartNew();
        var model = Silent(Usual);
        for (var at = 0; at < frame.Length && clock.Elapsed < Linear; at += Piece)
            model = model.AfterReceived(frame.AsMemory(at, Math.Min(Piece, frame.Length - at)));
        Assert.True(clock.Elapsed < Linear, $"{clock.Elapsed}");
        Assert.Empty(model.Findings);
        Assert.True(model.Received.Unread.IsEmpty);
    }

    /// <summary>A peer that does not echo may send any message, but its bytes are not kept without a bound.</summary>
    [Theory]
    [InlineData(0x02, false, "")]
    [InlineData(0x42, false, "")]
    [InlineData(0x02, true, "MUST, RFC 6455 §6.2: the peer sent more than 16777216 bytes of a message, which answers none")]
    public void The_message_that_a_peer_does_not_end_is_kept_up_to_a_limit(int first, bool echoes, string finding)
    {
        const int Fragment = 1 << 20;
        var model = PeerModel.Start(Role.Server, echoes ? PeerProfile.Echo : PeerProfile.Silent, Usual);
        // Stored blocks, so that the compressed message is valid.
        var payload = new byte[Fragment];
        for (var at = 0; at < Fragment; at += 1 << 16)
            new byte[] { 0, 0xfb, 0xff, 0x04, 0 }.CopyTo(payload, at);
        for (var count = 0; count < 40; count++)
        {
            model = model.AfterReceived(FromServer((byte)(count == 0 ? first : 0), payload));
            Assert.InRange(model.Received.Messages.PayloadLength, 0, MostPayload);
        }

        Assert.Equal(finding, string.Join("; ", model.Findings));
        Assert.True(model.Received.IsIllegal);
    }

    private static byte[] Plain { get; } = Bytes(BeyondWindow);

    private static byte[] Bytes(int length)
    {
        var octets = new byte[length];
        new Random(16).NextBytes(octets);
        return octets;
    }

    /// <summary>
    /// Returns the payloads of two equal messages of a sender with a window of 32 KiB. The second one refers to the first one.
    /// </summary>
    private static byte[] Referring(int number)
    {
        var deflating = new Deflating(15, takesOver: true);
        var first = deflating.Message(Plain, DeflateForm.Stored);
        return number == 0 ? first : deflating.Message(Plain, DeflateForm.Fixed);
    }

    private static AgreedDeflate Agreed(int bits, bool takesOver) => new(!takesOver, bits, !takesOver, bits);

    private static PeerModel Silent(AgreedDeflate agreed) => PeerModel.Start(Role.Server, PeerProfile.Silent, agreed);

    private static byte[] ToServer(int opcode, byte[] payload, int reserved = 0) =>
        WireFrame.Encode(new RawFrame(opcode, Payload.Of(payload), Reserved: reserved), new MaskKey(0));

    private static byte[] FromServer(byte first, byte[] payload)
    {
        var head = payload.Length switch
        {
            < 126 => new byte[] { first, (byte)payload.Length },
            <= ushort.MaxValue => [first, 126, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [
                first,
                127,
                0,
                0,
                0,
                0,
                (byte)(payload.Length >> 24),
                (byte)(payload.Length >> 16),
                (byte)(payload.Length >> 8),
                (byte)payload.Length,
            ],
        };
        return [.. head, .. payload];
    }
}
