namespace Pure.WebSockets.Properties;

/// <summary>
/// Law 10 by examples: a state that no connection can be in is rejected, even if its checksum matches. The nearest valid state is accepted.
/// </summary>
public sealed class Law10_WhatIsNoSnapshot
{
    [Fact]
    public void Every_phase_is_saved_as_it_is() =>
        Assert.All(
            Phases.All,
            state =>
                Assert.Equal(state, Read(state).Match(Right: read => read, Left: error => throw new InvalidOperationException(error.Why)))
        );

    [Fact]
    public void A_refusal_is_saved_as_far_as_it_was_read()
    {
        foreach (var framing in new[] { "X: to the end", "Content-Length: 9", "Transfer-Encoding: chunked" })
        {
            var reading = Scene.Client().Receives(Heads.Of(["HTTP/1.1 500 x", framing], "4\r\nbo")).State;
            Assert.IsType<Phase.ReadingRefusal>(reading.Phase);
            Assert.Equal(reading, Read(reading).IfLeft(() => throw new InvalidOperationException(framing)));
        }
    }

    [Fact]
    public void A_snapshot_whose_end_is_missing_is_refused()
    {
        foreach (var state in Phases.All)
        {
            var written = Snapshot.Write(state).ToArray();
            for (var missing = 1; missing < 10; missing++) Assert.True(Snapshot.Read(Forgery.Sealed(written[..^missing])).IsLeft);
        }
    }

    [Fact]
    public void A_snapshot_of_nothing_begins_as_one_and_ends_at_once()
    {
        var start = SnapshotWriter.Mark.Length + 1;
        byte[] nothing = [.. Snapshot.Write(Scene.Open(Role.Server).State).ToArray()[..start], .. new byte[Forgery.ChecksumBytes]];
        Assert.Equal(
            $"the bytes are not a valid state (reading stopped at byte {start})",
            Snapshot.Read(Forgery.Sealed(nothing)).Match(Right: _ => "", Left: error => error.Why)
        );
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("E2", true)]
    [InlineData("F09F98", true)]
    [InlineData("61", false)]
    [InlineData("FF", false)]
    [InlineData("E282AC", false)]
    public void What_is_carried_of_text_is_the_start_of_a_code_point(string bytes, bool sound)
    {
        var state = Scene
            .Open(Role.Server, new ConnectionOptions { Delivery = Delivery.Pieces })
            .Receives(Opcode.Text, "a", final: false)
            .State;
        Assert.Equal(
            sound,
            Read(state with { Receiving = state.Receiving with { Carry = PartialCodePoint.Of(Convert.FromHexString(bytes)) } }).IsRight
        );
    }

    [Fact]
    public void A_head_that_has_ended_is_not_waited_for()
    {
        foreach (var (matched, sound) in new[] { (HeadScanner.Ended - 1, true), (HeadScanner.Ended, false), (HeadScanner.Broken, false) })
        {
            var (server, client) = (Scene.Server().State, Scene.Client().State);
            Assert.Equal(
                sound,
                Read(server with { Phase = Assert.IsType<Phase.AwaitingRequest>(server.Phase) with { Matched = matched } }).IsRight
            );
            Assert.Equal(
                sound,
                Read(client with { Phase = Assert.IsType<Phase.AwaitingResponse>(client.Phase) with { Matched = matched } }).IsRight
            );
        }
    }

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    public void A_client_waits_for_the_answer_to_a_request_that_can_be_made(int nonce, bool sound) =>
        Assert.Equal(
            sound,
            Read(Scene.Client().State with { Phase = new Phase.AwaitingResponse(Conversation.Offer, new byte[nonce]) }).IsRight
        );

    [Fact]
    public void A_role_is_one_of_two() =>
        IsRefusedWith(Snapshot.Write(Scene.Open(Role.Server).State).ToArray(), SnapshotWriter.Mark.Length + 1, number: 9);

    [Fact]
    public void The_codes_of_a_block_are_none_or_fixed_or_its_own()
    {
        var state = Phases.All.First(one => one.Inflation?.State.Phase == InflaterPhase.BlockHeader);
        var none = Snapshot.Write(state).ToArray();
        var some = Snapshot
            .Write(state with { Inflation = state.Inflation! with { State = state.Inflation.State with { Codes = BlockCodes.Fixed } } })
            .ToArray();
        IsRefusedWith(none, none.Zip(some).TakeWhile(pair => pair.Item1 == pair.Item2).Count(), number: 9);
    }

    private static void IsRefusedWith(byte[] written, int at, byte number)
    {
        Assert.True(Snapshot.Read(Forgery.Sealed(written)).IsRight);
        written[at] = number;
        Assert.True(Snapshot.Read(Forgery.Sealed(written)).IsLeft);
    }

    private static Either<SnapshotError, Connection> Read(Connection state) => Snapshot.Read(Snapshot.Write(state));
}
