namespace Pure.WebSockets.Properties;

/// <summary>
/// All of a small world: every state that can be reached, each stepped with every letter that it is offered, until nothing new comes.
/// States that are alike but for payload are one class (<see cref="Abstraction"/>). Every real state of a class is stepped too, and must
/// do as the first of the class does: so what holds for the classes holds for every path, of any length.
/// </summary>
internal sealed class Exploration
{
    // A world that is larger than that is not small: a counter was left in it.
    private const int MostStates = 50_000;
    private const int MostTold = 3;

    private static readonly Lazy<Exploration[]> Explorations = new(() =>
        World.All.AsParallel().AsOrdered().Select(world => new Exploration(world).Explored()).ToArray()
    );

    private readonly Dictionary<Known, int> known = new(Known.Comparer);
    private readonly List<Real> states = [];
    private readonly Dictionary<(string, Watch), Class> classes = [];
    private readonly Dictionary<Rule, List<string>> breaches = Rules.All.ToDictionary(rule => rule, _ => new List<string>());
    private readonly List<string> differences = [];
    private readonly System.Collections.Generic.HashSet<Edge> edges = [];

    private Exploration(World world) => World = world;

    public World World { get; }

    /// <summary>The classes, in the order in which they were found.</summary>
    public List<Class> Classes { get; } = [];

    /// <summary>Real states that were stepped.</summary>
    public int States => states.Count;

    /// <summary>Real states that were not stepped, as their class had its witnesses: none where the world is finite.</summary>
    public int Left { get; private set; }

    /// <summary>Steps of classes: each with every letter that it is offered.</summary>
    public int Transitions => Classes.Sum(@class => @class.Next.Count(next => next is not null));

    /// <summary>The most inputs that it takes, on the shortest way, to a class.</summary>
    public int Depth => Classes.Max(@class => @class.Depth);

    /// <summary>Whether nothing was left to step.</summary>
    public bool IsWhole => states.Count < MostStates;

    /// <summary>States of one class that do not react alike: what the abstraction leaves out matters.</summary>
    public IReadOnlyList<string> Differences => differences;

    /// <summary>What leads from place to place.</summary>
    public IReadOnlyCollection<Edge> Edges => edges;

    /// <summary>All worlds, explored once.</summary>
    public static IReadOnlyList<Exploration> All => Explorations.Value;

    /// <summary>Ways to steps that break a rule.</summary>
    public IReadOnlyList<string> Breaches(Rule rule) => breaches[rule];

    /// <summary>The inputs that lead to a class on the shortest way.</summary>
    public string WayTo(Class @class) => string.Join(" · ", Way(@class.First).Append($"[{@class.Name}]"));

    private Exploration Explored()
    {
        foreach (var start in World.Starts)
        {
            ClassOf(start, Watch.Of(start), from: -1, letter: -1);
            edges.UnionWith(Edge.Of(start));
        }

        for (var at = 0; at < states.Count && IsWhole; at++) StepAll(at);
        return this;
    }

    private void StepAll(int at)
    {
        var (state, watch, @class, _, _) = states[at];
        var alphabet = World.Alphabet;
        for (var letter = 0; letter < alphabet.Length; letter++)
        {
            if (!alphabet[letter].IsOfferedTo(state)) continue;
            var transition = Protocol.Step(state, alphabet[letter].Input);
            var after = watch.After(alphabet[letter].Input, transition);
            var (next, isNew) =
                ReferenceEquals(transition.Next, state) && after == watch ? (@class, false) : ClassOf(transition.Next, after, at, letter);
            var passage = new Passage(World, state, watch, alphabet[letter], transition, after, isNew);
            foreach (var rule in Rules.All)
                if (!rule.Holds(passage) && breaches[rule].Count < MostTold)
                    breaches[rule]
                        .Add(
                            $"{string.Join(" · ", Way(at).Append(alphabet[letter].Name))} gives [{Abstraction.Of(transition)}] and "
                                + $"[{next.Name}]"
                        );

            if (!passage.ChangesNothing) edges.UnionWith(Edge.Of(passage));
            var said = Abstraction.Of(transition);
            if (@class.First == at) (@class.Next[letter], @class.Said[letter]) = (next, said);
            else if ((@class.Next[letter] != next || @class.Said[letter] != said) && differences.Count < MostTold)
                differences.Add(
                    $"{WayTo(@class)} · {alphabet[letter]} gives [{@class.Said[letter]}] and [{@class.Next[letter]!.Name}];\n but "
                        + $"{string.Join(" · ", Way(at).Append(alphabet[letter].Name))} gives [{said}] and [{next.Name}]"
                );
        }
    }

    /// <summary>The class of a state, and whether the state is new, and then is to be stepped.</summary>
    private (Class Class, bool IsNew) ClassOf(Connection state, Watch watch, int from, int letter)
    {
        var key = new Known(state, watch);
        if (known.TryGetValue(key, out var id)) return (states[id].Class, false);
        var name = Abstraction.Of(state);
        if (!classes.TryGetValue((name, watch), out var @class))
        {
            @class = new Class(name, state, watch, states.Count, from < 0 ? 0 : states[from].Class.Depth + 1, World.Alphabet.Length);
            classes.Add((name, watch), @class);
            Classes.Add(@class);
        }

        if (@class.Members == World.Witnesses)
        {
            Left++;
            return (@class, false);
        }

        @class.Members++;
        known.Add(key, states.Count);
        states.Add(new Real(state, watch, @class, from, letter));
        return (@class, true);
    }

    private IEnumerable<string> Way(int at)
    {
        var way = new Stack<string>();
        for (; at >= 0; at = states[at].From)
            way.Push(states[at].Letter < 0 ? $"{World}, {states[at].State.Phase.GetType().Name}" : World.Alphabet[states[at].Letter].Name);
        return way;
    }

    /// <summary>A real state, and how it was reached first.</summary>
    private readonly record struct Real(Connection State, Watch Watch, Class Class, int From, int Letter);

    /// <summary>A real state to find again: by content, hashed by what differs most.</summary>
    private readonly record struct Known(Connection State, Watch Watch)
    {
        public static IEqualityComparer<Known> Comparer { get; } =
            EqualityComparer<Known>.Create(
                (left, right) => left.Watch == right.Watch && left.State.Equals(right.State),
                known =>
                    HashCode.Combine(
                        known.State.Phase,
                        known.State.Timer,
                        known.State.Receiving,
                        known.State.Sending,
                        known.State.StepBuffer,
                        known.State.Inflation
                    )
            );
    }
}

/// <summary>States that are alike but for payload.</summary>
internal sealed class Class(string name, Connection state, Watch watch, int first, int depth, int letters)
{
    public string Name { get; } = name;

    /// <summary>One of them: the one on the shortest way.</summary>
    public Connection State { get; } = state;

    public Watch Watch { get; } = watch;

    public int First { get; } = first;

    public int Depth { get; } = depth;

    public int Members { get; set; }

    /// <summary>Where each letter leads; null for those that are not offered.</summary>
    public Class?[] Next { get; } = new Class?[letters];

    /// <summary>What each letter makes it say.</summary>
    public string?[] Said { get; } = new string?[letters];
}
