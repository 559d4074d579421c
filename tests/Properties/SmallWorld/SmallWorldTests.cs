namespace Pure.WebSockets.Properties;

/// <summary>
/// Without its payload, the protocol is a small machine. This test enumerates all of its states, over an alphabet with every kind of input,
/// and checks every rule for every step. The inputs are few and short; the rules hold for all their sequences, of any length.
/// </summary>
public sealed class SmallWorldTests(ITestOutputHelper output)
{
    public static TheoryData<string> Worlds { get; } = new(World.All.Select(world => world.ToString()));

    public static TheoryData<string, string> RulesInWorlds { get; } =
        new(from rule in Rules.All from world in World.All select (rule.Sentence, world.ToString()));

    [Theory]
    [MemberData(nameof(RulesInWorlds))]
    public void In_every_step(string sentence, string world)
    {
        var breaches = Explored(world).Breaches(Rules.All.Single(rule => rule.Sentence == sentence));
        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void All_of_it_was_seen_and_what_is_alike_but_for_payload_does_alike(string world)
    {
        var explored = Explored(world);
        output.WriteLine(
            $"{world}: states: {explored.Classes.Count}, transitions: {explored.Transitions}, depth: {explored.Depth} (real states: "
                + $"{explored.States}, {explored.Left} left)"
        );
        Assert.True(explored.IsWhole);
        Assert.True(explored.Left == 0 || explored.World.Takeover);
        Assert.Empty(explored.Differences);
    }

    /// <summary>There is no state and no cycle of states that nothing leads out of.</summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void From_every_state_there_is_a_way_to_the_end(string world)
    {
        var explored = Explored(world);
        var before = explored
            .Classes.SelectMany(from => from.Next.OfType<Class>(), (from, to) => (From: from, To: to))
            .ToLookup(step => step.To, step => step.From);
        var ends = new System.Collections.Generic.HashSet<Class>();
        var open = new Stack<Class>(explored.Classes.Where(IsClosed));
        while (open.TryPop(out var next))
            if (ends.Add(next)) foreach (var from in before[next]) open.Push(from);
        Assert.Empty(explored.Classes.Where(each => !ends.Contains(each)).Select(explored.WayTo));
    }

    /// <summary>
    /// A silent peer does not keep a connection open. Only connections remain that wait for the application, that are idle and do not ping,
    /// or that were not started.
    /// </summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void Where_only_time_passes_it_ends(string world)
    {
        var explored = Explored(world);
        Assert.Empty(
            explored.Classes.Where(each => !IsClosed(AfterSilence(explored, each)) && !MayStay(explored.World, each)).Select(explored.WayTo)
        );
    }

    /// <summary>The application's close and the passage of time end every connection.</summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void A_connection_that_is_told_to_close_does_not_need_the_peer_for_it(string world)
    {
        var explored = Explored(world);
        var close = Array.FindIndex(explored.World.Alphabet, letter => letter.Input is Input.Close { Status.Code: 1000 });
        Assert.Empty(
            explored
                .Classes.Where(each => each.State.Phase is Phase.Open && !IsClosed(AfterSilence(explored, each.Next[close]!)))
                .Select(explored.WayTo)
        );
    }

    private static bool IsClosed(Class each) => each.State.Phase is Phase.Closed;

    private static bool MayStay(World world, Class each) =>
        !each.Watch.Started || each.State.Phase is Phase.AwaitingAnswer || (each.State.Phase is Phase.Open && !world.KeepsAlive);

    /// <summary>The state after waiting input has continued and every running timer has elapsed, until none runs.</summary>
    private static Class AfterSilence(Exploration explored, Class from)
    {
        // More timers than states would be a cycle.
        for (var elapsed = 0; (from.State.InputWaits || from.State.Timer != TimerKind.None) && elapsed < explored.Classes.Count; elapsed++)
            from = from.Next[
                Array.FindIndex(
                    explored.World.Alphabet,
                    letter =>
                        from.State.InputWaits
                            ? letter.Input is Input.Continue
                            : letter.Input is Input.Elapsed(var timer) && timer == from.State.Timer
                )
            ]!;
        return from;
    }

    private static Exploration Explored(string world) => Exploration.All.Single(each => each.World.ToString() == world);
}
