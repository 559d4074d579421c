namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Planted machines and faulty peers in memory: each difference from the RFCs is found, with its shortest conversation.</summary>
public sealed class PlantedMachineTests(ITestOutputHelper output)
{
    public static TheoryData<Plant, string, string> Plants =>
        new()
        {
            { Plant.SwallowsPingInMessage, "RFC 6455 §5.5.2", "begin-text, ping" },
            { Plant.AnswersSecondClose, "RFC 6455 §5.5.1", "close-1000, close-1000" },
            { Plant.HasExtraStates, "RFC 6455 §6.2", "ping, pong, ping, text" },
        };

    /// <summary>Faults that a learned machine shows, with the rule and the shortest conversation.</summary>
    public static TheoryData<Fault, Role, string, string> Faults =>
        new()
        {
            { Fault.PingEndsMessage, Role.Server, "RFC 6455 §7.1", "begin-text, ping, continue" },
            { Fault.RefusesPongs, Role.Client, "RFC 6455 §7.1", "pong" },
            { Fault.KeepsTransport, Role.Server, "RFC 6455 §5.5.1", "close-1000" },
            { Fault.ClosesTwice, Role.Server, "RFC 6455 §5.5.1", "close-1000" },
            { Fault.AnswersNoClose, Role.Client, "RFC 6455 §5.5.1", "close-1000" },
            { Fault.TakesRsv2, Role.Server, "RFC 6455 §5.2", "rsv2" },
            { Fault.TakesUnmasked, Role.Server, "RFC 6455 §5.1", "wrong-mask" },
            { Fault.TakesStrayContinuation, Role.Server, "RFC 6455 §5.4", "continue" },
            { Fault.TakesMessageWithin, Role.Client, "RFC 6455 §5.4", "begin-text, text" },
            { Fault.TakesAnyText, Role.Server, "RFC 6455 §8.1", "bad-utf8" },
            { Fault.TakesCode1005, Role.Server, "RFC 6455 §7.4", "close-1005" },
            { Fault.IgnoresDataOpcodes, Role.Server, "RFC 6455 §5.2", "opcode-3" },
            { Fault.RefusesCloseInMessage, Role.Server, "RFC 6455 §5.5.1", "begin-text, close-1000" },
            { Fault.HangsOnEndOfInput, Role.Server, "RFC 6455 §7.1.7", "half-close" },
            { Fault.SendsTextAsBinary, Role.Client, "RFC 6455 §6.2", "text" },
            { Fault.EchoesTwice, Role.Server, "RFC 6455 §6.2", "text" },
            { Fault.Greets, Role.Server, "RFC 6455 §6.2", "" },
            { Fault.FailsWith1006, Role.Server, "RFC 6455 §7.4", "continue" },
        };

    [Theory]
    [MemberData(nameof(Plants))]
    public void A_planted_machine_is_found(Plant plant, string rule, string word) =>
        Finds(Learned.Learn(Learned.Of(Role.Server, () => new PlantedPeer(plant))), rule, word);

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_found(Fault fault, Role role, string rule, string word) =>
        Finds(Learned.Learn(Learned.Of(role, () => new EchoPeer(role, fault))), rule, word);

    /// <summary>A peer that keeps the pings within a message has a state for each number of them.</summary>
    [Fact]
    public void A_peer_with_infinitely_many_states_is_compared_as_far_as_it_is_known()
    {
        var learned = Learned.Learn(
            Learned.Of(Role.Server, () => new EchoPeer(Role.Server, Fault.PongsAfterMessage)) with { MostStates = 6 }
        );
        Assert.Equal("the peer has more than 6 states", learned.Incomplete);
        Shows(learned, "RFC 6455 §5.5.2", "begin-text, ping");
    }

    /// <summary>
    /// A peer is lost in the first table, in a test of the machine, or while its differences are repeated. What is known is compared.
    /// </summary>
    [Theory]
    [InlineData(30, false)]
    [InlineData(400, true)]
    public void A_peer_that_is_lost_is_compared_as_far_as_it_is_known(int conversations, bool hasMachine)
    {
        var opened = 0;
        var whole = Learned.Of(Role.Server, () => new EchoPeer(Role.Server, Fault.TakesRsv2)) with { Workers = 2 };
        var learned = Learned.Learn(
            whole with
            {
                TargetOf = worker => whole.TargetOf(worker) with
                {
                    Open = wanted =>
                        Interlocked.Increment(ref opened) > conversations
                            ? throw new PeerUnreachableException("it is gone", new IOException("gone"))
                            : whole.TargetOf(worker).Open(wanted),
                },
            }
        );
        output.WriteLine($"{learned.Incomplete}, {learned.Machine?.States.Length} states");
        Assert.Matches("^the peer was lost after [0-9]+ conversations: it is gone$", learned.Incomplete);
        Assert.Equal(hasMachine, learned.Machine is not null);
        Shows(learned, "RFC 6455 §5.2", "rsv2");
        Assert.All(learned.Comparison!.Differences, difference => Assert.True(difference.IsUnrepeated));
        Assert.Contains(LearnLines.Of(learned), line => line == $"not complete: {learned.Incomplete}");
    }

    [Fact]
    public void A_peer_that_is_lost_while_its_differences_are_repeated_is_compared()
    {
        var (opened, limit) = (0, int.MaxValue);
        var whole = Learned.Of(Role.Server, () => new EchoPeer(Role.Server, Fault.TakesRsv2)) with { Workers = 1, Walks = 10 };
        var counted = whole with
        {
            TargetOf = worker => whole.TargetOf(worker) with
            {
                Open = wanted =>
                    ++opened > limit
                        ? throw new PeerUnreachableException("it is gone", new IOException("gone"))
                        : whole.TargetOf(worker).Open(wanted),
            },
        };
        Assert.Null(Learned.Learn(counted).Incomplete);
        // The last conversation of the same run is a repetition of a difference.
        (limit, opened) = (opened - 1, 0);
        var learned = Learned.Learn(counted);
        Assert.StartsWith("the peer was lost", learned.Incomplete, StringComparison.Ordinal);
        Shows(learned, "RFC 6455 §5.2", "rsv2");
    }

    [Fact]
    public void A_session_that_is_stopped_is_compared_as_far_as_it_is_known()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var learned = LearnedPeer.Learn(
            Learned.Of(Role.Server, () => new EchoPeer(Role.Server, Fault.TakesRsv2)),
            progress =>
            {
                if (progress.States > 0) stop.Cancel();
            },
            stop.Token
        );
        Assert.Matches("^the run was stopped after [0-9]+ conversations$", learned.Incomplete);
        Shows(learned, "RFC 6455 §5.2", "rsv2");
    }

    [Fact]
    public void A_peer_that_is_never_reached_is_not_learned()
    {
        var session = Learned.Core(Role.Server) with
        {
            TargetOf = _ => new FuzzTarget(
                _ => throw new PeerUnreachableException("it is gone", new IOException("gone")),
                _ => throw new NotSupportedException()
            ),
        };
        Assert.Throws<PeerUnreachableException>(() => Learned.Learn(session));
    }

    [Fact]
    public void Extra_states_are_states_of_the_machine()
    {
        var learned = Learned.Learn(Learned.Of(Role.Server, () => new PlantedPeer(Plant.HasExtraStates)));
        foreach (var line in MachineText.Lines(learned.Machine!, learned.Comparison)) output.WriteLine(line);
        // The lock has four states, each between messages and between fragments. Another state is the fragmented message in which the
        // open lock has swallowed a text message, because no message with that payload was sent. The last state is the end.
        Assert.Equal(10, learned.Machine!.States.Length);
    }

    [Fact]
    public void Answers_that_differ_from_time_to_time_are_reported_with_the_word()
    {
        var learned = Learned.Learn(
            Learned.Of(Role.Server, () => new PlantedPeer(Plant.ForgetsThirdPing)) with { Workers = 1, Walks = 50, ExtraStates = 0 }
        );
        Assert.NotEmpty(learned.Oracle.Contradictions);
        Assert.All(
            learned.Oracle.Contradictions,
            one => Assert.Contains("ping", one.Word.Select(input => learned.Settings.Inputs[input].Name))
        );
        Assert.Contains(
            learned.Oracle.Contradictions,
            one => one.Votes.Select(vote => vote.Answer.Text).Order().SequenceEqual(["pong", "silence"])
        );
    }

    [Fact]
    public void Two_peers_are_compared_with_the_rule_that_one_of_them_breaks()
    {
        var sound = Learned.Learn(Learned.Core(Role.Server));
        var planted = Learned.Learn(Learned.Of(Role.Server, () => new PlantedPeer(Plant.SwallowsPingInMessage)));
        var difference = Assert.Single(LearnedPeer.Compare(sound, planted));
        Assert.Equal(["begin-text", "ping"], difference.Steps.Select(step => step.Input.Name));
        Assert.Equal(("pong", "silence"), (difference.Answer.Text, difference.Other.Text));
        Assert.Empty(difference.Findings);
        Assert.Equal("RFC 6455 §5.5.2", Assert.Single(difference.OtherFindings).Rule);
    }

    [Fact]
    public void Two_sound_peers_do_not_differ() =>
        Assert.Empty(
            LearnedPeer.Compare(
                Learned.Learn(Learned.Core(Role.Server)),
                Learned.Learn(Learned.Of(Role.Server, () => Echoes.OfCore(Role.Server)))
            )
        );

    private void Finds(LearnedPeer learned, string rule, string word)
    {
        foreach (var line in Learned.Words(learned)) output.WriteLine(line);
        Assert.Null(learned.Incomplete);
        Shows(learned, rule, word);
    }

    private static void Shows(LearnedPeer learned, string rule, string word)
    {
        var found = learned.Comparison!.Differences.FirstOrDefault(difference =>
            difference.Finding.Rule == rule && string.Join(", ", difference.Steps.Select(step => step.Input.Name)) == word
        );
        Assert.True(found is not null, string.Join('\n', Learned.Words(learned)));
        Assert.Equal(0, found.Missed);
    }
}
