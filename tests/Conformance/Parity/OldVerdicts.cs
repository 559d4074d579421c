using System.Text.Json;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The verdicts of the Autobahn Testsuite on a peer (golden/parity), compared with ours.</summary>
internal static class OldVerdicts
{
    /// <summary>
    /// A peer that fails a connection and ends the transport immediately may lose the echo of the message before. This race decides between
    /// OK and NON-STRICT, in both suites. RFC 6455 §7.1.7 requires the connection to be failed and does not mention what was sent before.
    /// </summary>
    private static readonly string[] Races = ["3.2", "3.3", "3.4", "4.1.3", "4.1.4", "4.1.5", "4.2.3", "4.2.4", "4.2.5", "5.15"];

    /// <summary>Compares the verdicts, reports how many are equal, and fails if a difference is not explained.</summary>
    public static void Compare(string peer, Seq<IndexEntry> ours)
    {
        var theirs = Read(peer);
        Assert.Equal(theirs.Keys.Order(StringComparer.Ordinal), ours.Map(entry => entry.Id.Text).Order(StringComparer.Ordinal));
        var different = ours.Filter(entry => Said(entry) != theirs[entry.Id.Text]).Strict();
        var verdicts = different.Filter(entry => !Said(entry).HasVerdictsOf(theirs[entry.Id.Text])).Strict();
        Tell(
            $"{peer}: {ours.Count - verdicts.Count} of {ours.Count} verdicts equal, {ours.Count - different.Count} with the peer's "
                + $"close code"
        );
        foreach (var entry in different)
            Tell($"  {entry.Id}: {theirs[entry.Id.Text]} there, {Said(entry)} here");
        Assert.Empty(
            different
                .Filter(entry => !IsRace(entry, theirs[entry.Id.Text]))
                .Map(entry => $"{entry.Id}: {theirs[entry.Id.Text]} there, {Said(entry)} here: {entry.Result}")
        );
    }

    private static void Tell(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    /// <summary>
    /// The peer's last close frame may be lost too: then there is no code. That is the same verdict, because a peer that fails a connection
    /// need not send one.
    /// </summary>
    private static bool IsRace(IndexEntry ours, Words theirs) =>
        Said(ours) is var said
        && said.Close == theirs.Close
        && (
            said.Behavior == theirs.Behavior || (Races.Contains(ours.Id.Text, StringComparer.Ordinal) && said.IsAllowed && theirs.IsAllowed)
        )
        && (said.Code == theirs.Code || said.Code is null || theirs.Code is null);

    private static Words Said(IndexEntry entry) =>
        new(VerdictText.Of(entry.Behavior), VerdictText.Of(entry.Close), entry.RemoteCloseCode.MatchUnsafe(code => code, () => (int?)null));

    private static Dictionary<string, Words> Read(string peer)
    {
        using var stream = typeof(OldVerdicts).Assembly.GetManifestResourceStream($"parity.{peer}.json")!;
        using var file = JsonDocument.Parse(stream);
        return file
            .RootElement.EnumerateObject()
            .ToDictionary(
                one => one.Name,
                one => new Words(
                    one.Value[0].GetString()!,
                    one.Value[1].GetString()!,
                    one.Value[2].ValueKind == JsonValueKind.Null ? null : one.Value[2].GetInt32()
                ),
                StringComparer.Ordinal
            );
    }

    private sealed record Words(string Behavior, string Close, int? Code)
    {
        public bool IsAllowed => Behavior is "OK" or "NON-STRICT";

        public bool HasVerdictsOf(Words other) => Behavior == other.Behavior && Close == other.Close;

        public override string ToString() =>
            $"{Behavior}, close {Close} ({Code?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no code"})";
    }
}
