using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests of profile files: their content, and the problems of invalid files. The schema agrees with the reader.</summary>
public sealed class ProfileFileTests
{
    private const string Request = "\"request\": {\"text\": \"{content}\"}, \"answer\": {\"text\": \"{content}\"}";

    // The schema cannot see these mistakes: they concern the content of a text, or keys that occur twice.
    private static readonly string[] BeyondTheSchema =
    [
        "{contnt} is not a placeholder",
        "does not contain the content of a case",
        "\"handshake\" has the key \"origin\" twice",
    ];

    private static readonly JsonSchema Schema = JsonSchema.FromText(Documented.Text("profiles.schema.json"));

    public static IEnumerable<object[]> Examples => Names.Select(name => new object[] { name });

    private static string[] Names => ProfileDocument.Examples;

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_valid_and_carries_content_both_ways(string name)
    {
        var text = KeptDocument.Read($"docs/profiles/{name}.json");
        using var file = JsonDocument.Parse(text);
        Assert.True(Schema.Evaluate(file.RootElement).IsValid);
        var profile = Read(text);
        var protocol = Assert.IsType<ApplicationProtocol>(profile.Protocol.Case);
        var content = Encoding.UTF8.GetBytes("a \"quoted\" \\ text\n with κόσμε \u0001 and \0");
        var written = protocol.Request.Write(new MessageValues(content, 3, "u"));
        Assert.Equal(content.Length + 1, written.Positions.Count);
        Assert.True(written.Octets.Length > content.Length);
        // A text pattern with {any} cannot write a complete answer. PlaceholderTextTests reads an answer of STOMP.
        if (protocol.Answer is TextPattern) return;
        var answer = protocol.Answer.Write(new MessageValues(content, 3, "u")).Octets;
        var found = protocol.Answer.Match(protocol.Answer.Kind, answer, "u");
        Assert.Equal(content, found.Map(octets => octets.ToArray()).IfNone(Array.Empty<byte>()));
        Assert.True(protocol.Answer.Match(protocol.Answer.Kind, "{}"u8, "u").IsNone);
    }

    [Theory]
    [InlineData("""{"name": "x", "requests": {}}""", "1:15: a profile has no key \"requests\"; did you mean \"request\"?")]
    [InlineData("""{"nme": "x"}""", "1:2: a profile has no key \"nme\"; did you mean \"name\"?")]
    [InlineData("""{}""", "1:1: a profile has no \"name\", such as \"JSON-RPC\"")]
    [InlineData("""[]""", "1:1: a profile must be an object, not a list")]
    [InlineData("""{"name": "x", "request": {"text": "{content}"}}""", "\"request\" needs \"answer\"")]
    [InlineData("""{"name": "x", "answer": {"text": "{content}"}}""", "\"answer\" needs \"request\"")]
    [InlineData("""{"name": "x", "prelude": []}""", "\"prelude\" needs \"request\" and \"answer\"")]
    [InlineData("""{"name": "x", "largestRequest": 0, R}""", "\"largestRequest\" must be a whole number from 1 to 67108864, not 0")]
    [InlineData(
        """{"name": "x", "request": {"txt": ""}, "answer": {"text": "{content}"}}""",
        "a message has no key \"txt\"; did you mean \"text\"?"
    )]
    [InlineData(
        """{"name": "x", "request": {"text": "a"}, "answer": {"text": "{content}"}}""",
        "\"request\" does not contain the content of a case"
    )]
    [InlineData(
        """{"name": "x", "request": {"text": "{contnt}"}, "answer": {"text": "{content}"}}""",
        "{contnt} is not a placeholder; did you mean {content}?"
    )]
    [InlineData(
        """{"name": "x", "request": {"text": "{any}{content}"}, "answer": {"text": "{content}"}}""",
        "{any} matches text from the peer, so a message that the tester sends cannot contain it"
    )]
    [InlineData(
        """{"name": "x", "request": {"json": ["{any}", "{content}"]}, "answer": {"text": "{content}"}}""",
        "{any} matches text from the peer, so a message that the tester sends cannot contain it"
    )]
    [InlineData("""{"name": "x", "request": {"bytes": ["0"]}, "answer": {"text": "{content}"}}""", "\"0\" is not hexadecimal")]
    [InlineData(
        """{"name": "x", "request": {"bytes": [{"contents": true}]}, "answer": {"text": "{content}"}}""",
        "a part of \"bytes\" has no key \"contents\"; did you mean \"content\"?"
    )]
    [InlineData(
        """{"name": "x", "request": {"bytes": [{"any": 1}, {"content": true}]}, "answer": {"text": "{content}"}}""",
        "\"any\" matches bytes from the peer, so a message that the tester sends cannot contain it"
    )]
    [InlineData(
        """{"name": "x", "request": {"bytes": [{"length": "u24", "of": [{"content": true}]}]}, "answer": {"text": "{content}"}}""",
        "\"length\" cannot be \"u24\"; known names are u8, u16, u32, variable"
    )]
    [InlineData(
        """{"name": "x", "request": {"bytes": [{"length": "u16"}, {"content": true}]}, "answer": {"text": "{content}"}}""",
        "a part with \"length\" needs \"of\""
    )]
    [InlineData(
        """{"name": "x", "request": {"bytes": [{"text": "{content}"}]}, "answer": {"text": "{content}"}}""",
        "the content is a part of its own"
    )]
    [InlineData(
        """{"name": "x", "request": {"bytes": [{"content": true}], "frame": "text"}, "answer": {"text": "{content}"}}""",
        "\"bytes\" cannot be sent as text"
    )]
    [InlineData(
        """{"name": "x", "request": {"text": "{content}", "ending": "a"}, "answer": {"text": "{content}"}}""",
        "a message with \"text\" has no key \"ending\""
    )]
    [InlineData(
        """{"name": "x", "handshake": {"subprotocol": ["a"]}}""",
        "\"handshake\" has no key \"subprotocol\"; did you mean \"subprotocols\"?"
    )]
    [InlineData("""{"name": "x", "handshake": {"subprotocols": ["a b"]}}""", "\"a b\" is not the name of a subprotocol")]
    [InlineData(
        """{"name": "x", "handshake": {"headers": {"Sec-WebSocket-Protocol": "a"}}}""",
        "the handshake sets Sec-WebSocket-Protocol itself; use \"subprotocols\""
    )]
    [InlineData("""{"name": "x", "handshake": {"headers": {"X": 1}}}""", "\"X\" must be a text, not the number 1")]
    [InlineData("""{"name": "x", "handshake": {"origin": "a\nb"}}""", "\"origin\" has a character that is not allowed")]
    [InlineData("""{"name": "x", "handshake": {"origin": "a", "origin": "b"}}""", "\"handshake\" has the key \"origin\" twice")]
    [InlineData(
        """{"name": "x", "prelude": [{"sends": {"text": ""}}], R}""",
        "a step of the prelude has no key \"sends\"; did you mean \"send\"?"
    )]
    [InlineData(
        """{"name": "x", "prelude": [{"send": {"text": ""}, "expect": {"text": ""}}], R}""",
        "cannot have both \"send\" and \"expect\""
    )]
    [InlineData("""{"name": "x", "ignore": {}, R}""", "\"ignore\" must be a list, not an object")]
    public void A_problem_says_what_is_wrong_and_what_is_possible(string text, string problem)
    {
        var whole = text.Replace("R}", Request + "}", StringComparison.Ordinal);
        var problems = PeerProfile.Parse(Encoding.UTF8.GetBytes(whole)).Match(
            Right: _ => throw new InvalidOperationException("the file was accepted"),
            Left: found => found
        );
        Assert.Contains(problems, found => found.In("p").Contains(problem, StringComparison.Ordinal));
        using var file = JsonDocument.Parse(whole);
        Assert.Equal(
            BeyondTheSchema.Any(beyond => problem.Contains(beyond, StringComparison.Ordinal)),
            Schema.Evaluate(file.RootElement).IsValid
        );
    }

    [Fact]
    public void A_misspelt_key_does_not_hide_the_problems_of_its_value()
    {
        var problems = PeerProfile
            .Parse(
                """
                {"nme": "",
                 "requests": {"txt": "{content}{contnt}"},
                 "answer": {"text": "{content}"},
                 "prelude": [{"sends": {"text": "", "ending": "x"}}]}
                """u8
            )
            .Match(Right: _ => Seq<SpecProblem>.Empty, Left: found => found);
        Assert.Equal<string[]>(
            [
                "p:1:2: a profile has no key \"nme\"; did you mean \"name\"?",
                "p:1:9: \"name\" must not be empty",
                "p:2:2: a profile has no key \"requests\"; did you mean \"request\"?",
                "p:2:15: a message has no key \"txt\"; did you mean \"text\"?",
                "p:2:22: {contnt} is not a placeholder; did you mean {content}?",
                "p:4:15: a step of the prelude has no key \"sends\"; did you mean \"send\"?",
                "p:4:37: a message with \"text\" has no key \"ending\"; known names are text, frame",
            ],
            [.. problems.Select(problem => problem.In("p"))]
        );
    }

    [Fact]
    public void All_problems_of_a_file_are_reported_at_once()
    {
        var problems = PeerProfile
            .Parse(Encoding.UTF8.GetBytes("{\"name\": \"\",\n \"request\": {\"text\": 1},\n \"answer\": {\"txt\": \"\"}}"))
            .Match(Right: _ => Seq<SpecProblem>.Empty, Left: found => found);
        Assert.Equal([1, 2, 3], problems.Select(problem => problem.Line).Distinct().ToArray());
    }

    [Fact]
    public void The_schema_has_the_keys_of_a_profile() =>
        Assert.Equal(
            ProfileFile.Keys.Order(StringComparer.Ordinal),
            JsonNode.Parse(Documented.Text("profiles.schema.json"))!["properties"]!
                .AsObject()
                .Select(member => member.Key)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_blocks_of_the_page_that_are_profiles_are_valid()
    {
        var blocks = Documented.Blocks("profiles.md", "json").ToArray();
        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
        {
            using var file = JsonDocument.Parse(block);
            Assert.True(Schema.Evaluate(file.RootElement).IsValid, block);
            Read(block);
        }
    }

    [Fact]
    public void The_page_names_every_example_and_every_key()
    {
        var page = Documented.Text("profiles.md");
        Assert.DoesNotContain(Names, name => !page.Contains($"profiles/{name}.json", StringComparison.Ordinal));
        Assert.DoesNotContain(ProfileFile.Keys, key => key[0] != '$' && !page.Contains($"`{key}`", StringComparison.Ordinal));
        Assert.DoesNotContain(PlaceholderText.Names, name => !page.Contains($"`{{{name}}}`", StringComparison.Ordinal));
    }

    private static PeerProfile Read(string text) =>
        PeerProfile
            .Parse(Encoding.UTF8.GetBytes(text))
            .IfLeft(problems => throw new InvalidOperationException(string.Join('\n', problems.Map(problem => problem.In("file")))));
}
