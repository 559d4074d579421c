namespace Pure.WebSockets.Conformance;

/// <summary>What a case says of a peer, in the words of its reports.</summary>
public enum Verdict
{
    /// <summary>The peer did what the rule wants.</summary>
    Ok,

    /// <summary>The peer did what the rule allows, later or coarser than it could.</summary>
    NonStrict,

    /// <summary>No right or wrong: what the peer did is worth knowing.</summary>
    Informational,

    /// <summary>The peer does not have the feature.</summary>
    Unimplemented,

    /// <summary>The peer broke the rule.</summary>
    Failed,

    /// <summary>In the closing handshake: the peer's close code is not one of those expected.</summary>
    WrongCode,

    /// <summary>In the closing handshake: it was not completed, or the wrong side ended the transport.</summary>
    Unclean,

    /// <summary>In the closing handshake: the tester, a client, had to end the transport.</summary>
    FailedByClient,
}

/// <summary>The spelling of verdicts in reports.</summary>
internal static class VerdictText
{
    /// <summary>The verdict as reports spell it.</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "OK",
        Verdict.NonStrict => "NON-STRICT",
        Verdict.Informational => "INFORMATIONAL",
        Verdict.Unimplemented => "UNIMPLEMENTED",
        Verdict.WrongCode => "WRONG CODE",
        Verdict.Unclean => "UNCLEAN",
        Verdict.FailedByClient => "FAILED BY CLIENT",
        _ => "FAILED",
    };

    /// <summary>The verdict that reports spell so; none when it is none.</summary>
    public static Option<Verdict> Parse(string text) => Seq.create(Enum.GetValues<Verdict>()).Find(verdict => Of(verdict) == text);

    /// <summary>
    /// The rank of a verdict, from 0 for the best: OK, INFORMATIONAL, NON-STRICT, UNIMPLEMENTED, WRONG CODE, FAILED BY CLIENT, UNCLEAN,
    /// FAILED.
    /// </summary>
    public static int Rank(Verdict verdict) => verdict switch
    {
        Verdict.Ok => 0,
        Verdict.Informational => 1,
        Verdict.NonStrict => 2,
        Verdict.Unimplemented => 3,
        Verdict.WrongCode => 4,
        Verdict.FailedByClient => 5,
        Verdict.Unclean => 6,
        _ => 7,
    };

    /// <summary>Whether the verdict says that the peer broke a rule.</summary>
    public static bool IsBad(Verdict verdict) =>
        verdict is Verdict.Failed or Verdict.WrongCode or Verdict.Unclean or Verdict.FailedByClient;
}
