namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The area of the protocol that a fault is in.</summary>
public enum Area
{
    Opening,
    Framing,
    Lengths,
    Messages,
    Text,
    Closing,
    Compression,
    Timing,
    Limits,
}

/// <summary>The ends that can have a fault.</summary>
[Flags]
public enum On
{
    Server = 1,
    Client = 2,
    Both = Server | Client,
}

/// <summary>A row of the table of faults.</summary>
/// <param name="says">What the peer does wrong, in words that follow "it".</param>
/// <param name="area">The area.</param>
/// <param name="on">The ends that can have the fault.</param>
/// <param name="caughtBy">The id of a case that catches it.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class FaultyAttribute(string says, Area area, On on, string caughtBy) : Attribute
{
    public string Says { get; } = says;

    public Area Area { get; } = area;

    public On On { get; } = on;

    public string CaughtBy { get; } = caughtBy;

    /// <summary>The id of the case that catches it in a client, if that is another one.</summary>
    public string? CaughtByAsClient { get; init; }

    /// <summary>Whether it shows only if bytes arrive in the pieces in which they were sent, which TCP does not guarantee.</summary>
    public bool NeedsPieces { get; init; }

    /// <summary>Whether it is only non-strict: the rule forbids sending something but does not require the receiver to reject it.</summary>
    public bool IsNotStrict { get; init; }
}

/// <summary>A fault in one end, and the case that catches it.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Role">The end that has it.</param>
/// <param name="Says">What it does wrong.</param>
/// <param name="Area">The area.</param>
/// <param name="CaughtBy">The id of a case that catches it.</param>
/// <param name="NeedsPieces">Whether it shows only if bytes arrive in the pieces in which they were sent.</param>
/// <param name="IsNotStrict">Whether it is only non-strict.</param>
public sealed record FaultyEnd(Fault Fault, Role Role, string Says, Area Area, string CaughtBy, bool NeedsPieces, bool IsNotStrict)
{
    /// <summary>All of them, in the order of the table.</summary>
    public static FaultyEnd[] All { get; } = [.. Enum.GetValues<Fault>().Where(fault => fault != Fault.None).SelectMany(Ends)];

    /// <summary>Whether these verdicts show the fault.</summary>
    public bool IsCaughtBy(Judgement judgement) => judgement.IsFailure || (IsNotStrict && judgement.Behavior == Verdict.NonStrict);

    public override string ToString() => $"{Fault} ({(Role == Role.Server ? "server" : "client")})";

    private static IEnumerable<FaultyEnd> Ends(Fault fault)
    {
        var row = (FaultyAttribute)Attribute.GetCustomAttribute(typeof(Fault).GetField(fault.ToString())!, typeof(FaultyAttribute))!;
        if (row.On.HasFlag(On.Server)) yield return End(Role.Server, row.CaughtBy);
        if (row.On.HasFlag(On.Client)) yield return End(Role.Client, row.CaughtByAsClient ?? row.CaughtBy);

        FaultyEnd End(Role role, string id) => new(fault, role, row.Says, row.Area, id, row.NeedsPieces, row.IsNotStrict);
    }
}
