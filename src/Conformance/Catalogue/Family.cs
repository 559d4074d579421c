namespace Pure.WebSockets.Conformance;

/// <summary>
/// A family of cases. To add a family, write its cases in a file whose name contains the id of the family, and add the family to
/// <see cref="All"/>.
/// </summary>
/// <param name="Id">
/// The first component of the case ids. The id is a number for a family of the Autobahn Testsuite, and a letter for any other family.
/// </param>
/// <param name="Name">The name of the family in lists and reports.</param>
/// <param name="IsAutobahn">Whether the family is from the Autobahn Testsuite.</param>
/// <param name="Cases">
/// A function that returns the cases, in any order. The argument of the function is the number of messages in each case of families 12 and
/// 13.
/// </param>
internal sealed record Family(string Id, string Name, bool IsAutobahn, Func<int, IEnumerable<Case>> Cases)
{
    /// <summary>All families.</summary>
    public static IReadOnlyList<Family> All { get; } =
    [
        Autobahn("1", "Framing", _ => Framing.All()),
        Autobahn("2", "Pings/Pongs", _ => Pings.All()),
        Autobahn("3", "Reserved Bits", _ => ReservedBits.All()),
        Autobahn("4", "Opcodes", _ => Opcodes.All()),
        Autobahn("5", "Fragmentation", _ => Fragmentation.All()),
        Autobahn("6", "UTF-8 Handling", _ => Utf8.All()),
        Autobahn("7", "Close Handling", _ => CloseHandling.All()),
        Autobahn("9", "Limits/Performance", _ => Volume.All()),
        Autobahn("10", "Misc", _ => Misc.All()),
        Autobahn("12", "WebSocket Compression (different payloads)", CompressionCases.PayloadCases),
        Autobahn("13", "WebSocket Compression (different parameters)", CompressionCases.ParameterCases),
        Extended("C", "Closing and Timing", ClosingAndTiming.All),
        Extended("H", "Opening Handshake", () => [.. OpeningRequests.All(), .. OpeningResponses.All()]),
        Extended("L", "Limits", LimitCases.All),
        Extended("M", "Masking and Lengths", MaskingAndLengths.All),
        Extended("S", "Security", Security.All),
        Extended("T", "Transport", TransportCases.All),
        Extended("U", "Text in Fragments", TextInFragments.All),
        Extended("X", "Compression Abuse", () => [.. CompressedFrames.All(), .. CompressionOffers.All()]),
    ];

    /// <summary>Returns the name of a family, or the given id if there is no such family.</summary>
    public static string NameOf(string id) => All.FirstOrDefault(family => family.Id == id)?.Name ?? id;

    private static Family Autobahn(string id, string name, Func<int, IEnumerable<Case>> cases) => new(id, name, IsAutobahn: true, cases);

    private static Family Extended(string id, string name, Func<IEnumerable<Case>> cases) =>
        new(id, name, IsAutobahn: false, _ => cases());
}
