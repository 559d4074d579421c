using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Index entries with made-up content.</summary>
internal static class Entries
{
    /// <summary>
    /// Every character up to U+FFFF, including unpaired surrogates and the special characters of HTML, XML, YAML and TAP.
    /// </summary>
    public static string Nasty { get; } =
        "]]> <b>&amp;\"'</b> | # SKIP \\ `x` **y** --- ... \u001b[31m \U0001F600 \uDC00\uD800 "
        + Enumerable.Range(0, 0x10000).Aggregate(new StringBuilder(), (text, code) => text.Append((char)code));

    public static IndexEntry Of(
        string agent,
        string id,
        Verdict behavior = Verdict.Ok,
        Verdict close = Verdict.Ok,
        string result = "Because."
    ) =>
        new(agent, new CaseId(id), behavior, close, 1234, 1000, ReportFileNames.Usual(agent, new CaseId(id)) + ".json") { Result = result };

    public static Seq<IndexEntry> Many(params IndexEntry[] entries) => Seq.create(entries);

    public static Case Case(string id) =>
        Classic.All.Find(found => found.Id.Text == id).IfNone(() => throw new InvalidOperationException(id));
}
