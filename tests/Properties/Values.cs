namespace Pure.WebSockets.Properties;

/// <summary>Values are compared by content, whatever memory they are in, and print readably.</summary>
public sealed class Values
{
    [Fact]
    public void Octets_are_compared_by_content()
    {
        ByteString one = new byte[] { 1, 2, 3 };
        var same = ByteString.From(new byte[] { 0, 1, 2, 3 }.AsMemory(1));
        ByteString other = new byte[] { 1, 2, 4 };
        AreEqual(one, same, other);
        Assert.True(one == same);
        Assert.False(one == other);
        Assert.True(one != other);
        Assert.False(one != same);
        Assert.Equal(default, ByteString.Empty);
    }

    [Fact]
    public void Windows_are_compared_by_content() =>
        AreEqual(Window.Of([2, 3]), Window.Of([1, 2]).Append([3], 2), Window.Of([2, 4]));

    [Fact]
    public void What_is_gathered_is_compared_by_content()
    {
        AreEqual(ByteRope.Of([1, 2, 3]), ByteRope.Of([1]).Append([2]).Append([3]), ByteRope.Of([1, 2, 4]));
        Assert.NotEqual(ByteRope.Of([1, 2, 3]), ByteRope.Of([1, 2]));
    }

    [Fact]
    public void What_is_gathered_costs_memory_by_its_bytes_and_not_by_its_parts()
    {
        var (gathered, older) = (ByteRope.Empty, ByteRope.Empty);
        for (var length = 0; length < 10_000; length++)
            (gathered, older) = (gathered.Append([(byte)length]), length == 5000 ? gathered : older);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(at => (byte)at), gathered.ToArray());
        Assert.InRange(Reach.Of(gathered), 10_000, 30_000);
        Assert.Equal(Enumerable.Range(0, 5000).Select(at => (byte)at).Append((byte)1), older.Append([1]).ToArray());
    }

    [Fact]
    public void Codes_of_a_block_are_compared_by_their_lengths()
    {
        var literals = new byte[257];
        (literals[0], literals[256]) = (1, 1);
        var other = literals.ToArray();
        (other[0], other[1]) = (0, 1);
        AreEqual(BlockCodes.Of(literals, [1])!, BlockCodes.Of(literals, [1])!, BlockCodes.Of(other, [1])!);
        Assert.NotEqual(BlockCodes.Of(literals, [1]), BlockCodes.Of(literals, [0, 1]));
    }

    [Fact]
    public void Contexts_of_a_sender_are_compared_by_their_parameters_and_the_bytes_behind_them()
    {
        var context = DeflateContext.Create(10, contextTakeover: true, 6);
        var after = context.Compress("one"u8).Next;
        AreEqual(after, context.Compress("one"u8).Next, context.Compress("two"u8).Next);
        AreEqual(context, DeflateContext.Create(10, contextTakeover: true, 6), DeflateContext.Create(11, contextTakeover: true, 6));
        Assert.NotEqual(context, DeflateContext.Create(10, contextTakeover: false, 6));
        Assert.NotEqual(context, DeflateContext.Create(10, contextTakeover: true, 5));
        Assert.Equal("DeflateContext { WindowBits = 10, ContextTakeover = True, Level = 6 }", context.ToString());
    }

    [Fact]
    public void Octets_are_printed_with_their_length_as_text_or_in_hexadecimal()
    {
        Assert.Equal("[0] \"\"", ByteString.Empty.ToString());
        Assert.Equal("[3] \"a ~\"", ByteString.FromText("a ~").ToString());
        Assert.Equal("[2] 1f7f", ByteString.From(new byte[] { 0x1F, 0x7F }).ToString());
        Assert.Equal($"[64] \"{new string('a', 64)}\"", ByteString.FromText(new string('a', 64)).ToString());
        Assert.Equal($"[65] \"{new string('a', 64)}\" …", ByteString.FromText(new string('a', 65)).ToString());
    }

    [Fact]
    public void Frames_are_printed_as_their_bits_say()
    {
        Assert.Equal("Text [1] \"a\"", new Frame(Opcode.Text, Final: true, Rsv1: false, ByteString.FromText("a")).ToString());
        Assert.Equal("Binary fin0 rsv1 [1] \"a\"", new Frame(Opcode.Binary, Final: false, Rsv1: true, ByteString.FromText("a")).ToString());
    }

    [Fact]
    public void What_went_wrong_is_printed_with_its_rule()
    {
        Assert.Equal("1000", new CloseStatus(1000, "").ToString());
        Assert.Equal("1000 \"bye\"", new CloseStatus(1000, "bye").ToString());
        Assert.Equal("1002 (RFC 6455 §5.1): seen", new ProtocolError(1002, "RFC 6455 §5.1", "seen").ToString());
        Assert.Equal("why (RFC 6455 §5.1)", new Misuse("RFC 6455 §5.1", "why").ToString());
        Assert.Equal("Name: value", new Header("Name", "value").ToString());
    }

    private static void AreEqual<T>(T one, T same, T other)
        where T : IEquatable<T>
    {
        Assert.True(one.Equals(same));
        Assert.True(one.Equals((object)same));
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.False(one.Equals(other));
        Assert.False(one.Equals((object)other));
        Assert.NotEqual(one.GetHashCode(), other.GetHashCode());
        Assert.False(one.Equals(null));
        Assert.False(one.Equals("another type"));
    }
}
