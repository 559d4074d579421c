namespace Pure.WebSockets.Properties;

public sealed class Section10_4_Limits
{
    private static readonly string Rule = "RFC 6455 §10.4";

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void A_frame_may_have_the_limit_and_not_one_byte_more(int limit)
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxFrameBytes = limit } };
        Assert.Single(Scene.Open(Role.Server, options).Receives(Opcode.Binary, new byte[limit]).Messages);
        var error = Scene.Open(Role.Server, options).Receives(Opcode.Binary, new byte[limit + 1]).Error;
        Assert.Equal((1009, Rule), (error.Code, error.Rule));
    }

    [Theory]
    [InlineData(11, 2)]
    [InlineData(126, 4)]
    [InlineData(65_536, 10)]
    public void A_frame_over_the_limit_is_told_with_its_length_before_its_key(int length, int bytes)
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxFrameBytes = 10 } };
        var frame = new WireFrame(Final: true, 0, 2, new byte[length]) { Key = new MaskKey(1) };
        Assert.Equal(bytes, Scene.Open(Role.Server, options).BytesUntilFailure(frame.ToBytes()[..(bytes + 4)]));
    }

    [Fact]
    public void A_frame_that_announces_more_than_any_memory_is_refused_by_its_header() =>
        Assert.Equal(1009, Scene.Open(Role.Client).Receives(0x82, 0x7F, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF).Error.Code);

    [Fact]
    public void A_message_may_have_the_limit_in_all_its_fragments_and_not_one_byte_more()
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxMessageBytes = 10 } };
        var scene = Scene
            .Open(Role.Client, options)
            .Receives(Opcode.Binary, new byte[4], final: false)
            .Receives(Opcode.Continuation, new byte[4], final: false);
        Assert.Single(scene.Receives(Opcode.Continuation, new byte[2]).Messages);
        Assert.Equal(
            (1009, Rule),
            (scene.Receives(Opcode.Continuation, new byte[3]).Error.Code, scene.Receives(Opcode.Continuation, new byte[3]).Error.Rule)
        );
        Assert.Equal(2, scene.BytesUntilFailure([0x80, 0x03]));
        Assert.Equal(1009, Scene.Open(Role.Client, options).Receives(Opcode.Binary, new byte[11]).Error.Code);
    }

    [Fact]
    public void The_limit_on_messages_begins_anew_with_each_message()
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxMessageBytes = 10 } };
        Assert.Equal(
            3,
            Enumerable
                .Range(0, 3)
                .Aggregate(
                    Scene.Open(Role.Client, options),
                    (scene, _) => scene.Receives(Opcode.Binary, new byte[6], final: false).Receives(Opcode.Continuation, new byte[4])
                )
                .Messages.Count()
        );
    }

    [Fact]
    public void A_message_may_have_as_many_fragments_as_the_limit_and_not_one_more()
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxFragments = 3 } };
        var scene = Scene
            .Open(Role.Client, options)
            .Receives(Opcode.Text, "", final: false)
            .Receives(Opcode.Continuation, "", final: false);
        Assert.Single(scene.Receives(Opcode.Continuation, "").Messages);
        var error = scene.Receives(Opcode.Continuation, "", final: false).Receives(Opcode.Continuation, "").Error;
        Assert.Equal((1008, Rule), (error.Code, error.Rule));
    }

    [Fact]
    public void Control_frames_count_against_no_limit_of_messages()
    {
        var options = new ConnectionOptions
        {
            Limits = new Limits
            {
                MaxFrameBytes = 1,
                MaxMessageBytes = 1,
                MaxFragments = 1,
            },
        };
        Assert.Single(
            Scene
                .Open(Role.Client, options)
                .Receives(Opcode.Ping, new byte[125])
                .Receives(Opcode.Ping, new byte[125])
                .Receives(Opcode.Binary, new byte[1])
                .Messages
        );
    }

    [Fact]
    public void Behind_the_last_fragment_that_is_allowed_a_ping_may_come_a_byte_at_a_time()
    {
        var scene = Scene
            .Open(Role.Client, new ConnectionOptions { Limits = new Limits { MaxFragments = 1 } })
            .Receives(Opcode.Text, "the only one", final: false);
        scene = new WireFrame(Final: true, 0, (int)Opcode.Ping, ByteString.FromText("p"))
            .ToBytes()
            .Aggregate(scene, (sofar, octet) => sofar.Receives(octet));
        Assert.Equal("p", Assert.Single(scene.Frames).Payload.ToText());
        Assert.Equal(1008, scene.Receives(Opcode.Continuation, "").Error.Code);
    }

    [Fact]
    public void Where_no_fragment_is_allowed_no_message_is() =>
        Assert.Equal(
            1008,
            Scene
                .Open(Role.Client, new ConnectionOptions { Limits = new Limits { MaxFragments = 0 } })
                .Receives(Opcode.Text, "x")
                .Error.Code
        );

    [Fact]
    public void The_greatest_limits_mean_none()
    {
        var options = new ConnectionOptions
        {
            Limits = new Limits
            {
                MaxFrameBytes = long.MaxValue,
                MaxMessageBytes = long.MaxValue,
                MaxFragments = int.MaxValue,
                MaxHeadBytes = int.MaxValue,
            },
        };
        Assert.Single(
            Scene
                .Open(Role.Client, options)
                .Receives(Opcode.Binary, new byte[4], final: false)
                .Receives(Opcode.Continuation, new byte[4])
                .Messages
        );
        Assert.Contains(Scene.Server(options).Reads(Heads.RequestLines).Effects, effect => effect is Effect.UpgradeRequested);
        Assert.True(Scene.Client(options).Reads(Heads.ResponseLines).IsOpen);
    }

    [Fact]
    public void A_raised_limit_of_messages_alone_permits_a_longer_frame_and_a_longer_inflated_message()
    {
        var limits = Limits.Default with { MaxMessageBytes = Limits.Default.MaxMessageBytes + 1 };
        Assert.Null(MessageLimits.Check(limits, limits.MaxMessageBytes, bytesBefore: 0, framesBefore: 0));
        Assert.Equal(1009, MessageLimits.Check(limits, limits.MaxMessageBytes + 1, bytesBefore: 0, framesBefore: 0)?.Code);
        Assert.Equal(limits.MaxMessageBytes, limits.Plain);
        Assert.Equal(10, (limits with { MaxInflatedBytes = 10 }).Plain);
    }

    [Fact]
    public void A_length_that_would_overflow_the_message_is_too_long()
    {
        var options = new ConnectionOptions { Limits = new Limits { MaxMessageBytes = long.MaxValue } };
        var scene = Scene.Open(Role.Client, options).Receives(Opcode.Binary, new byte[1], final: false);
        Assert.Equal(1009, scene.Receives(0x80, 0x7F, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF).Error.Code);
    }

    [Fact]
    public void No_limit_is_negative()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Limits { MaxFrameBytes = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Limits { MaxInflatedBytes = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Limits { MaxMessageBytes = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Limits { MaxFragments = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Limits { MaxHeadBytes = -1 });
    }
}
