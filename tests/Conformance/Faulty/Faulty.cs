namespace Pure.WebSockets.Conformance.Tests;

/// <summary>What part of the protocol a fault is in.</summary>
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
/// <param name="area">Where.</param>
/// <param name="on">Which ends can.</param>
/// <param name="caughtBy">The id of a case that catches it.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class FaultyAttribute(string says, Area area, On on, string caughtBy) : Attribute
{
    public string Says { get; } = says;

    public Area Area { get; } = area;

    public On On { get; } = on;

    public string CaughtBy { get; } = caughtBy;

    /// <summary>The id of the case that catches it in a client, where that is another one.</summary>
    public string? CaughtByAsClient { get; init; }

    /// <summary>Whether it shows only where octets arrive in the pieces in which they were sent, which TCP does not promise.</summary>
    public bool NeedsPieces { get; init; }

    /// <summary>Whether it is only not strict: the rule binds who sends, and does not say that who receives must refuse.</summary>
    public bool IsNotStrict { get; init; }
}

/// <summary>A fault in one end, and the case that catches it.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Role">The end that has it.</param>
/// <param name="Says">What it does wrong.</param>
/// <param name="Area">Where.</param>
/// <param name="CaughtBy">The id of a case that catches it.</param>
/// <param name="NeedsPieces">Whether it shows only where octets arrive in the pieces in which they were sent.</param>
/// <param name="IsNotStrict">Whether it is only not strict.</param>
public sealed record FaultyEnd(Fault Fault, Role Role, string Says, Area Area, string CaughtBy, bool NeedsPieces, bool IsNotStrict)
{
    /// <summary>All of them, in the order of the table.</summary>
    public static FaultyEnd[] All { get; } = [.. Enum.GetValues<Fault>().Where(fault => fault != Fault.None).SelectMany(Ends)];

    /// <summary>Whether these verdicts say that there is a fault.</summary>
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
