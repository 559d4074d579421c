namespace Pure.WebSockets.Samples.Tests;

/// <summary>The programs that hold a conversation without a socket.</summary>
public sealed class PureTests
{
    [Fact]
    public async Task The_conversation_in_FSharp_prints_its_effects_and_outputs()
    {
        var printed = await SampleProgram.RunAsync("Conversation");
        Assert.Contains("-> HTTP/1.1 101 Switching Protocols\n", printed, StringComparison.Ordinal);
        Assert.Contains("RFC 6455 §8.1", printed.Split('\n')[^2], StringComparison.Ordinal);
    }

    /// <summary>PUREWS_RENEW=1 writes the transcript into the sample.</summary>
    [Fact]
    public async Task The_transcript_of_the_lossy_pipe_is_the_stored_one()
    {
        var path = Path.Combine(SampleProgram.Repository, "samples/LossyPipe/transcript.txt");
        var printed = await SampleProgram.RunAsync("LossyPipe");
        if (Environment.GetEnvironmentVariable("PUREWS_RENEW") == "1") await File.WriteAllTextAsync(path, printed);
        Assert.Equal(await File.ReadAllTextAsync(path), printed);
    }

    [Fact]
    public void The_same_seed_gives_the_same_transcript_and_another_seed_another()
    {
        Assert.Equal(Transcript(7), Transcript(7));
        Assert.NotEqual(Transcript(7), Transcript(8));
    }

    /// <summary>Whatever the line does, all readings are noted in order, and the connection ends with a closing handshake.</summary>
    [Fact]
    public void No_message_is_lost_or_repeated_over_two_hundred_lines()
    {
        var lost = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var lines = Transcript(seed).Split('\n');
            var received = lines.Where(line => line.Contains("  received \"", StringComparison.Ordinal)).ToArray();
            string[] sides = ["server", "client"];
            foreach (var (side, start) in sides.Zip(["received \"reading ", "received \"noted: reading "]))
            {
                var heard = received.Where(line => line.Contains($"  {side}  ", StringComparison.Ordinal)).ToArray();
                Assert.Equal(5, heard.Length);
                for (var number = 1; number <= 5; number++)
                    Assert.Contains($"{start}{number}: ", heard[number - 1], StringComparison.Ordinal);
            }

            Assert.Equal(2, lines.Count(line => line.EndsWith("the connection has ended with 1000, cleanly", StringComparison.Ordinal)));
            Assert.DoesNotContain(lines, line => line.Contains("failed", StringComparison.Ordinal));
            if (!lines[^2].StartsWith("0 packets", StringComparison.Ordinal)) lost++;
        }

        Assert.True(lost > 190, $"only {lost} lines of 200 lost something");
    }

    private static string Transcript(int seed)
    {
        using var transcript = new StringWriter { NewLine = "\n" };
        Conversation.Run(seed, transcript);
        return transcript.ToString();
    }
}
