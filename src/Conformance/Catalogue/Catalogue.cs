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
        var all = new[] { Framing.All(), Pings.All(), ReservedBits.All(), Opcodes.All(), Fragmentation.All(), Utf8.All(), Closing.All(), Volume.All(), CompressionCases.All(messages) }
            .SelectMany(family => family)
            .OrderBy(found => found.Id)
            .Select((found, at) => found with { Index = at + 1 });
        return Seq.create<Case>(all.ToArray());
    }

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
        _ => family,
    };
}
