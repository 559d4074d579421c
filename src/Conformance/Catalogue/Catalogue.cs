namespace Pure.WebSockets.Conformance;

/// <summary>All cases, in the order of their ids.</summary>
public static class Catalogue
{
    private const int Messages = 1000;
    private const int QuickMessages = 50;

    private static readonly Lazy<Seq<Case>> Cases = new(() => With(Messages));
    private static readonly Lazy<Seq<Case>> QuickCases = new(() => With(QuickMessages));

    /// <summary>The cases.</summary>
    public static Seq<Case> All => Cases.Value;

    /// <summary>The same cases, those of families 12 and 13 with 50 messages each in place of 1000.</summary>
    public static Seq<Case> Quick => QuickCases.Value;

    /// <summary>The same cases, those of families 12 and 13 with so many messages each.</summary>
    public static Seq<Case> With(int messages)
    {
        IEnumerable<Case>[] families =
        [
            Framing.All(),
            Pings.All(),
            ReservedBits.All(),
            Opcodes.All(),
            Fragmentation.All(),
            Utf8.All(),
            Closing.All(),
            Volume.All(),
            CompressionCases.All(messages),
            OpeningRequests.All(),
            OpeningResponses.All(),
            MaskingAndLengths.All(),
            ClosingAndTiming.All(),
            CompressedFrames.All(),
            CompressionOffers.All(),
            Limits.All(),
            Transport.All(),
            Security.All(),
        ];
        return Seq.create<Case>([
            .. families
                .SelectMany(family => family)
                .OrderBy(found => found.Id)
                .Select((found, at) => found with { Index = at + 1, DecidedBy = DecidingSentences.Of(found.Id) }),
        ]);
    }

    /// <summary>Those of the cases that a tester can run that is this end.</summary>
    public static Seq<Case> For(Role tester, Seq<Case> cases) =>
        cases.Filter(found => found.Tester.ForAll(role => role == tester)).Strict();

    /// <summary>Those of the cases that can be run over HTTP/2.</summary>
    public static Seq<Case> ForHttp2(Seq<Case> cases) => cases.Filter(found => !found.NeedsHttp1).Strict();

    /// <summary>The name of a family, by the first component of its cases' ids.</summary>
    public static string FamilyName(string family) => family switch
    {
        "1" => "Framing",
        "2" => "Pings/Pongs",
        "3" => "Reserved Bits",
        "4" => "Opcodes",
        "5" => "Fragmentation",
        "6" => "UTF-8 Handling",
        "7" => "Close Handling",
        "9" => "Limits/Performance",
        "10" => "Misc",
        "12" => "WebSocket Compression (different payloads)",
        "13" => "WebSocket Compression (different parameters)",
        "C" => "Closing and Timing",
        "H" => "Opening Handshake",
        "L" => "Limits",
        "M" => "Masking and Lengths",
        "S" => "Security",
        "T" => "Transport",
        "X" => "Compression Abuse",
        _ => family,
    };
}
