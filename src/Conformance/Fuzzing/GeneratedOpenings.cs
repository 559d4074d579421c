using System.Collections.Immutable;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// Generates opening handshakes from cases of the catalogue. Up to three random cases with a valid handshake are combined with a final
/// random case whose handshake can be invalid. The combined case is run and judged like a case of the catalogue.
/// </summary>
internal static class GeneratedOpenings
{
    private const int MostParts = 4;

    private static readonly ImmutableArray<Case> Clients = Of(Role.Client);
    private static readonly ImmutableArray<Case> Servers = Of(Role.Server);

    /// <summary>Returns the parts of an opening handshake. The last part determines the expected result.</summary>
    /// <param name="dice">The random numbers.</param>
    /// <param name="tester">The role of the tester.</param>
    public static ImmutableArray<Case> Generate(Dice dice, Role tester)
    {
        var all = tester == Role.Client ? Clients : Servers;
        var parts = ImmutableArray.CreateBuilder<Case>();
        for (var count = dice.Below(MostParts); count > 0; count--)
            if (all[dice.Below(all.Length)] is { } part && IsValid(part)) parts.Add(part);
        parts.Add(all[dice.Below(all.Length)]);
        return parts.ToImmutable();
    }

    /// <summary>Returns the case that combines the parts.</summary>
    public static Case Joined(ImmutableArray<Case> parts) =>
        parts[^1] with
        {
            Opening = parts[^1].Opening with
            {
                Edits = Seq.create<HeadEdit>([.. parts.SelectMany(part => part.Opening.Edits)]),
                // If the peer is allowed to reject the request of one of the combined cases, the peer is also allowed to reject the
                // combined request.
                IfRejected = parts
                    .Select(part => part.Opening.IfRejected)
                    .OrderBy(allowed => allowed.Exists(one => one.Verdict == Verdict.Informational) ? 0 : 1)
                    .FirstOrDefault(allowed => allowed.IsSome),
            },
        };

    private static ImmutableArray<Case> Of(Role tester) =>
    [
        .. Catalogue.All.Filter(found =>
            found.Tester == tester
            && !found.IsAutobahn
            && (found.Id.Family is "H" or "S" || found.Id.Text.StartsWith("X.5.", StringComparison.Ordinal) || IsOfParameters(found))
        ),
    ];

    private static bool IsOfParameters(Case found) =>
        found.Id.Text.StartsWith("X.6.", StringComparison.Ordinal) || found.Id.Text.StartsWith("X.7.", StringComparison.Ordinal);

    /// <summary>
    /// Returns whether a case can precede the last case. The case must change the head, send the head in one write that contains
    /// nothing else, negotiate no compression, and expect the connection to open.
    /// </summary>
    private static bool IsValid(Case part) =>
        part is { Close.ByMe: true, OnlyInforms: false, Compression.IsNone: true }
        && part.Opening is { Edits.IsEmpty: false, Rejection.IsNone: true, Chop: 0, Pause.IsNone: true, JoinsFirstFrame: false };
}
