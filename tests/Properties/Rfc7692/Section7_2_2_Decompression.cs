namespace Pure.WebSockets.Properties;

public sealed class Section7_2_2_Decompression
{
    private const int Mebibyte = 1024 * 1024;

    private static readonly string Rule = "RFC 7692 §7.2.2";

    private static readonly byte[] Hello = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];

    /// <summary>A mebibyte of zeros, flushed. It may be repeated.</summary>
    private static readonly byte[] Zeros = FrameworkDeflate.Compress([new byte[Mebibyte]], level: 3, final: false);

    /// <summary>The error of a payload that cannot be decompressed.</summary>
    public static TheoryData<string, byte[]> Corrupt { get; } =
        new()
        {
            { "a block of the reserved type 3", [0x06] },
            { "a block of the reserved type 3", [0xff, 0xff, 0xff] },
            { "a stored block whose length and complement differ", [0x00, 0x05, 0x00, 0xfa, 0xfe, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00] },
            { "the distance 1 exceeds the window of 0 bytes", [0x02, 0x02, 0x00] },
            { "an unassigned literal/length code", [0x1a, 0x03, 0x00, 0x00] },
            {
                "an unassigned distance code",
                new BitList().Add(2, 3).Add(DeflateDecoder.Fixed.Literals.Codes[257]).Add((30, 5)).Align().ToBytes()
            },
            { "a block of 288 literal/length codes and 32 distance codes", [0xfc, 0xff, 0xff, 0xff] },
            { "a block whose code length code is not a prefix code", [0x04, 0x00, 0x00, 0x00] },
            {
                "a block whose first code length repeats a missing previous length",
                Dynamic(symbol: 16).Add(1, 1).Add(0, 2).Align().ToBytes()
            },
            {
                "a block with too many code lengths",
                Dynamic(symbol: 18).Add(1, 1).Add(127, 7).Add(1, 1).Add(127, 7).Align().ToBytes()
            },
            {
                "an incomplete literal or distance code, or no end-of-block code",
                Dynamic(symbol: 18).Add(1, 1).Add(127, 7).Add(1, 1).Add(109, 7).Align().ToBytes()
            },
        };

    /// <summary>
    /// The start of a dynamic block of 257 literal codes and one distance code. In its code length code, the length 0 has the code 0, and
    /// that symbol the code 1.
    /// </summary>
    private static BitList Dynamic(int symbol) =>
        new BitList().Add(4, 3).Add(0, 14).Add(symbol == 16 ? 1 : 0, 3).Add(0, 3).Add(symbol == 18 ? 1 : 0, 3).Add(1, 3);

    [Theory]
    [MemberData(nameof(Corrupt))]
    public void Data_that_cannot_be_decompressed_fails_the_connection(string seen, byte[] payload)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            // Also with many bytes after it: with enough room and input, a faster loop reads it.
            foreach (
                var scene in new[]
                {
                    Agreed.Open(role).Receives(Compressed(payload)),
                    Agreed.Open(role).Receives(Compressed([.. payload, .. new byte[100]])),
                }
            )
            {
                Assert.Equal((1007, Rule), Fault(scene));
                Assert.EndsWith($" ({seen})", scene.Error.Seen, StringComparison.Ordinal);
            }

            Assert.Equal(
                (1007, Rule),
                Fault(
                    Agreed
                        .Open(role)
                        .Receives(Compressed(Hello))
                        .Receives(Compressed([0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, .. payload]))
                )
            );
        }
    }

    [Fact]
    public void A_message_that_ends_within_a_block_fails_the_connection()
    {
        foreach (
            var payload in new[]
            {
                Hello,
                [0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00],
                [0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00],
            }
        )
        {
            // The last byte is only the header of the block that the tail continues. Without it, the block before it is complete, or not.
            for (var length = 1; length < payload.Length - 1; length++)
            {
                var scene = Agreed.Open(Role.Client).Receives(Compressed(payload[..length], kind: Opcode.Binary));
                if (DeflateDecoder.ReadMessage(payload[..length], windowBits: 15).IsWhole) Assert.Single(scene.Messages);
                else Assert.Equal((1007, Rule), Fault(scene));
            }
        }

    }

    [Fact]
    public void A_message_without_a_payload_is_empty()
    {
        Assert.Equal("", Assert.Single(Agreed.Open(Role.Client).Receives(Compressed([])).Messages).Text);
        var fragments = Agreed
            .Open(Role.Client)
            .Receives(Compressed([], final: false))
            .Receives(Opcode.Continuation, "", final: false)
            .Receives(Opcode.Continuation, "");
        Assert.Equal("", Assert.Single(fragments.Messages).Text);
    }

    /// <summary>
    /// Messages whose last block, from which the sender removed four bytes, is a final one. RFC 7692 §7.2.1: "An endpoint MAY use both
    /// DEFLATE blocks with the "BFINAL" bit set to 0 and DEFLATE blocks with the "BFINAL" bit set to 1."
    /// </summary>
    [Theory]
    [InlineData("", new byte[] { 0x01 })]
    [InlineData("Hello", new byte[] { 0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x01 })]
    [InlineData("Hello", new byte[] { 0x01, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x01 })]
    public void The_block_that_the_tail_completes_may_be_final(string text, byte[] payload)
    {
        var scene = Agreed
            .Open(Role.Client)
            .Receives(Compressed(Hello))
            .Receives(Compressed(payload))
            .Receives(Compressed([0xf2, 0x00, 0x11, 0x00, 0x00]));
        Assert.Equal(["Hello", text, "Hello"], scene.Messages.Select(message => message.Text));
    }

    /// <summary>
    /// Payloads that end after a block that is not final. The tail would begin another block, which would continue in the next message.
    /// </summary>
    public static TheoryData<byte[]> WithoutABlockForTheTail { get; } =
        new(
            [.. Hello, 0x00, 0x00, 0xff, 0xff],
            [0x00, 0x00, 0x00, 0xff, 0xff],
            [0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f],
            [.. Hello, 0x00, 0x00, 0xff, 0xff, 0x00, 0x00, 0x00, 0xff, 0xff],
            [0x03, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff],
            // A block of fixed codes that fills its last byte: 3 bits, a literal of 9, a match of 12, a literal of 9, and the 7 bits of its
            // end.
            new BitList()
                .Add(2, 3)
                .Add(DeflateDecoder.Fixed.Literals.Codes[200])
                .Add(DeflateDecoder.Fixed.Literals.Codes[257])
                .Add((0, 5))
                .Add(DeflateDecoder.Fixed.Literals.Codes[200])
                .Add(DeflateDecoder.Fixed.Literals.Codes[256])
                .ToBytes()
        );

    [Theory]
    [MemberData(nameof(WithoutABlockForTheTail))]
    public void A_message_that_ends_after_a_block_that_is_not_final_fails_the_connection_at_every_cut(byte[] payload)
    {
        Assert.Equal(
            (1007, Rule),
            InflateContext
                .Create(15, contextTakeover: true)
                .Inflate(payload, 1000)
                .Match(Right: _ => default, Left: error => (error.Code, error.Rule))
        );
        foreach (var role in Enum.GetValues<Role>())
            foreach (
                var parameters in new DeflateParameters?[]
                {
                null,
                new DeflateParameters { ServerNoContextTakeover = true, ClientNoContextTakeover = true },
                }
            )
            {
                for (var cut = 0; cut <= payload.Length; cut++)
                {
                    var fragments = Agreed
                        .Open(role, parameters)
                        .Receives(Compressed(payload[..cut], final: false, kind: Opcode.Binary))
                        .Receives(Opcode.Continuation, payload[cut..]);
                    Assert.Equal((1007, Rule), Fault(fragments));
                    Assert.EndsWith($" ({CompressionErrors.NoBlockForTheTail})", fragments.Error.Seen, StringComparison.Ordinal);
                }

                var wire = Compressed(payload, kind: Opcode.Binary);
                if (role == Role.Server) wire = wire with { Key = new MaskKey(0x12345678) };
                for (var size = 1; size <= payload.Length; size++)
                {
                    var scene = Agreed.Open(role, parameters);
                    foreach (var piece in wire.ToBytes().Chunk(size)) scene = scene.Receives(piece);
                    Assert.Equal((1007, Rule), Fault(scene));
                }

                // However little memory is lent, the last bytes of the message show it.
                foreach (var lent in new[] { 4, 5, 300 })
                    Assert.Equal(
                        1007,
                        Assert
                            .Single(
                                KernelRun
                                    .Of(Agreed.Open(role, parameters).State, [new Input.Received(wire.ToBytes())], lent)
                                    .Effects.OfType<Effect.Failed>()
                            )
                            .Error.Code
                    );
            }
    }

    [Fact]
    public void A_message_may_end_with_a_final_block_with_an_empty_one_behind_it_and_without()
    {
        byte[] final = [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
        byte[] empty = [0x03, 0x00];
        foreach (
            var payload in new byte[][] { final, [.. final, 0x00], empty, [.. empty, 0x00], [.. Hello, 0x00, 0x00, 0xff, 0xff, .. empty] }
        )
        {
            // The bytes after it are complete: nothing of the end is left over.
            var scene = Agreed.Open(Role.Client).Receives(Compressed(payload)).Receives(Compressed(Hello));
            Assert.Equal([payload.Length > 4 ? "Hello" : "", "Hello"], scene.Messages.Select(message => message.Text));
            Assert.True(InflateContext.Create(15, contextTakeover: true).Inflate(payload, 1000).IsRight);
        }
    }

    [Fact]
    public void A_match_may_go_back_as_far_as_the_window_and_not_one_byte_more()
    {
        foreach (var bits in Enumerable.Range(8, 8))
        {
            var size = WindowSize.Of(bits);
            var agreed = new DeflateParameters { ServerMaxWindowBits = bits };
            var stored = Stored(Plain.Noise(new Random(bits), Math.Min(size + 1, 65_535)));
            var scene = Agreed.Open(Role.Client, agreed).Receives(Compressed(stored, kind: Opcode.Binary));
            Assert.Equal(2, scene.Receives(Compressed(Match(size), kind: Opcode.Binary)).Messages.Count());
            if (bits < 15) Assert.Equal((1007, Rule), Fault(scene.Receives(Compressed(Match(size + 1), kind: Opcode.Binary))));
        }

        Assert.EndsWith(
            " (the distance 6 exceeds the window of 5 bytes)",
            Agreed.Open(Role.Client).Receives(Compressed(Hello)).Receives(Compressed(Match(6))).Error.Seen,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_the_bits_of_a_fragment_stand_for_is_told_with_it_to_the_last_bit()
    {
        // A literal of 9 bits and a match of 12 after the block's header: three bytes.
        var bits = new BitList()
            .Add(2, 3)
            .Add(DeflateDecoder.Fixed.Literals.Codes[200])
            .Add(DeflateDecoder.Fixed.Literals.Codes[257])
            .Add((0, 5))
            .ToBytes();
        Assert.Equal(3, bits.Length);
        var progress = Kernel.Receive(
            Agreed.Open(Role.Client).State,
            Compressed(bits, final: false, kind: Opcode.Binary).ToBytes(),
            new byte[100]
        );
        Assert.Equal([200, 200, 200, 200], progress.Payload.ToArray());
    }

    [Fact]
    public void Wherever_the_lent_memory_ends_the_state_can_be_saved()
    {
        // Enough memory for the faster loop, which reads ahead.
        var plain = Plain.Prose(new Random(1), 4000);
        ReadOnlyMemory<byte> wire = Compressed(
                DeflateContext.Create(15, contextTakeover: true).Compress(plain).Payload.ToArray(),
                kind: Opcode.Binary
            )
            .ToBytes();
        var (state, steps) = (Agreed.Open(Role.Client).State, 0);
        for (var more = true; more || !wire.IsEmpty; steps++)
        {
            var progress = Kernel.Receive(state, wire, new byte[400]);
            (state, wire, more) = (progress.Next, wire[progress.Consumed..], progress.More);
            Assert.Equal(
                state,
                Snapshot
                    .Read(Snapshot.Write(state))
                    .Match(Right: read => read, Left: error => throw new InvalidOperationException(error.Why))
            );
        }

        Assert.InRange(steps, 10, 100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(300)]
    [InlineData(70_000)]
    public void A_message_may_inflate_to_the_limit_and_not_to_one_byte_more(int limit)
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxInflatedBytes = limit } };
        foreach (
            var make in new Func<int, byte[]>[]
            {
                length => Stored(new byte[length]),
                length => DeflateContext.Create(15, contextTakeover: true).Compress(new byte[length]).Payload.ToArray(),
                length => FrameworkDeflate.Compress([new byte[length]], level: 0, final: true),
            }
        )
        {
            Assert.Equal(
                limit,
                Assert
                    .Single(Agreed.Open(Role.Client, options: options).Receives(Compressed(make(limit), kind: Opcode.Binary)).Messages)
                    .Data.Length
            );
            Assert.Equal(
                (1009, "RFC 6455 §10.4"),
                Fault(Agreed.Open(Role.Client, options: options).Receives(Compressed(make(limit + 1), kind: Opcode.Binary)))
            );
        }
    }

    [Fact]
    public void The_limit_of_a_message_holds_for_what_it_stands_for_too()
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxMessageBytes = 300 } };
        var context = DeflateContext.Create(15, contextTakeover: true);
        Assert.Equal(
            300,
            Assert
                .Single(
                    Agreed
                        .Open(Role.Client, options: options)
                        .Receives(Compressed(context.Compress(new byte[300]).Payload.ToArray(), kind: Opcode.Binary))
                        .Messages
                )
                .Data.Length
        );
        Assert.Equal(
            (1009, "RFC 6455 §10.4"),
            Fault(
                Agreed
                    .Open(Role.Client, options: options)
                    .Receives(Compressed(context.Compress(new byte[301]).Payload.ToArray(), kind: Opcode.Binary))
            )
        );
    }

    [Fact]
    public void A_message_inflated_at_once_may_have_the_limit_and_not_one_byte_more()
    {
        foreach (var length in new[] { 0, 1, 300, 100_000 })
        {
            var payload = DeflateContext.Create(15, contextTakeover: true).Compress(new byte[length]).Payload.Span;
            var inflated = InflateContext.Create(15, contextTakeover: true).Inflate(payload, length);
            Assert.Equal(new byte[length], inflated.Match(Right: whole => whole.Message.ToArray(), Left: _ => []));
            Assert.True(inflated.IsRight);
            if (length == 0) continue;
            foreach (var limit in new[] { length - 1, length / 2, 0 })
            {
                var refused = InflateContext
                    .Create(15, contextTakeover: true)
                    .Inflate(payload, limit)
                    .Match(Right: _ => null!, Left: error => error);
                Assert.Equal(1009, refused.Code);
                Assert.Contains($" {limit} bytes", refused.Seen, StringComparison.Ordinal);
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => InflateContext.Create(15, contextTakeover: true).Inflate([0x00], -1));
    }

    [Fact]
    public void A_message_inflated_at_once_breaks_the_rule_that_it_breaks_in_pieces()
    {
        foreach (var row in Corrupt)
            Assert.Equal(
                (1007, Rule),
                InflateContext
                    .Create(15, contextTakeover: true)
                    .Inflate(row.Data.Item2, 1000)
                    .Match(Right: _ => default, Left: error => (error.Code, error.Rule))
            );
    }

    [Fact]
    public void The_limit_begins_anew_with_each_message()
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxInflatedBytes = 5 } };
        var scene = Agreed.Open(Role.Client, options: options);
        for (var times = 0; times < 3; times++)
            scene = scene.Receives(Compressed(Hello[..3], final: false)).Receives(Opcode.Continuation, Hello[3..]);
        Assert.Equal(3, scene.Messages.Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    public void A_gibibyte_in_a_mebibyte_costs_less_than_a_mebibyte_over_the_limit(int mebibytes)
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxInflatedBytes = (long)mebibytes * Mebibyte } };
        var payload = Enumerable.Repeat(Zeros, 1024).SelectMany(part => part).ToArray();
        Assert.InRange(payload.Length, 1024, 2 * Mebibyte);
        ReadOnlyMemory<byte> wire = Compressed(payload, kind: Opcode.Binary).ToBytes();
        var (state, lent) = (Agreed.Open(Role.Client, options: options).State, new byte[65_536]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (long inflated = 0; state.Phase is Phase.Open;)
        {
            var progress = Kernel.Receive(state, wire, lent);
            inflated += progress.Event == StepEvent.Data ? progress.Payload.Length : 0;
            if (inflated > options.Limits.MaxInflatedBytes) break;
            (state, wire) = (progress.Next, wire[progress.Consumed..]);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (long)(mebibytes + 1) * Mebibyte);
        Assert.Equal(1009, Assert.IsType<Phase.Closed>(state.Phase).Result.Ours.Map(status => status.Code).IfNone(0));
    }

    [Fact]
    public void Text_is_refused_as_it_comes_out_at_the_first_byte_that_is_wrong()
    {
        byte[] bytes = [.. Compressed([0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0xff, 0x6c, 0x6f, 0x00]).ToBytes()];
        Assert.Equal(2 + 5 + 3, Agreed.Open(Role.Client).BytesUntilFailure(bytes));
        Assert.Equal((1007, "RFC 6455 §8.1"), Fault(Agreed.Open(Role.Client).Receives(bytes[..10])));
        Assert.Single(Agreed.Open(Role.Client).Receives((byte[])[0xc2, .. bytes[1..]]).Messages);
    }

    [Fact]
    public void Text_over_the_limit_is_too_long_whatever_follows_and_however_much_memory_is_lent()
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxInflatedBytes = 5 } };
        var wire = Compressed(Stored([.. "Hello!"u8, 0xff])).ToBytes();
        foreach (var lent in new[] { 4, 6, 7, 100 })
            Assert.Equal(
                1009,
                Assert
                    .Single(
                        KernelRun
                            .Of(Agreed.Open(Role.Client, options: options).State, [new Input.Received(wire)], lent)
                            .Effects.OfType<Effect.Failed>()
                    )
                    .Error.Code
            );
    }

    [Fact]
    public void A_masked_message_is_read_in_one_step_with_little_stack_however_long_it_is()
    {
        var plain = Plain.Noise(new Random(1), Mebibyte);
        var wire = (Compressed(Stored(plain), kind: Opcode.Binary) with { Key = new MaskKey(0x12345678) }).ToBytes();
        var progress = default(StepResult);
        var thread = new Thread(
            () => progress = Kernel.Receive(Agreed.Open(Role.Server).State, wire, new byte[Mebibyte + 1]),
            maxStackSize: Mebibyte / 4
        );
        thread.Start();
        thread.Join();
        Assert.Equal((wire.Length, StepEvent.Data, true), (progress.Consumed, progress.Event, progress.Final));
        Assert.True(progress.Payload.Span.SequenceEqual(plain));
    }

    [Fact]
    public void Text_that_ends_within_a_code_point_is_none() =>
        Assert.Equal((1007, "RFC 6455 §8.1"), Fault(Agreed.Open(Role.Client).Receives(Compressed(Stored([0x61, 0xe2, 0x82])))));

    [Fact]
    public void Where_the_bytes_stop_the_state_is_the_same_however_little_memory_was_lent()
    {
        // A block of as many bits as fit: its end is among the bits that are available.
        var wire = Compressed([0x4a, 0x4c, 0x4a, 0x4e, 0x01, 0x00, 0x00, 0xff, 0xff, 0x00]).ToBytes()[..8];
        Assert.Equal(Inflated(wire, lent: 4), Inflated(wire, lent: 100));

        static Connection Inflated(ReadOnlyMemory<byte> wire, int lent)
        {
            var state = Agreed.Open(Role.Client).State;
            for (var more = true; more || !wire.IsEmpty;)
            {
                var progress = Kernel.Receive(state, wire, new byte[lent]);
                if (progress.Needed > wire.Length) break;
                (state, wire, more) = (progress.Next, wire[progress.Consumed..], progress.More);
            }

            return state;
        }
    }

    private static byte[] Stored(byte[] plain)
    {
        var bits = new BitList();
        foreach (var part in plain.Chunk(65_535)) bits.Add(0, 3).Align().Add(part.Length, 16).Add(~part.Length & 0xffff, 16).Add(part);
        return bits.Add(0, 3).Align().ToBytes();
    }

    /// <summary>A message of one match of three bytes.</summary>
    private static byte[] Match(int distance)
    {
        var slot = Enumerable.Range(0, 30).Last(at => DeflateAlphabet.DistanceBase(at) <= distance);
        return new BitList()
            .Add(2, 3)
            .Add(DeflateDecoder.Fixed.Literals.Codes[257])
            .Add((slot, 5))
            .Add(distance - DeflateAlphabet.DistanceBase(slot), DeflateAlphabet.DistanceExtraBits(slot))
            .Add(DeflateDecoder.Fixed.Literals.Codes[256])
            .Add(0, 3)
            .Align()
            .ToBytes();
    }

    private static WireFrame Compressed(byte[] payload, bool final = true, Opcode kind = Opcode.Text) => new(final, 4, (int)kind, payload);

    private static (int Code, string Rule) Fault(Scene scene) => (scene.Error.Code, scene.Error.Rule);
}
