namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The text about a peer that sends thousands of frames is short.</summary>
public sealed class LongListTests
{
    private const int Pongs = 5000;

    [Fact]
    public void A_list_that_is_short_enough_is_shown_as_a_whole() => Assert.Equal(41, LongList.Shorten(Items(41), "frame").Count);

    [Fact]
    public void A_longer_list_has_its_first_and_last_items() =>
        Assert.Equal(
            [.. Items(20), "… 2 frames between …", .. Items(42).Skip(22)],
            LongList.Shorten(Items(42), "frame")
        );

    [Fact]
    public void The_conversation_with_a_peer_that_floods_has_at_most_41_lines()
    {
        var result = Flooded();
        var lines = ConversationText.Lines(result.Transcript, result.Case.IsAboutHeads);
        Assert.Equal(41, lines.Count);
        Assert.Matches("^… more than [0-9]+ frames between …$", lines[20]);
        Assert.True(result.Judgement.Sentence.Length < 5000, result.Judgement.Sentence);
        Assert.Contains(" events between …, ", result.Judgement.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_answers_are_different_if_only_their_middle_is()
    {
        var one = PeerAnswer.Of(Items(100));
        var other = PeerAnswer.Of([.. Items(50), "else", .. Items(100).Skip(51)]);
        Assert.Equal(one.Text, other.Text);
        Assert.NotEqual(one, other);
        Assert.Equal(one, PeerAnswer.Of(Items(100)));
        Assert.Contains("… 60 parts between …", one.Text, StringComparison.Ordinal);
    }

    private static CaseResult Flooded()
    {
        var running = Catalogue.All.First(found => found.Id.Text == "1.1.2");
        return MemoryRunner.Run(running, Role.Server, new FloodingPeer(), CompressedMessages.For(Seq.create(running)));
    }

    private static string[] Items(int count) => [.. Enumerable.Range(0, count).Select(at => $"item {at}")];

    /// <summary>An echo server that sends thousands of pongs before each answer.</summary>
    private sealed class FloodingPeer : IMemoryPeer
    {
        private readonly MemoryEcho echo = new(Connection.Server(Ours.Protocol));
        private bool isOpen;

        public LanguageExt.Option<TimeSpan> Deadline => echo.Deadline;

        public bool HasEnded => echo.HasEnded;

        public ByteString Begin(TimeSpan now) => echo.Begin(now);

        public ByteString Elapse(TimeSpan now) => echo.Elapse(now);

        public ByteString Receive(ByteString octets, TimeSpan now)
        {
            var answer = echo.Receive(octets, now);
            if (isOpen)
                return (byte[])[.. Enumerable.Repeat((byte[])[0x8a, 1, (byte)'x'], Pongs).SelectMany(pong => pong), .. answer.Memory.Span];
            isOpen = true;
            return answer;
        }
    }
}
