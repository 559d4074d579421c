namespace Pure.WebSockets.Conformance;

/// <summary>A verdict on a peer. The reports use the same names in capital letters.</summary>
public enum Verdict
{
    /// <summary>The peer behaved as the rule demands.</summary>
    Ok,

    /// <summary>The rule allows the peer's behaviour, but the peer could have reacted earlier or more precisely.</summary>
    NonStrict,

    /// <summary>The case only records the behaviour of the peer, which is neither right nor wrong.</summary>
    Informational,

    /// <summary>The peer does not support the feature that the case needs.</summary>
    Unimplemented,

    /// <summary>The peer's behaviour, or the way in which the connection closed, does not meet the requirements of the case.</summary>
    Failed,

    /// <summary>The peer's close code is not one of the expected codes.</summary>
    WrongCode,

    /// <summary>The closing handshake was not completed correctly, or the server did not end the transport in time.</summary>
    Unclean,

    /// <summary>The tester, in the client role, had to end the transport because the server did not end the transport.</summary>
    FailedByClient,
}

/// <summary>Converts verdicts to text and back.</summary>
internal static class VerdictText
{
    /// <summary>Returns the name that the reports use for a verdict.</summary>
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

    /// <summary>Returns the verdict with the given name in the reports, or None if there is no such verdict.</summary>
    public static Option<Verdict> Parse(string text) => Seq.create(Enum.GetValues<Verdict>()).Find(verdict => Of(verdict) == text);

    /// <summary>
    /// Returns the rank of a verdict. The best verdict has rank 0. The order is OK, INFORMATIONAL, NON-STRICT, UNIMPLEMENTED, WRONG CODE,
    /// FAILED BY CLIENT, UNCLEAN, FAILED.
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

    /// <summary>Returns whether the verdict is a failure.</summary>
    public static bool IsBad(Verdict verdict) =>
        verdict is Verdict.Failed or Verdict.WrongCode or Verdict.Unclean or Verdict.FailedByClient;
}
