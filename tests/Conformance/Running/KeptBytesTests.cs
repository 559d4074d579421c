namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The bytes of a conversation reach the transcript and the peer unchanged.</summary>
public sealed class KeptBytesTests
{
    /// <summary>
    /// A heavy case reads into memory that the next read overwrites. The transcript of a light case keeps all bytes, so that it gives the
    /// same verdicts again.
    /// </summary>
    [Fact]
    public async Task The_transcript_of_a_light_case_with_compressed_messages_keeps_each_message()
    {
        var running = Exported.Read(
            """
            {
              "id": "P.1", "description": "d", "expected": "e", "rule": "r", "tests": "servers", "compression": true,
              "expect": {"compressedExchange": "json", "length": 2000, "times": 20}
            }
            """
        )[0];
        await using var server = FaultyServer.With(Fault.None);
        var runner = new TcpRunner(new TestTarget(server.Url), Tested.Patient);
        var result = await runner.RunAsync(running, TestContext.Current.CancellationToken);
        Assert.Equal((Verdict.Ok, Verdict.Ok), (result.Judgement.Behavior, result.Judgement.Close));
        var entries = result.Transcript.Select(row => row.Entry).ToArray();
        Assert.Equal(result.Judgement, Judge.Of(running, Role.Client, entries));
        Assert.Equal(
            entries.OfType<TranscriptEntry.FrameReceived>().SelectMany(entry => Encoded(entry.Frame)),
            entries.OfType<TranscriptEntry.Received>().SelectMany(entry => entry.Octets.ToArray())
        );
    }

    [Fact]
    public void The_end_of_the_output_is_not_joined_with_the_head()
    {
        var running = Catalogue.All[0] with { Opening = OpeningScript.Usual with { JoinsFirstFrame = true } };
        ByteString head = new byte[] { 1, 2 };
        ByteString frame = new byte[] { 3 };
        Assert.Equal([head, ByteString.Empty], Conversation.WithHead(running, [head], [ByteString.Empty]));
        Assert.Equal([new byte[] { 1, 2, 3 }, ByteString.Empty], Conversation.WithHead(running, [head], [frame, ByteString.Empty]));
    }

    private static byte[] Encoded(WireFrame frame) =>
        WireFrame.Encode(
            new RawFrame(frame.Opcode, Payload.Of(frame.Payload.ToArray()), frame.Final, frame.Reserved)
            {
                LengthOctets = frame.LengthOctets,
            },
            frame.Key
        );
}
