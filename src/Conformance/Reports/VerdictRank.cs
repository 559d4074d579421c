namespace Pure.WebSockets.Conformance;

/// <summary>
/// The order of verdicts, the best first: OK, INFORMATIONAL, NON-STRICT, UNIMPLEMENTED, WRONG CODE, FAILED BY CLIENT, UNCLEAN, FAILED.
/// </summary>
public static class VerdictRank
{
    /// <summary>The place of a verdict, from 0; the greater the worse.</summary>
    public static int Of(Verdict verdict) => verdict switch
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
}
