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
        "the parts have at least",
        "\"handshake\" has the key \"origin\" twice",
        "\"headers\" has the field \"x-a\" twice",
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
    [InlineData("""{"name": "x", "request": {"text": "{content}"}}""", "\"request\" requires \"answer\"")]
    [InlineData("""{"name": "x", "answer": {"text": "{content}"}}""", "\"answer\" requires \"request\"")]
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
        """{"name":"x","request":{"text":"{content}"},"answer":{"bytes":[{"length":"u8","of":[{"any":256}]},{"content":true}]}}""",
        "1:73: the parts have at least 256 bytes, but this length is at most 255. Use a longer form"
    )]
    [InlineData(
        """{"name":"x","request":{"text":"{content}"},"answer":{"bytes":[{"length":"u16","of":[{"any":65536}]},{"content":true}]}}""",
        "the parts have at least 65536 bytes, but this length is at most 65535. Use a longer form"
    )]
    [InlineData(
        """{"name": "x", "request": {"bytes": [{"text": "{content}"}]}, "answer": {"text": "{content}"}}""",
        "the content must be a separate part"
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
    [InlineData(
        """{"name": "x", "handshake": {"subprotocols": ["a", "a"]}}""",
        "1:51: \"a\" is offered twice, which a request must not do (RFC 6455 §4.1)"
    )]
    [InlineData("""{"name": "x", "handshake": {"headers": {"X-A": "1", "x-a": "2"}}}""", "\"headers\" has the field \"x-a\" twice")]
    [InlineData("""{"name": "x", "handshake": {"headers": {"host": "a"}}}""", "the handshake sets host itself; it is the host of the URL")]
    [InlineData("""{"name": "x", "handshake": {"headers": {"Origin": "a"}}}""", "the handshake sets Origin itself; use \"origin\"")]
    [InlineData("""{"name": "x", "handshake": {"headers": {":path": "/"}}}""", "1:50: the handshake sets :path itself; it is a pseudo")]
    [InlineData("""{"name": "x", "handshake": {"headers": {"a b": "/"}}}""", "\"a b\" is not the name of a header field (RFC 9110 §5.1)")]
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

    /// <summary>A wrapped length would make a message that the application reads as something else.</summary>
    [Theory]
    [InlineData("u8", 254)]
    [InlineData("u16", 65534)]
    public void A_message_that_is_too_long_for_its_length_field_is_never_written(string form, int fitting)
    {
        var profile = Read($$"""
            {
              "name": "x",
              "request": {"bytes": [{"length": "{{form}}", "of": [{"text": "#"}, {"content": true}]}]},
              "answer": {"bytes": [{"content": true}]}
            }
            """);
        var protocol = Assert.IsType<ApplicationProtocol>(profile.Protocol.Case);
        var fits = protocol.Request.Write(new MessageValues(new byte[fitting], 1, "u"));
        Assert.Null(fits.Problem);
        Assert.All(fits.Octets[..(form == "u8" ? 1 : 2)], octet => Assert.Equal(0xff, octet));
        var wraps = protocol.Request.Write(new MessageValues(new byte[fitting + 1], 1, "u"));
        Assert.Equal(fits.Length + 1, wraps.Length);
        Assert.Empty(wraps.Octets);
        Assert.StartsWith($"a length field ({form}) of the profile allows at most {fitting + 1} bytes", wraps.Problem);

        // A case with a longer message applies in part, with this reason, and generated conversations have no such request.
        var scope = profile.Of(Catalogue.For(Role.Client, Catalogue.Quick)).Scope;
        var cases = scope.InPart.Single(one => one.Why.StartsWith(wraps.Problem!, StringComparison.Ordinal)).Cases.Map(id => id.Text);
        Assert.Contains("9.2.2", cases);
        Assert.DoesNotContain("1.2.2", cases);
        var options = GeneratorOptions.Default with { Protocol = protocol, Compresses = false };
        for (var number = 0; number < 2000; number++)
        {
            foreach (var step in ConversationGenerator.Generate(1, number, Role.Client, options).Steps.OfType<FuzzStep.Send>())
                Assert.False(step.Frame is { Opcode: 2, Final: true, Reserved: 0 } && IsWrapped(step.Frame.Payload.ToOctets().Memory.Span));
        }

        // A request begins with its length and the sign #.
        bool IsWrapped(ReadOnlySpan<byte> request)
        {
            var size = form == "u8" ? 1 : 2;
            return request.Length > fitting + 1 + size
                && request[size] == '#'
                && Length(request[..size]) == (request.Length - size) % (fitting + 2);
        }

        static int Length(ReadOnlySpan<byte> octets) => octets.ToArray().Aggregate(0, (sum, octet) => (sum << 8) | octet);
    }

    /// <summary>The number of a request has more digits in the last message of an exchange than in its first.</summary>
    [Theory]
    [InlineData(253, 1, true)]
    [InlineData(254, 9, true)]
    [InlineData(254, 10, false)]
    public void The_number_of_the_last_request_of_a_case_fits_its_length_field(int content, int last, bool fits)
    {
        var profile = Read("""
            {
              "name": "x",
              "request": {"bytes": [{"length": "u8", "of": [{"text": "{number}"}, {"content": true}]}]},
              "answer": {"bytes": [{"content": true}]}
            }
            """);
        var carrier = new MessageCarrier(Assert.IsType<ApplicationProtocol>(profile.Protocol.Case), "u");
        var carried = carrier.Carry(new PeerEvent.Message(MessageKind.Binary, new byte[content]), keepsLength: false, 1, last);
        Assert.Equal(fits, carried.IsRight);
    }

    /// <summary>The same holds for the largest request that the server accepts.</summary>
    [Theory]
    [InlineData(20, 1, true)]
    [InlineData(20, 9, true)]
    [InlineData(20, 10, false)]
    [InlineData(19, 10, true)]
    [InlineData(21, 1, false)]
    public void The_last_request_of_a_case_is_at_most_the_largest_request(int content, int last, bool fits)
    {
        var carried = CarrierOf("""{"text": "{number}{content}"}""", largest: 21)
            .Carry(new PeerEvent.Message(MessageKind.Text, ByteString.FromText(new string('a', content))), keepsLength: false, 1, last);
        Assert.Equal(fits, carried.IsRight);
        carried.IfLeft(why => Assert.StartsWith("the case sends more than 21 bytes, the largest request", why, StringComparison.Ordinal));
    }

    /// <summary>JSON escapes and characters that are not ASCII make some requests of an exchange longer than the first.</summary>
    [Theory]
    [InlineData("12.1.3", """{"json": {"n": "{number}", "text": "{content}"}}""")]
    [InlineData("12.4.5", """{"text": "{content}"}""")]
    public void Every_request_of_a_compressed_exchange_is_at_most_the_largest_request(string id, string request)
    {
        var original = Catalogue.All.Single(one => one.Id.Text == id);
        var exchange = Assert.IsType<Expectation.CompressedExchange>(original.Expectation);
        var carrier = CarrierOf(request, largest: 1_000_000);
        var lengths = Enumerable
            .Range(0, exchange.Count)
            .Select(at => carrier.Write(exchange.Body.Window(at, exchange.Length).Joined(), at + 1).Length)
            .ToArray();
        Assert.True(lengths.Max() > lengths[0]);
        Assert.IsType<Fit.Whole>(FitOf(lengths.Max()));
        Assert.StartsWith(
            $"the case sends more than {lengths.Max() - 1} bytes, the largest request",
            Assert.IsType<Fit.Part>(FitOf(lengths.Max() - 1)).Why,
            StringComparison.Ordinal
        );

        Fit FitOf(int largest) => ProfiledCases.FitOf(Read(ProfileOf(request, largest)), original);
    }

    private static MessageCarrier CarrierOf(string request, int largest) =>
        new(Assert.IsType<ApplicationProtocol>(Read(ProfileOf(request, largest)).Protocol.Case), "u");

    private static string ProfileOf(string request, int largest) =>
        $$"""{"name": "x", "request": {{request}}, "answer": {"text": "{content}"}, "largestRequest": {{largest}}}""";

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
