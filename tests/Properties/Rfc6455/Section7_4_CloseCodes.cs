namespace Pure.WebSockets.Properties;

public sealed class Section7_4_CloseCodes
{
    private static bool MayBeSent(int code) =>
        code
            is 1000
                or 1001
                or 1002
                or 1003
                or 1007
                or 1008
                or 1009
                or 1010
                or 1011
                or 1012
                or 1013
                or 1014
                or (>= 3000 and <= 3999)
                or (>= 4000 and <= 4999);

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_code_that_may_be_sent_is_accepted_and_any_other_fails_the_connection(Role role)
    {
        for (var code = 0; code <= 5100; code++)
        {
            var scene = Scene.Open(role).ReceivesClose(code);
            if (MayBeSent(code)) Assert.Equal(new Effect.CloseReceived(new CloseStatus(code, "")), scene.Effects.First());
            else Assert.Equal((1002, "RFC 6455 §7.4"), (scene.Error.Code, scene.Error.Rule));
        }

        Assert.Equal(1002, Scene.Open(role).ReceivesClose(65_535).Error.Code);
    }

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void We_send_the_codes_that_may_be_sent_and_no_other(Role role)
    {
        for (var code = -1; code <= 5100; code++)
        {
            var open = Scene.Open(role);
            var scene = open.Then(new Input.Close(new CloseStatus(code, "")));
            if (MayBeSent(code))
            {
                Assert.Equal([(byte)(code >> 8), (byte)code], Assert.Single(scene.Frames).Payload.ToArray());
            }
            else if (code == CloseCode.NoStatusReceived)
            {
                Assert.Equal(0, Assert.Single(scene.Frames).Payload.Length);
            }
            else
            {
                Assert.Equal("RFC 6455 §7.4", scene.Refusal.Rule);
                Assert.Same(open.State, scene.State);
            }
        }
    }

    [Theory]
    [InlineData(1000, 1003, true)]
    [InlineData(1004, 1006, false)]
    [InlineData(1007, 1014, true)]
    [InlineData(1015, 2999, false)]
    [InlineData(3000, 4999, true)]
    [InlineData(5000, 65_535, false)]
    [InlineData(0, 999, false)]
    public void The_sets_of_codes_are_those_of_the_registry(int first, int last, bool valid)
    {
        for (var code = first; code <= last; code++) Assert.Equal(valid, CloseCode.IsValidOnTheWire(code));
    }

    [Fact]
    public void A_reason_holds_123_bytes()
    {
        Assert.Equal(
            125,
            Assert.Single(Scene.Open(Role.Client).Then(new Input.Close(new CloseStatus(1000, new string('x', 123)))).Frames).Payload.Length
        );
        Assert.Equal(
            "RFC 6455 §5.5",
            Scene.Open(Role.Client).Then(new Input.Close(new CloseStatus(1000, new string('x', 124)))).Refusal.Rule
        );
        Assert.Equal(
            "RFC 6455 §5.5",
            Scene.Open(Role.Client).Then(new Input.Close(new CloseStatus(1000, new string('é', 62)))).Refusal.Rule
        );
    }

    [Fact]
    public void A_reason_needs_a_code() =>
        Assert.Equal("RFC 6455 §5.5.1", Scene.Open(Role.Client).Then(new Input.Close(new CloseStatus(1005, "why"))).Refusal.Rule);

    [Fact]
    public void A_reason_with_half_a_surrogate_pair_is_no_text()
    {
        // Not as theory data, since an attribute cannot contain half of a surrogate pair.
        foreach (var reason in new[] { "\ud83d", "a\ude00", "\ude00\ud83d", "\ud83d\ud83d\ude00" })
            Assert.Equal("RFC 6455 §8.1", Scene.Open(Role.Client).Then(new Input.Close(new CloseStatus(1000, reason))).Refusal.Rule);
    }

    [Fact]
    public void A_reason_may_hold_what_takes_a_surrogate_pair() =>
        Assert.Equal(
            Frames.ClosePayload(1000, "a😀b😀"),
            Assert.Single(Scene.Open(Role.Client).Then(new Input.Close(new CloseStatus(1000, "a😀b😀"))).Frames).Payload
        );

    [Fact]
    public void A_reason_of_the_peer_that_is_not_UTF_8_fails_the_connection()
    {
        var error = Scene.Open(Role.Server).Receives(Opcode.Close, (byte[])[0x03, 0xE8, 0xC3]).Error;
        Assert.Equal((1007, "RFC 6455 §8.1"), (error.Code, error.Rule));
    }

    [Fact]
    public void A_reason_of_the_peer_is_told() =>
        Assert.Contains(
            new Effect.CloseReceived(new CloseStatus(1000, "Grüße 😀")),
            Scene.Open(Role.Server).ReceivesClose(1000, "Grüße 😀").Effects
        );
}
