namespace Pure.WebSockets.Conformance;

/// <summary>The words that pages show for verdicts, and the keys that style sheets and scripts use for verdicts.</summary>
internal static class VerdictWords
{
    /// <summary>
    /// The verdicts on behaviour, in the order of the columns of the summary table. The key "missing" is for a case that did not run.
    /// </summary>
    public static IReadOnlyList<(string Key, string Word)> All { get; } =
    [
        ("ok", "Pass"),
        ("nonstrict", "Non-Strict"),
        ("info", "Info"),
        ("fail", "Fail"),
        ("unimplemented", "Unimplemented"),
        ("missing", "Missing"),
    ];

    /// <summary>Returns the key of a verdict on behaviour.</summary>
    public static string KeyOf(Verdict behavior) => behavior switch
    {
        Verdict.Ok => "ok",
        Verdict.NonStrict => "nonstrict",
        Verdict.Informational => "info",
        Verdict.Unimplemented => "unimplemented",
        _ => "fail",
    };

    /// <summary>Returns the word for a verdict on behaviour.</summary>
    public static string WordOf(Verdict behavior) => All.First(verdict => verdict.Key == KeyOf(behavior)).Word;

    /// <summary>Returns the key of a verdict on the closing handshake.</summary>
    public static string CloseKeyOf(Verdict close) => close switch
    {
        Verdict.Ok => "ok",
        Verdict.Informational => "info",
        Verdict.WrongCode => "wrong",
        Verdict.FailedByClient => "almost",
        Verdict.Unclean => "unclean",
        _ => "fail",
    };

    /// <summary>
    /// Returns the text for the close column. If the verdict is failed or unclean, the text is "Fail" or "Unclean". Otherwise, the text is
    /// the peer's close code, or "None" if the peer sent no code.
    /// </summary>
    public static string CloseWordOf(Verdict close, Option<int> remoteCode) => close switch
    {
        Verdict.Unclean => "Unclean",
        Verdict.Failed => "Fail",
        _ => remoteCode.Map(code => $"{code}").IfNone("None"),
    };

    /// <summary>Returns a short description of the verdict on the closing handshake, without the close code.</summary>
    public static string CloseSentenceOf(Verdict close) => close switch
    {
        Verdict.Ok => "closed correctly",
        Verdict.Informational => "close: info",
        Verdict.WrongCode => "close: wrong code",
        Verdict.FailedByClient => "close: failed by client",
        Verdict.Unclean => "close: unclean",
        _ => "close: fail",
    };

    /// <summary>
    /// Returns a short description of the verdict on the closing handshake. For all verdicts other than failed and unclean, the description
    /// contains the peer's close code or states that the peer sent no code.
    /// </summary>
    public static string CloseSentenceOf(Verdict close, Option<int> remoteCode)
    {
        var code = remoteCode.Map(known => $"with code {known}").IfNone("without a close code");
        return close switch
        {
            Verdict.Ok => $"closed correctly, {code}",
            Verdict.Informational => $"closed {code}, which is neither right nor wrong",
            Verdict.WrongCode => $"closed {code}, which was not expected",
            Verdict.FailedByClient => $"closed {code}, but the tester had to end the transport",
            Verdict.Unclean => "closed without a clean closing handshake",
            _ => "closed by the wrong side, or never open",
        };
    }
}
