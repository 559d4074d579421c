namespace Pure.WebSockets.Schedules.Tests;

/// <summary>The choices of a schedule, which are the same again after <see cref="Begin"/>.</summary>
internal abstract class Choices
{
    /// <summary>The number of choices with an alternative in the schedule so far.</summary>
    public int Count { get; protected set; }

    /// <summary>Whether the code under test has done the same for the same choices so far.</summary>
    public bool IsRepeatable { get; protected set; } = true;

    /// <summary>Begins the schedule.</summary>
    public abstract void Begin();

    /// <summary>
    /// Chooses one of several operations. The first one is the operation that runs by itself: the current one, or else the oldest one.
    /// </summary>
    /// <param name="count">The number of operations.</param>
    /// <param name="isCurrent">Whether the first operation is the current one.</param>
    public abstract int Next(int count, bool isCurrent);

    /// <summary>Goes on to the next schedule. Returns false after the last one.</summary>
    public abstract bool Advance();
}

/// <summary>
/// The search over all choices, depth first. A schedule takes the choices of the one before it, except for the last choice that has an
/// alternative.
/// </summary>
/// <param name="bound">
/// The maximum number of switches in a schedule. A switch is the choice of another operation than the first one: than the current one
/// although it can continue, or than the oldest one after the end of an operation.
/// </param>
internal sealed class EveryChoice(int bound) : Choices
{
    private readonly List<Choice> path = [];
    private int depth;
    private int switches;

    /// <summary>Whether the bound has removed an alternative from any schedule.</summary>
    public bool IsCutOff { get; private set; }

    public override void Begin() => (Count, depth, switches) = (0, 0, 0);

    public override int Next(int count, bool isCurrent)
    {
        Count++;
        if (switches == bound)
        {
            IsCutOff = true;
            return 0;
        }

        if (depth == path.Count) path.Add(new Choice(count, 0));
        var choice = path[depth++];
        if (choice.Alternatives != count)
        {
            IsRepeatable = false;
            return 0;
        }

        if (choice.Index > 0) switches++;
        return choice.Index;
    }

    public override bool Advance()
    {
        path.RemoveRange(depth, path.Count - depth);
        while (path.Count > 0)
        {
            var last = path[^1];
            path.RemoveAt(path.Count - 1);
            if (last.Index + 1 == last.Alternatives) continue;
            path.Add(last with { Index = last.Index + 1 });
            return true;
        }

        return false;
    }

    private readonly record struct Choice(int Alternatives, int Index);
}

/// <summary>Random choices, with any number of switches. The same seed makes the same schedules.</summary>
internal sealed class RandomChoices(int seed) : Choices
{
    private const int PointsToASwitch = 6;

    private Random random = new(seed);
    private int schedule;

    public override void Begin()
    {
        random = new Random((seed * 1_000_003) + schedule);
        Count = 0;
    }

    public override int Next(int count, bool isCurrent)
    {
        Count++;
        return isCurrent && random.Next(PointsToASwitch) > 0 ? 0 : random.Next(count);
    }

    public override bool Advance()
    {
        schedule++;
        return true;
    }
}
