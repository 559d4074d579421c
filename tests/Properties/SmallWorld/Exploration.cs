namespace Pure.WebSockets.Properties;

/// <summary>
/// A completely enumerated small world: every reachable state, stepped with every letter that it is offered, until no new state is found.
/// States that differ in payload only are one class (<see cref="Abstraction"/>). Every real state of a class is stepped too, and must react
/// like the first one of the class. Rules that hold for the classes therefore hold for every path of any length.
/// </summary>
internal sealed class Exploration
{
    // A larger world is not small: a counter was left in the abstraction.
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

    /// <summary>The number of real states that were stepped.</summary>
    public int States => states.Count;

    /// <summary>
    /// The number of real states that were not stepped, because their class already had enough; zero if the world is finite.
    /// </summary>
    public int Left { get; private set; }

    /// <summary>The number of steps of classes, one for each offered letter.</summary>
    public int Transitions => Classes.Sum(@class => @class.Next.Count(next => next is not null));

    /// <summary>The length of the longest shortest path to a class.</summary>
    public int Depth => Classes.Max(@class => @class.Depth);

    /// <summary>Whether nothing was left to step.</summary>
    public bool IsWhole => states.Count < MostStates;

    /// <summary>States of one class that react differently: the abstraction leaves out something relevant.</summary>
    public IReadOnlyList<string> Differences => differences;

    /// <summary>The arrows between places.</summary>
    public IReadOnlyCollection<Edge> Edges => edges;

    /// <summary>All worlds, explored once.</summary>
    public static IReadOnlyList<Exploration> All => Explorations.Value;

    /// <summary>Paths to steps that break a rule.</summary>
    public IReadOnlyList<string> Breaches(Rule rule) => breaches[rule];

    /// <summary>The inputs of the shortest path to a class.</summary>
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

    /// <summary>The class of a state, and whether the state is new and must be stepped.</summary>
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

    /// <summary>A real state, and how it was first reached.</summary>
    private readonly record struct Real(Connection State, Watch Watch, Class Class, int From, int Letter);

    /// <summary>A key to find a real state: by content, hashed by its most distinctive parts.</summary>
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

/// <summary>States that differ in payload only.</summary>
internal sealed class Class(string name, Connection state, Watch watch, int first, int depth, int letters)
{
    public string Name { get; } = name;

    /// <summary>One of them, on the shortest path.</summary>
    public Connection State { get; } = state;

    public Watch Watch { get; } = watch;

    public int First { get; } = first;

    public int Depth { get; } = depth;

    public int Members { get; set; }

    /// <summary>The class after each letter; null for letters that are not offered.</summary>
    public Class?[] Next { get; } = new Class?[letters];

    /// <summary>The result of each letter.</summary>
    public string?[] Said { get; } = new string?[letters];
}
