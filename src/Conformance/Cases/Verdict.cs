namespace Pure.WebSockets.Conformance;

/// <summary>The verdict on a peer, in the words of the reports.</summary>
public enum Verdict
{
    /// <summary>The peer did what the rule demands.</summary>
    Ok,

    /// <summary>The peer did what the rule allows, but later or less precisely than possible.</summary>
    NonStrict,

    /// <summary>Neither right nor wrong: the case records what the peer does.</summary>
    Informational,

    /// <summary>The peer does not have the feature.</summary>
    Unimplemented,

    /// <summary>The peer broke the rule.</summary>
    Failed,

    /// <summary>Closing handshake: the peer's close code is not one of those expected.</summary>
    WrongCode,

    /// <summary>Closing handshake: it was not completed, or the wrong side ended the transport.</summary>
    Unclean,

    /// <summary>Closing handshake: the tester, in the client role, had to end the transport.</summary>
    FailedByClient,
}

/// <summary>Verdicts as text.</summary>
internal static class VerdictText
{
    /// <summary>Returns the verdict as reports write it.</summary>
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

    /// <summary>Returns the verdict that reports write this way. Returns None if there is no such verdict.</summary>
    public static Option<Verdict> Parse(string text) => Seq.create(Enum.GetValues<Verdict>()).Find(verdict => Of(verdict) == text);

    /// <summary>
    /// Returns the rank of a verdict, from 0 for the best: OK, INFORMATIONAL, NON-STRICT, UNIMPLEMENTED, WRONG CODE, FAILED BY CLIENT,
    /// UNCLEAN, FAILED.
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

    /// <summary>Returns whether the verdict means that the peer broke a rule.</summary>
    public static bool IsBad(Verdict verdict) =>
        verdict is Verdict.Failed or Verdict.WrongCode or Verdict.Unclean or Verdict.FailedByClient;
}
