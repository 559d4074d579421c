namespace Pure.WebSockets.Properties;

public sealed class Section5_2_BaseFraming
{
    public static TheoryData<int> ReservedOpcodes { get; } = new(3, 4, 5, 6, 7, 11, 12, 13, 14, 15);

    public static TheoryData<int> ReservedBits { get; } = new(1, 2, 3, 4, 5, 6, 7);

    public static TheoryData<int> PayloadLengths { get; } = new(0, 1, 125, 126, 127, 255, 256, 65_535, 65_536, 65_537);

    [Theory]
    [MemberData(nameof(ReservedBits))]
    public void A_reserved_bit_that_no_extension_defines_fails_the_connection(int bits)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            foreach (var opcode in Enum.GetValues<Opcode>().Where(opcode => opcode != Opcode.Continuation))
            {
                var error = Scene.Open(role).Receives(new WireFrame(Final: true, bits, (int)opcode, ByteString.Empty)).Error;
                Assert.Equal((1002, "RFC 6455 §5.2"), (error.Code, error.Rule));
                Assert.Contains($" {bits:b3} ", error.Seen, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(ReservedBits))]
    public void A_reserved_bit_is_told_at_the_first_byte(int bits) =>
        Assert.Equal(1, Scene.Open(Role.Server).BytesUntilFailure([(byte)(0x82 | (bits << 4)), 0x80]));

    [Theory]
    [MemberData(nameof(ReservedOpcodes))]
    public void A_reserved_opcode_fails_the_connection_at_the_first_byte(int opcode)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            Assert.Equal(1, Scene.Open(role).BytesUntilFailure([(byte)(0x80 | opcode), 0x00]));
            Assert.Equal(
                new ProtocolError(1002, "RFC 6455 §5.2", $"opcode {opcode} is reserved"),
                Scene.Open(role).Receives((byte)opcode).Error
            );
        }
    }

    [Theory]
    [MemberData(nameof(PayloadLengths))]
    public void A_payload_of_any_length_arrives_whole(int length)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var payload = Enumerable.Range(0, length).Select(at => (byte)(at * 7)).ToArray();
            Assert.Equal(
                new Effect.Message(MessageKind.Binary, payload),
                Assert.Single(Scene.Open(role).Receives(Opcode.Binary, payload).Messages)
            );
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    public void A_length_that_fits_seven_bits_may_not_take_sixteen(int length) => RefusesForm(length, LengthForm.SixteenBits, bytes: 4);

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    public void A_length_that_fits_sixteen_bits_may_not_take_sixty_four(int length) =>
        RefusesForm(length, LengthForm.SixtyFourBits, bytes: 10);

    [Fact]
    public void The_most_significant_bit_of_a_64_bit_length_must_be_zero() => RefusesForm(70_000, LengthForm.TopBit, bytes: 3);

    [Fact]
    public void A_length_is_told_to_be_wrong_before_the_key_arrives() =>
        Assert.Equal(4, Scene.Open(Role.Server).BytesUntilFailure([0x82, 0xFE, 0x00, 0x7D, 1, 2, 3, 4]));

    [Theory]
    [MemberData(nameof(Scene.Roles), MemberType = typeof(Scene))]
    public void A_header_may_arrive_byte_by_byte(Role role)
    {
        var scene = Scene.Open(role);
        var frame = new WireFrame(Final: true, 0, 2, new byte[300])
        {
            Key = role == Role.Server ? new MaskKey(0x1234) : null,
        };
        foreach (var octet in frame.ToBytes())
            scene = scene.Receives(octet);
        Assert.Equal(300, Assert.Single(scene.Messages).Data.Length);
    }

    [Fact]
    public void At_a_message_boundary_the_next_state_is_the_old_state()
    {
        var scene = Scene.Open(Role.Server);
        Assert.Same(scene.State, scene.Receives(Opcode.Text, "Hello").State);
        Assert.Same(scene.State, scene.Receives(Opcode.Ping, "Hello").State);
    }

    private static void RefusesForm(int length, LengthForm form, int bytes)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var frame = new WireFrame(Final: true, 0, 2, new byte[length])
            {
                Form = form,
                Key = role == Role.Server ? new MaskKey(7) : null,
            };
            Assert.Equal(bytes, Scene.Open(role).BytesUntilFailure(frame.ToBytes()));
            var error = Scene.Open(role).Receives(frame).Error;
            Assert.Equal((1002, "RFC 6455 §5.2"), (error.Code, error.Rule));
        }
    }
}
