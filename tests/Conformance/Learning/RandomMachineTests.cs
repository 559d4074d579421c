namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The learner on its own: random machines, which say nothing sensible, are learned exactly.</summary>
public sealed class RandomMachineTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 6)]
    [InlineData(4, 8)]
    [InlineData(5, 12)]
    public void A_random_machine_is_learned_exactly(ulong seed, int states)
    {
        var settings = new LearnSettings(
            Role.Client,
            _ => new FuzzTarget(
                _ => new OpenedPeer(new RandomMachinePeer(seed, states), null, default, null),
                _ => throw new NotSupportedException("there are no cases")
            )
        )
        {
            Inputs = [.. LearnInput.Default.Where(input => RandomMachinePeer.Frames.Contains(input.Name))],
            Time = TimeSpan.FromHours(1),
        };
        var oracle = new LearnOracle(settings, TestContext.Current.CancellationToken);
        var learner = new PeerLearner(oracle, settings);
        var machine = learner.Learn();
        output.WriteLine($"{machine.States.Length} states, {learner.Refinements} counterexamples, {oracle.Conversations} conversations");
        // Random machines of this size have no equivalent states.
        Assert.Equal(RandomMachinePeer.Reachable(seed, states), machine.States.Length);
        var dice = new Dice(seed, 99);
        for (var count = 0; count < 200; count++)
        {
            var word = Enumerable.Range(0, 30).Select(_ => dice.Below(settings.Inputs.Length)).ToArray();
            Assert.Equal(RandomMachinePeer.Answers(seed, states, word), machine.Answers(0, word).Select(answer => answer.Text));
        }
    }

    /// <summary>
    /// One transition leads to a hidden state, which is a copy of the right state except for one answer. The words of the W-method find
    /// every such state.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_W_method_finds_every_hidden_state(ulong seed)
    {
        var machine = WithAccess(RandomMachinePeer.Machine(seed, 3));
        var words = MachineTests.ByStates(machine, extraStates: 1).ToArray();
        for (var state = 0; state < machine.States.Length; state++)
        {
            for (var input = 0; input < machine.Inputs.Length; input++)
            {
                for (var changed = 0; changed < machine.Inputs.Length; changed++)
                {
                    var hidden = WithHiddenState(machine, state, input, changed);
                    Assert.Contains(words, word => !machine.Answers(0, word).SequenceEqual(hidden.Answers(0, word)));
                }
            }
        }
    }

    /// <summary>No input ends the connection, so the words have all lengths from 4, or from the length of the longest word.</summary>
    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(1, new[] { 1 })]
    [InlineData(3, new[] { 3 })]
    [InlineData(4, new[] { 4 })]
    [InlineData(6, new[] { 4, 5, 6 })]
    public void No_random_word_is_longer_than_the_longest_one(int longest, int[] lengths)
    {
        var settings = new LearnSettings(Role.Client, _ => throw new NotSupportedException("there are no conversations"))
        {
            Walks = 100,
            LongestWalk = longest,
        };
        var words = MachineTests.AtRandom(RandomMachinePeer.Machine(1, 3), settings);
        Assert.Equal(lengths, words.Select(word => word.Length).Distinct().Order());
    }

    /// <summary>Returns the machine with the shortest word that leads to each state. Each state must be reachable.</summary>
    private static MealyMachine WithAccess(MealyMachine machine)
    {
        var found = new SortedDictionary<int, int[]> { [0] = [] };
        var waiting = new Queue<int>([0]);
        while (waiting.TryDequeue(out var state))
        {
            for (var input = 0; input < machine.Inputs.Length; input++)
            {
                var target = machine.States[state].Transitions[input].Target;
                if (found.TryAdd(target, [.. found[state], input])) waiting.Enqueue(target);
            }
        }

        Assert.Equal(machine.States.Length, found.Count);
        return machine with { States = [.. machine.States.Select((state, number) => state with { Access = found[number] })] };
    }

    private static MealyMachine WithHiddenState(MealyMachine machine, int from, int by, int changed)
    {
        var original = machine.States[machine.States[from].Transitions[by].Target].Transitions;
        var hidden = original.SetItem(changed, original[changed] with { Answer = PeerAnswer.Of(["something else"]) });
        var start = machine.States[from].Transitions;
        var redirected = start.SetItem(by, start[by] with { Target = machine.States.Length });
        return machine with
        {
            States = machine.States.SetItem(from, machine.States[from] with { Transitions = redirected }).Add(new MealyState([], hidden)),
        };
    }
}

/// <summary>A peer whose answers come from a random Mealy machine.</summary>
internal sealed class RandomMachinePeer(ulong seed, int states) : IMemoryPeer
{
    private static readonly (string Text, byte[] Octets)[] Said =
    [
        ("silence", []),
        ("ping", [0x89, 0x00]),
        ("other text", [0x81, 0x01, 0x21]),
        ("other binary", [0x82, 0x01, 0x21]),
    ];

    private int state;

    /// <summary>The inputs that the machine knows, in the order of its transitions.</summary>
    public static string[] Frames { get; } = ["text", "binary", "begin-text", "continue", "finish", "ping", "pong"];

    public Option<TimeSpan> Deadline => Option<TimeSpan>.None;

    public bool HasEnded => false;

    /// <summary>The machine as a value.</summary>
    public static MealyMachine Machine(ulong seed, int states) =>
        new(
            [.. LearnInput.Default.Where(input => Frames.Contains(input.Name))],
            PeerAnswer.Silence,
            [
                .. Enumerable
                    .Range(0, states)
                    .Select(state => new MealyState(
                        [],
                        [
                            .. Enumerable
                                .Range(0, Frames.Length)
                                .Select(input => Next(seed, states, state, input))
                                .Select(next => new MealyTransition(next.State, AnswerOf(next.Said))),
                        ]
                    )),
            ]
        );

    /// <summary>The number of states that some word leads to.</summary>
    public static int Reachable(ulong seed, int states)
    {
        var machine = Machine(seed, states);
        var reached = new SortedSet<int> { 0 };
        for (var before = 0; before != reached.Count;)
        {
            before = reached.Count;
            foreach (var one in reached.ToArray()) reached.UnionWith(machine.States[one].Transitions.Select(next => next.Target));
        }

        return reached.Count;
    }

    public static string[] Answers(ulong seed, int states, int[] word) =>
        [.. Machine(seed, states).Answers(0, word).Select(answer => answer.Text)];

    public ByteString Begin(TimeSpan now) => ByteString.Empty;

    public ByteString Elapse(TimeSpan now) => ByteString.Empty;

    public ByteString Receive(ByteString octets, TimeSpan now)
    {
        var input = octets.Memory.Span[0] switch { 0x81 => 0, 0x82 => 1, 0x01 => 2, 0x00 => 3, 0x80 => 4, 0x89 => 5, _ => 6 };
        (state, var said) = Next(seed, states, state, input);
        return Said[said].Octets;
    }

    private static PeerAnswer AnswerOf(int said) => said == 0 ? PeerAnswer.Silence : PeerAnswer.Of([Said[said].Text]);

    private static (int State, int Said) Next(ulong seed, int states, int state, int input)
    {
        var dice = new Dice(seed, (state * 100) + input);
        return (dice.Below(states), dice.Below(Said.Length));
    }
}
