
namespace Pure.WebSockets.Properties;

/// <summary>Laws that do not hold. DepthTests uses them to check how failures are reported. They run only on request.</summary>
public sealed class DeliberateFaults(ITestOutputHelper output)
{
    [Property(Explicit = true)]
    public void Nobody_sends_long_text(Conversation conversation) =>
        Assert.DoesNotContain(
            conversation.Moments,
            moment => moment is Moment.PeerFrame { Frame: { Opcode: (int)Opcode.Text, Payload.Length: > 40 } }
        );

    /// <summary>A core that loses the message in progress when a ping arrives, a known defect of three other libraries.</summary>
    [Property(Explicit = true)]
    public void A_ping_touches_no_message(Conversation conversation)
    {
        var state = conversation.Start;
        foreach (var input in conversation.Inputs())
        {
            var (next, _, effects, _) = Protocol.Run(state, input, static _ => []);
            var faulty = effects.Exists(effect => effect is Effect.PingReceived) ? next with { Receiving = default } : next;
            Assert.Equal(next, faulty);
            state = next;
        }
    }

    [Property(Explicit = true)]
    public bool Numbers_are_small(int number) => number < 10;

    /// <summary>This law holds, and prints a line for each case.</summary>
    [Property(Explicit = true)]
    public void Numbers_are_counted(int number) => output.WriteLine($"tried {number}");
}

/// <summary>The same with its own number of cases.</summary>
[Depth(30)]
public sealed class DeliberateFewCases(ITestOutputHelper output)
{
    [Property(Explicit = true)]
    public void Numbers_are_counted(int number) => output.WriteLine($"tried {number}");
}
