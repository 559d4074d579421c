namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The judge reads transcripts, whenever a conversation took place.</summary>
public sealed class JudgeTests
{
    [Fact]
    public void A_recorded_transcript_gets_the_verdict_that_it_got_live()
    {
        foreach (var running in Classic.All.Filter(found => !found.IsHeavy))
        {
            var live = MemoryRunner.Run(running, Role.Server, ConnectionOptions.Default);
            Assert.Equal(live.Judgement, Judge.Of(running, Role.Client, live.Transcript.Select(timed => timed.Entry)));
        }
    }

    [Fact]
    public void The_same_case_run_twice_gives_the_same_transcript_byte_by_byte()
    {
        foreach (var running in Classic.All.Filter(found => !found.IsHeavy))
        {
            var (first, second) = (
                MemoryRunner.Run(running, Role.Server, ConnectionOptions.Default),
                MemoryRunner.Run(running, Role.Server, ConnectionOptions.Default)
            );
            Assert.Equal(Octets(first), Octets(second));
        }
    }

    [Fact]
    public void A_wait_of_a_script_takes_only_virtual_time()
    {
        var waiting = Classic.All.Find(found => found.Id.Text == "5.19").IfNone(() => throw new InvalidOperationException());
        var result = MemoryRunner.Run(waiting, Role.Server, ConnectionOptions.Default);
        Assert.Equal(TimeSpan.FromSeconds(1), result.Duration);
    }

    private static IEnumerable<string> Octets(CaseResult result) => result.Transcript.Select(timed => timed.Entry switch
    {
        TranscriptEntry.Sent sent => $"{timed.At} > {Convert.ToHexString(sent.Octets.Memory.Span)}",
        TranscriptEntry.Received received => $"{timed.At} < {Convert.ToHexString(received.Octets.Memory.Span)}",
        var other => $"{timed.At} {other.GetType().Name}",
    });
}
