namespace Pure.WebSockets.Conformance;

/// <summary>All cases, in the order of their ids.</summary>
public static class Catalogue
{
    private static readonly Lazy<Seq<Case>> Cases = new(Build);

    /// <summary>The cases.</summary>
    public static Seq<Case> All => Cases.Value;

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
        _ => family,
    };

    private static Seq<Case> Build()
    {
        var all = new[] { Framing.All(), Pings.All(), ReservedBits.All(), Opcodes.All(), Fragmentation.All(), Utf8.All(), Closing.All(), Volume.All() }
            .SelectMany(family => family)
            .OrderBy(found => found.Id)
            .Select((found, at) => found with { Index = at + 1 });
        return Seq.create<Case>(all.ToArray());
    }
}
