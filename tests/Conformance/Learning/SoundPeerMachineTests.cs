namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The learned machines of peers that keep all rules.</summary>
public sealed class SoundPeerMachineTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_core_differs_nowhere_from_what_the_RFCs_allow(Role role)
    {
        var learned = Learned.Learn(Learned.Core(role) with { Inputs = LearnInput.All });
        Show(learned);
        Assert.Null(learned.Incomplete);
        Assert.Empty(Learned.Words(learned));
        Assert.Empty(learned.Oracle.Contradictions);
    }

    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void The_independent_echo_differs_nowhere_from_what_the_RFCs_allow(Role role)
    {
        var learned = Learned.Learn(Learned.Of(role, () => new EchoPeer(role)));
        Show(learned);
        Assert.Empty(Learned.Words(learned));
    }

    // Between messages, between the fragments of a text message, and over.
    [Fact]
    public void The_core_as_a_server_has_three_states()
    {
        var learned = Learned.Learn(Learned.Core(Role.Server) with { ExtraStates = 2 });
        Show(learned);
        Assert.Equal(["between messages", "between fragments", "over"], learned.Comparison!.Names);
    }

    // Between the fragments of a binary message, another message comes back at the end.
    [Fact]
    public void Fragments_of_binary_messages_are_a_state_of_their_own()
    {
        var both = LearnInput.Default.Add(LearnInput.All.Single(input => input.Name == "begin-binary"));
        var learned = Learned.Learn(Learned.Core(Role.Server) with { Inputs = both });
        Show(learned);
        Assert.Equal(4, learned.Machine!.States.Length);
    }

    // After the close frames, a client waits for the server to end the transport (RFC 6455 §7.1.1).
    [Fact]
    public void The_core_as_a_client_has_a_state_between_the_close_frames_and_the_end()
    {
        var learned = Learned.Learn(Learned.Core(Role.Client));
        Show(learned);
        Assert.Contains("closing handshake complete", learned.Comparison!.Names);
        Assert.Equal(4, learned.Machine!.States.Length);
    }

    [Fact]
    public void The_same_seed_gives_the_same_machine_with_any_number_of_workers()
    {
        var one = Learned.Learn(Learned.Core(Role.Server) with { Workers = 1, Seed = 7 });
        var many = Learned.Learn(Learned.Core(Role.Server) with { Workers = 8, Seed = 7 });
        Assert.Equal(MachineText.Dot(one.Machine!), MachineText.Dot(many.Machine!));
        Assert.Equal(one.Oracle.Conversations, many.Oracle.Conversations);
        Assert.Equal(one.Learner.Tested, many.Learner.Tested);
    }

    [Fact]
    public void Learning_ends_when_the_time_is_over()
    {
        var learned = Learned.Learn(Learned.Core(Role.Server) with { Time = TimeSpan.Zero });
        Assert.Equal("the time of 0 s is over", learned.Incomplete);
        Assert.Null(learned.Comparison);
    }

    private void Show(LearnedPeer learned)
    {
        foreach (var line in MachineText.Lines(learned.Machine!, learned.Comparison)) output.WriteLine(line);
        output.WriteLine($"{learned.Oracle.Conversations} conversations, {learned.Learner.Tested} words compared, {learned.Oracle.Time}");
    }
}
