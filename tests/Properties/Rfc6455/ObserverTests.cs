namespace Pure.WebSockets.Properties;

/// <summary>How an observer continues after a broken rule, and what it reports about a connection that it joined late.</summary>
public sealed class ObserverTests
{
    private static readonly MaskKey Key = MaskKey.FromBytes(0x37, 0xFA, 0x21, 0x3D);

    [Fact]
    public void A_frame_with_a_forbidden_masking_key_is_read()
    {
        var run = ObservedRun.Opened(Agreement.Plain);
        run.Receive(Role.Server, FrameEncoder.Encode(Text("one"), Key));
        run.Receive(Role.Server, FrameEncoder.Encode(Text("two")));
        Assert.Equal(FrameErrors.Masked, Assert.Single(run.Events.OfType<Observed.RuleBroken>()).Error);
        Assert.Equal(["one", "two"], Texts(run));
        Assert.Single(run.Events.OfType<Observed.Assumed>());
    }

    [Fact]
    public void A_frame_without_a_masking_key_is_read()
    {
        var run = ObservedRun.Opened(Agreement.Plain);
        run.Receive(Role.Client, FrameEncoder.Encode(Text("one")));
        run.Receive(Role.Client, FrameEncoder.Encode(Text("two"), Key));
        Assert.Equal(FrameErrors.NotMasked, Assert.Single(run.Events.OfType<Observed.RuleBroken>()).Error);
        Assert.Equal(["one", "two"], Texts(run));
    }

    [Fact]
    public void A_second_broken_rule_of_a_header_is_reported_too()
    {
        var run = ObservedRun.Opened(Agreement.Plain);
        // A ping without a masking key, of 126 bytes.
        run.Receive(Role.Client, [0x89, 126, 0, 126, .. new byte[126]]);
        Assert.Equal(
            [FrameErrors.NotMasked, FrameErrors.LongControl(Opcode.Ping)],
            run.Events.OfType<Observed.RuleBroken>().Select(broken => broken.Error)
        );
    }

    [Theory]
    [InlineData(0x83, "opcode 3 is reserved")]
    [InlineData(0x8B, "opcode 11 is reserved")]
    [InlineData(0x09, "a Ping frame must not be fragmented")]
    public void A_frame_that_cannot_be_part_of_a_message_is_skipped(byte first, string seen)
    {
        var run = ObservedRun.Opened(Agreement.Plain);
        run.Receive(Role.Server, [0x01, 1, (byte)'a', first, 2, 1, 2, 0x80, 1, (byte)'b']);
        Assert.Equal(seen, Assert.Single(run.Events.OfType<Observed.RuleBroken>()).Error.Seen);
        Assert.Equal(["ab"], Texts(run));
    }

    [Fact]
    public void A_message_with_an_invalid_frame_is_skipped_to_its_end()
    {
        var run = ObservedRun.Opened(Agreement.Plain);
        // Two fragments of a message that uses RSV2, and a message after it.
        run.Receive(Role.Server, [0x21, 1, (byte)'a', 0x80, 1, (byte)'b', .. FrameEncoder.Encode(Text("next"))]);
        Assert.Equal(FrameErrors.ReservedBits(2), Assert.Single(run.Events.OfType<Observed.RuleBroken>()).Error);
        Assert.Single(run.Events.OfType<Observed.MessageSkipped>());
        Assert.Equal(["next"], Texts(run));
    }

    [Fact]
    public void Invalid_text_is_skipped_to_the_end_of_its_message()
    {
        var run = ObservedRun.Opened(Agreement.Plain);
        run.Receive(Role.Server, [0x01, 2, (byte)'a', 0xFF, 0x80, 1, (byte)'b', .. FrameEncoder.Encode(Text("next"))]);
        var broken = Assert.Single(run.Events.OfType<Observed.RuleBroken>());
        Assert.Equal(MessageErrors.NotText, broken.Error);
        Assert.Equal(["next"], Texts(run));
    }

    [Theory]
    [InlineData(false, new[] { "last" })]
    [InlineData(true, new string[0])]
    public void After_invalid_compressed_data_messages_are_read_if_they_do_not_refer_to_it(bool takeover, string[] texts)
    {
        var agreement = Agreement.Compressed(new DeflateParameters { ServerNoContextTakeover = !takeover });
        var run = ObservedRun.Opened(agreement);
        // A block of the reserved type, and a message that is compressed correctly.
        run.Receive(Role.Server, [0xC1, 1, 0x07]);
        var (_, payload) = DeflateContext.Create(15, contextTakeover: true, 6).Compress("last"u8.ToArray());
        run.Receive(Role.Server, FrameEncoder.Encode(new Frame(Opcode.Text, Final: true, Rsv1: true, payload)));
        Assert.Equal("RFC 7692 §7.2.2", Assert.Single(run.Events.OfType<Observed.RuleBroken>()).Error.Rule);
        Assert.Equal(texts, Texts(run));
        Assert.Equal(takeover ? 2 : 1, run.Events.OfType<Observed.MessageSkipped>().Count());
    }

    [Fact]
    public void A_data_frame_after_the_close_frame_breaks_a_rule_and_is_read()
    {
        var run = ObservedRun.Opened(Agreement.Plain);
        run.Receive(Role.Server, [0x88, 2, 0x03, 0xE8, .. FrameEncoder.Encode(Text("late"))]);
        Assert.Equal("RFC 6455 §5.5.1", Assert.Single(run.Events.OfType<Observed.RuleBroken>()).Error.Rule);
        Assert.Equal(["late"], Texts(run));
    }

    [Fact]
    public void A_length_with_its_most_significant_bit_set_ends_the_reading_of_the_direction_only()
    {
        var run = ObservedRun.Opened(Agreement.Plain);
        run.Receive(Role.Server, [0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 1, .. FrameEncoder.Encode(Text("unread"))]);
        run.Receive(Role.Client, FrameEncoder.Encode(Text("read"), Key));
        Assert.Single(run.Events.OfType<Observed.Unreadable>());
        Assert.Equal(["read"], Texts(run));
    }

    [Fact]
    public void A_message_above_the_limits_is_skipped_and_breaks_no_rule()
    {
        var (state, _) = Observer.Join(Agreement.Plain, Limits.Default with { MaxMessageBytes = 3 });
        var (_, events) = state.Receive(Role.Server, (byte[])[.. FrameEncoder.Encode(Text("long")), .. FrameEncoder.Encode(Text("yes"))]);
        Assert.Equal("FrameSent MessageSkipped FrameSent MessageSent", string.Join(' ', events.Select(one => one.GetType().Name)));
    }

    [Fact]
    public void A_connection_that_is_joined_within_a_message_skips_this_message()
    {
        var (state, assumed) = Observer.Join(Agreement.Plain, Limits.Default);
        Assert.Equal([Role.Client, Role.Server], assumed.OfType<Observed.Assumed>().Select(one => one.Sender));
        var (_, events) = state.Receive(Role.Server, (byte[])[0x80, 1, (byte)'b', .. FrameEncoder.Encode(Text("next"))]);
        Assert.Equal("FrameSent MessageSkipped FrameSent MessageSent", string.Join(' ', events.Select(one => one.GetType().Name)));
    }

    [Fact]
    public void An_invalid_response_with_status_101_opens_the_connection_by_assumption()
    {
        var run = new ObservedRun();
        run.Receive(Role.Client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        run.Receive(Role.Server, "HTTP/1.1 101 Yes\r\n\r\n"u8.ToArray());
        run.Receive(Role.Server, FrameEncoder.Encode(Text("hello")));
        Assert.Equal(
            ["RuleBroken", "Assumed", "Opened", "FrameSent", "MessageSent"],
            run.Events.Select(observed => observed.GetType().Name)
        );
    }

    [Fact]
    public void A_direction_that_ends_without_a_close_frame_breaks_a_rule_once()
    {
        var run = ObservedRun.Opened(Agreement.Plain);
        run.Receive(Role.Server, [0x88, 0]);
        run.End(Role.Server);
        run.End(Role.Client);
        run.End(Role.Client);
        Assert.Equal(Role.Client, Assert.Single(run.Events.OfType<Observed.RuleBroken>()).Sender);
        Assert.Equal(2, run.Events.OfType<Observed.DirectionEnded>().Count());
    }

    private static Frame Text(string text) => new(Opcode.Text, Final: true, Rsv1: false, ByteString.FromText(text));

    private static IEnumerable<string> Texts(ObservedRun run) =>
        run.Events.OfType<Observed.MessageSent>().Select(message => message.Data.ToText());
}
