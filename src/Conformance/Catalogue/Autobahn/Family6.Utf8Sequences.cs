using static Pure.WebSockets.Conformance.CaseBuilder;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// The cases of groups 6.5 to 6.23, in which the tester sends short sequences of valid or invalid UTF-8, each in one text frame. Most
/// sequences are based on Markus Kuhn's decoder stress test. Some sequences contain Unicode noncharacters.
/// </summary>
internal static class Utf8Sequences
{
    // A plus sign marks valid UTF-8, and a minus sign marks invalid UTF-8.
    private static readonly (int Section, string What, string[] Sequences)[] Sections =
    [
        (
            5,
            "well-formed sequences of one to four bytes",
            [
                "+68656c6c6f24776f726c64",
                "+68656c6c6fc2a2776f726c64",
                "+68656c6c6fe282ac776f726c64",
                "+68656c6c6ff0a4ada2776f726c64",
                "+cebae1bdb9cf83cebcceb5",
            ]
        ),
        (
            6,
            "Greek text, cut after each byte",
            [
                "-ce",
                "+ceba",
                "-cebae1",
                "-cebae1bd",
                "+cebae1bdb9",
                "-cebae1bdb9cf",
                "+cebae1bdb9cf83",
                "-cebae1bdb9cf83ce",
                "+cebae1bdb9cf83cebc",
                "-cebae1bdb9cf83cebcce",
                "+cebae1bdb9cf83cebcceb5",
            ]
        ),
        (7, "the first code point of each length", ["+00", "+c280", "+e0a080", "+f0908080"]),
        (8, "the first of the forms of five and six bytes, which UTF-8 no longer has", ["-f888808080", "-fc8480808080"]),
        (9, "the last code point of each length", ["+7f", "+dfbf", "+efbfbf", "+f48fbfbf"]),
        (10, "the last of the forms of four to six bytes beyond Unicode", ["-f7bfbfbf", "-fbbfbfbfbf", "-fdbfbfbfbfbf"]),
        (11, "the edges of the surrogates and of Unicode", ["+ed9fbf", "+ee8080", "+efbfbd", "+f48fbfbf", "-f4908080"]),
        (
            12,
            "continuation bytes without a start byte",
            [
                "-80",
                "-bf",
                "-80bf",
                "-80bf80",
                "-80bf80bf",
                "-80bf80bf80",
                "-80bf80bf80bf",
                "-808182838485868788898a8b8c8d8e8f909192939495969798999a9b"
                    + "9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbe",
            ]
        ),
        (
            13,
            "start bytes without a continuation",
            [
                "-c020c120c220c320c420c520c620c720c820c920ca20cb20cc20cd20"
                    + "ce20cf20d020d120d220d320d420d520d620d720d820d920da20db20dc20dd20de20",
                "-e020e120e220e320e420e520e620e720e820e920ea20eb20ec20ed20ee20",
                "-f020f120f220f320f420f520f620",
                "-f820f920fa20",
                "-fc20",
            ]
        ),
        (
            14,
            "sequences without their last byte",
            ["-c0", "-e080", "-f08080", "-f8808080", "-fc80808080", "-df", "-efbf", "-f7bfbf", "-fbbfbfbf", "-fdbfbfbfbf"]
        ),
        (15, "all those sequences, one after the other", ["-c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf"]),
        (16, "bytes that never occur in UTF-8", ["-fe", "-ff", "-fefeffff"]),
        (17, "overlong forms of the slash", ["-c0af", "-e080af", "-f08080af", "-f8808080af", "-fc80808080af"]),
        (18, "the longest overlong forms", ["-c1bf", "-e09fbf", "-f08fbfbf", "-f887bfbfbf", "-fc83bfbfbfbf"]),
        (19, "overlong forms of NUL", ["-c080", "-e08080", "-f0808080", "-f880808080", "-fc8080808080"]),
        (20, "single surrogates", ["-eda080", "-edadbf", "-edae80", "-edafbf", "-edb080", "-edbe80", "-edbfbf"]),
        (
            21,
            "surrogate pairs",
            [
                "-eda080edb080",
                "-eda080edbfbf",
                "-edadbfedb080",
                "-edadbfedbfbf",
                "-edae80edb080",
                "-edae80edbfbf",
                "-edafbfedb080",
                "-edafbfedbfbf",
            ]
        ),
        (
            22,
            "non-characters, which are code points like any other",
            [
                "+efbfbe",
                "+efbfbf",
                "+f09fbfbe",
                "+f09fbfbf",
                "+f0afbfbe",
                "+f0afbfbf",
                "+f0bfbfbe",
                "+f0bfbfbf",
                "+f18fbfbe",
                "+f18fbfbf",
                "+f19fbfbe",
                "+f19fbfbf",
                "+f1afbfbe",
                "+f1afbfbf",
                "+f1bfbfbe",
                "+f1bfbfbf",
                "+f28fbfbe",
                "+f28fbfbf",
                "+f29fbfbe",
                "+f29fbfbf",
                "+f2afbfbe",
                "+f2afbfbf",
                "+f2bfbfbe",
                "+f2bfbfbf",
                "+f38fbfbe",
                "+f38fbfbf",
                "+f39fbfbe",
                "+f39fbfbf",
                "+f3afbfbe",
                "+f3afbfbf",
                "+f3bfbfbe",
                "+f3bfbfbf",
                "+f48fbfbe",
                "+f48fbfbf",
            ]
        ),
        (23, "the specials at the end of the basic plane", ["+efbfb9", "+efbfba", "+efbfbb", "+efbfbc", "+efbfbd", "+efbfbe", "+efbfbf"]),
    ];

    public static IEnumerable<Case> All() =>
        Sections.SelectMany(section =>
            section.Sequences.Select(
                (sequence, at) => Build($"6.{section.Section}.{at + 1}", section.What, sequence[0] == '+', Payload.OfHex(sequence[1..]))
            )
        );

    private static Case Build(string id, string what, bool valid, Payload payload) => new()
    {
        Id = new CaseId(id),
        Description = $"Send {Convert.ToHexStringLower(payload.ToOctets().ToArray())} as text: {what}.",
        Expected = valid ? "It is UTF-8: the same text comes back." : "It is not UTF-8: the peer fails the connection with 1007.",
        Rule = "RFC 6455 §8.1",
        Script = Of(new TesterAction.Send(new RawFrame(1, payload)), FailAfter(0.5)),
        Expectation = valid ? Events(Message(MessageKind.Text, payload)) : Events(),
        Close = valid ? CloseExpectation.Normal : CloseExpectation.InvalidText,
    };
}
