using System.Text;
using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests that a problem in a case file is reported with its place, the reason and the nearest name.</summary>
public sealed class CaseFileErrorTests
{
    internal const string Head = """{"id": "P.1", "description": "d", "expected": "e", "rule": "r", """;

    [Theory]
    [InlineData("""{"send": [{"tex": "Hello"}]}""", "a step has no key \"tex\"; did you mean \"text\"?")]
    [InlineData("""{"send": [{"text": "a", "fn": false}]}""", "a frame with \"text\" has no key \"fn\"; did you mean \"fin\"?")]
    [InlineData("""{"send": [{"text": "a", "ping": "b"}]}""", "a step cannot have both \"text\" and \"ping\"")]
    [InlineData("""{"send": [{"times": 2}]}""", "a step needs one of the keys text, binary")]
    [InlineData("""{"send": [{"ping": "a", "compressed": true}]}""", "a frame with \"ping\" has no key \"compressed\"")]
    [InlineData("""{"send": [{"text": "a", "payload": "b"}]}""", "a frame with \"text\" has no key \"payload\"")]
    [InlineData("""{"send": ["text"]}""", "a step must be an object, not the text \"text\"")]
    [InlineData("""{"send": {"text": "a"}}""", "\"send\" must be a list, not an object")]
    [InlineData(
        """{"send": [{"text": 5}]}""",
        "a payload must be a text, a list of parts, or an object such as {\"hex\": \"00ff\"}, not the number 5"
    )]
    [InlineData("""{"send": [{"binary": "Hello"}]}""", "the text \"Hello\" is not hexadecimal")]
    [InlineData("""{"send": [{"binary": "abc"}]}""", "is not hexadecimal: each byte has two digits")]
    [InlineData("""{"send": [{"text": {"repeat": "a"}}]}""", "needs \"length\", in bytes, or \"times\"")]
    [InlineData("""{"send": [{"text": {"repeat": "a", "length": 1, "times": 1}}]}""", "needs \"length\", in bytes, or \"times\"")]
    [InlineData("""{"send": [{"text": {"repeat": "", "length": 1}}]}""", "\"repeat\" must not be empty")]
    [InlineData("""{"send": [{"text": {"repeat": "a", "length": 300000000}}]}""", "must be a whole number from 0 to 268435456")]
    [InlineData("""{"send": [{"text": {"repeat": "ab", "times": 200000000}}]}""", "a payload has at most 268435456 bytes")]
    [InlineData("""{"send": [{"text": {"body": "jsn", "length": 5}}]}""", "\"body\" cannot be \"jsn\"; did you mean \"json\"?")]
    [InlineData(
        """{"send": [{"text": {"body": "json", "from": 194000, "length": 57}}]}""",
        "\"length\" must be a whole number from 0 to 56"
    )]
    [InlineData("""{"send": [{"opcode": 16}]}""", "\"opcode\" must be a whole number from 0 to 15, not 16")]
    [InlineData("""{"send": [{"text": "a", "rsv": [4]}]}""", "\"rsv\" is a list of the numbers 1, 2 and 3, not of the number 4")]
    [InlineData("""{"send": [{"text": "a", "lengthBytes": 4}]}""", "\"lengthBytes\" must be 0, 2 or 8")]
    [InlineData(
        """{"send": [{"text": {"repeat": "a", "length": 126}, "lengthBytes": 0}]}""",
        "a length of 126 cannot be written in this form"
    )]
    [InlineData("""{"send": [{"text": "a", "declaredLength": "2^63"}]}""", "hexadecimal if it is large, such as \"0x8000000000000000\"")]
    [InlineData("""{"send": [{"text": "a", "fin": false, "compressed": true}]}""", "\"compressed\" needs a whole message in one frame")]
    [InlineData("""{"send": [{"close": 70000}]}""", "\"close\" must be a whole number from 0 to 65535")]
    [InlineData("""{"send": [{"close": "x", "reason": "y"}]}""", "\"reason\" needs a number as the value of \"close\"")]
    [InlineData("""{"send": [{"close": 1000, "fin": false}]}""", "a step with \"close\" has no key \"fin\"")]
    [InlineData("""{"send": [{"wait": 4000}]}""", "\"wait\" must be at most 3600 seconds")]
    [InlineData("""{"send": [{"failAfter": "soon"}]}""", "\"failAfter\" must be a number, 0 or more, not the text \"soon\"")]
    [InlineData("""{"send": [{"text": "a", "times": 0}]}""", "\"times\" must be a whole number from 1 to 100000, not the number 0")]
    [InlineData("""{"send": [{"start": {"text": "abc"}, "bytes": 4}]}""", "\"bytes\" must be a whole number from 0 to 3, not 4")]
    [InlineData("""{"send": [{"start": {"text": "abc"}}]}""", "a step with \"start\" needs \"bytes\"")]
    [InlineData("""{"send": [{"together": []}]}""", "\"together\" must have at least one frame")]
    [InlineData(
        """{"send": [{"together": [{"close": 1000}]}]}""",
        "\"close\" is a step of its own; a close frame in a write is \"closeFrame\""
    )]
    [InlineData("""{"send": [{"together": [{"text": "a", "chop": 1}]}]}""", "a frame with \"text\" has no key \"chop\"")]
    [InlineData("""{"send": [{"together": [{"text": "a"}], "onlyBytes": 9}]}""", "\"onlyBytes\" must be a whole number from 1 to 7, not 9")]
    [InlineData("""{"send": [{"endOutput": false}]}""", "\"endOutput\" must be true")]
    [InlineData("""{"expect": [{"ping": "a"}]}""", "an event has no key \"ping\"; did you mean \"pong\"?")]
    [InlineData("""{"expect": {"firstMessage": "txt", "length": 1}}""", "\"firstMessage\" cannot be \"txt\"; did you mean \"text\"?")]
    [InlineData("""{"expect": {"firstMessage": "text"}}""", "an expectation with \"firstMessage\" needs \"length\"")]
    [InlineData("""{"expect": {"exchange": {"text": "a"}}}""", "an expectation with \"exchange\" needs \"times\"")]
    [InlineData("""{"expect": {"exchange": {"txt": "a"}, "times": 1}}""", "\"exchange\" has no key \"txt\"; did you mean \"text\"?")]
    [InlineData("""{"expect": {"compressedExchange": "json", "length": 16, "times": 1}}""", "\"compressedExchange\" needs \"compression\"")]
    [InlineData("""{"expect": "nothing"}""", "\"expect\" cannot be \"nothing\"")]
    [InlineData("""{"expect": 5}""", "\"expect\" must be an object, not the number 5")]
    [InlineData("""{"expect": "owed", "close": "normal"}""", "\"close\" has no effect with \"expect\": \"owed\"")]
    [InlineData("""{"send": [{"settle": 1}]}""", "\"settle\" needs \"expect\": \"owed\"")]
    [InlineData("""{"expect": "owed", "send": [{"settle": 4000}]}""", "\"settle\" must be at most 3600 seconds")]
    [InlineData("""{"send": [{"text": "a", "maskingKey": "0102"}]}""", "\"maskingKey\" must be four bytes in hexadecimal")]
    [InlineData(
        """{"send": [{"together": [{"text": "a"}], "cuts": [2, 1]}]}""",
        "numbers of bytes in ascending order, from 1, not the number 1"
    )]
    [InlineData("""{"send": [{"together": [{"text": "a"}], "cuts": [1], "chop": 1}]}""", "cannot have both \"cuts\" and \"chop\"")]
    [InlineData("""{"send": [{"together": [{"text": "a"}], "pause": 1}]}""", "\"pause\" is the time at each of the \"cuts\"")]
    [InlineData("""{"close": "norml"}""", "\"close\" cannot be \"norml\"; did you mean \"normal\"?")]
    [InlineData("""{"close": "any"}""", "\"any\" is allowed only in an alternative")]
    [InlineData("""{"close": {"by": "tester"}}""", "\"codes\" must begin with the code that it sends")]
    [InlineData("""{"close": {"by": "me", "codes": [1000]}}""", "\"by\" cannot be \"me\"")]
    [InlineData(
        """{"close": {"peerFails": ["1002"]}}""",
        "\"peerFails\" must be a list of close codes, such as 1002, not of the text \"1002\""
    )]
    [InlineData("""{"close": {"peerFails": [1002], "by": "peer"}}""", "\"close\" cannot have both \"peerFails\" and \"by\"")]
    [InlineData(
        """{"alternatives": [{"verdict": "NONSTRICT", "why": "w"}]}""",
        "\"verdict\" cannot be \"NONSTRICT\"; did you mean \"NON-STRICT\"?"
    )]
    [InlineData("""{"alternatives": [{"verdict": "OK"}]}""", "an alternative has no \"why\"")]
    [InlineData("""{"alternatives": [{"why": "w"}]}""", "an alternative has no \"verdict\"")]
    [InlineData("""{"tests": "server"}""", "\"tests\" cannot be \"server\"; did you mean \"servers\"?")]
    [InlineData("""{"judging": "lenient"}""", "\"judging\" cannot be \"lenient\"; known names are strict, autobahn")]
    [InlineData("""{"handshake": {"rejection": {}}}""", "\"rejection\" concerns a request, so it needs \"tests\": \"servers\"")]
    [InlineData("""{"tests": "servers", "handshake": {"joinsFirstFrame": true}}""", "\"joinsFirstFrame\" concerns a response")]
    [InlineData("""{"tests": "servers", "handshake": {"pause": {"seconds": 1}}}""", "\"pause\" needs \"beforeLast\"")]
    [InlineData("""{"handshake": {"edits": [{"apend": "X: y"}]}}""", "a change to the head has no key \"apend\"; did you mean \"append\"?")]
    [InlineData("""{"handshake": {"edits": [{"append": "X: \u0394"}]}}""", "a character above U+00FF is not possible")]
    [InlineData("""{"handshake": {"edits": [{"replace": "Upgrade"}]}}""", "\"replace\" needs \"with\"")]
    [InlineData("""{"handshake": {"edits": [{"remove": "Upgrade: x"}]}}""", "must be the name of a header field, without a colon")]
    [InlineData(
        """{"handshake": {"edits": [{"lowerCaseValue": "Upgrad"}]}}""",
        "the head has no field \"Upgrad\"; did you mean \"Upgrade\"?"
    )]
    [InlineData("""{"handshake": {"edits": [{"absoluteTarget": true}]}}""", "\"absoluteTarget\" changes a request")]
    [InlineData(
        """{"tests": "servers", "handshake": {"edits": [{"remove": "host"}, {"absoluteTarget": true}]}}""",
        "\"absoluteTarget\" needs the field Host, which an earlier change removes"
    )]
    [InlineData(
        """{"handshake": {"edits": [{"append": "X"}, {"lowerCaseValue": "X"}]}}""",
        "1:106: the head has no field \"X\"; "
    )]
    [InlineData(
        """{"handshake": {"edits": [{"replace": "Upgrade", "with": "Upgrade"}, {"lowerCaseValue": "Upgrade"}]}}""",
        "1:132: the head has no field \"Upgrade\"; "
    )]
    [InlineData(
        """{"tests": "servers", "handshake": {"edits": [{"replace": "Host", "with": "Host"}, {"absoluteTarget": true}]}}""",
        "\"absoluteTarget\" needs the field Host, which an earlier change removes"
    )]
    [InlineData("""{"tests": "servers", "handshake": {"edits": [{"before": "x"}]}}""", "\"before\" is another response")]
    [InlineData("""{"compression": {"offers": ["a b"]}}""", "\"a b\" is not an element of Sec-WebSocket-Extensions")]
    [InlineData("""{"compression": {"accepts": [{"clientMaxWindowBits": 7}]}}""", "must be a whole number from 8 to 15, not 7")]
    [InlineData("""{"compression": "yes"}""", "\"compression\" must be true or an object with \"offers\", not the text \"yes\"")]
    [InlineData("""{"ownFrames": [{"opcode": 1}]}""", "an item of \"ownFrames\" needs \"opcode\" and \"count\"")]
    [InlineData("""{"sned": []}""", "a case has no key \"sned\"; did you mean \"send\"?")]
    [InlineData("""{"rule": "x"}""", "a case has the key \"rule\" twice")]
    public void A_problem_says_what_is_wrong_and_what_is_possible(string members, string problem)
    {
        var file = Head + members[1..];
        var problems = Problems(file);
        Assert.Contains(problem, string.Join('\n', problems), StringComparison.Ordinal);
        Assert.Single(problems);
    }

    /// <summary>The form of the length applies to the compressed payload, which is what the header describes.</summary>
    [Fact]
    public void The_form_of_a_length_is_checked_against_the_compressed_payload()
    {
        var one = Exported.Read(
            $$"""
            {{Head}}"send": [{"text": {"repeat": "a", "length": 200}, "compressed": true, "lengthBytes": 0}], "expect": []}
            """
        )[0];
        var frame = Assert.IsType<TesterAction.Send>(one.Script[0]).Frame;
        Assert.InRange(frame.Payload.Length, 1, 125);
        Assert.Equal(frame.Payload.Length, WireFrame.Encode(frame, Option<MaskKey>.None)[1]);

        // Random bytes become longer, so they need a longer form than the 125 bytes that the file contains.
        var random = new byte[125];
        new Random(1).NextBytes(random);
        Assert.Contains(
            "cannot be written in this form",
            Assert.Single(
                Problems($$"""{{Head}}"send": [{"binary": "{{Convert.ToHexString(random)}}", "compressed": true, "lengthBytes": 0}]}""")
            ),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("[]", "1:1: a case file must be an object, not a list")]
    [InlineData("{}", "1:1: a case file has no \"cases\"")]
    [InlineData("""{"case": []}""", "1:2: a case file has no key \"case\"; did you mean \"cases\"?")]
    [InlineData("""{"cases": {}}""", "1:11: \"cases\" must be a list, not an object")]
    [InlineData("""{"cases": [""", "not JSON:")]
    [InlineData("""{"cases": [{"id": "\ud800"}]}""", "1:19: not JSON: the text is not valid Unicode")]
    [InlineData("", "1:1: not JSON: the file is empty")]
    [InlineData("{", "1:2: not JSON: the file ends too early: the end of a text, of an object } or of a list ] is missing")]
    [InlineData("""{"cases": [],}""", "1:14: not JSON: the comma before this } or ] is one too many")]
    [InlineData("// a comment", "1:1: not JSON: JSON has no comments")]
    [InlineData("""{"cases": []} {}""", "1:15: not JSON: there is more text after the end of the JSON")]
    [InlineData("""{"cases": []}""", "1:11: \"cases\" must have at least one case")]
    [InlineData("""{"cases": [{}]}""", "1:12: a case has no \"id\", such as \"P.1.1\"")]
    [InlineData("""{"id": "a b", "description": "d", "expected": "e", "rule": "r"}""", "1:8: \"a b\" is not an id")]
    [InlineData("""{"id": "..", "description": "d", "expected": "e", "rule": "r"}""", "1:8: \"..\" is not an id")]
    [InlineData("""{"id": "P.1", "description": " ", "expected": "e", "rule": "r"}""", "1:30: \"description\" must not be empty")]
    public void A_file_that_is_not_a_case_file_is_a_problem_with_its_place(string file, string problem) =>
        Assert.Contains(problem, string.Join('\n', Problems(file)), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_not_UTF8_are_a_problem() =>
        Assert.Contains(
            "not valid Unicode",
            CaseFile
                .Read([.. "{\"cases\": [{\"id\": \""u8, 0xFF, .. "\"}]}"u8])
                .Match(Right: _ => "", Left: problems => problems[0].Message),
            StringComparison.Ordinal
        );

    [Fact]
    public void All_problems_of_a_file_are_reported_in_the_order_of_their_places() =>
        Assert.Equal(
            [
                "f.json:4:14: a step has no key \"tex\"; did you mean \"text\"?",
                "f.json:4:32: a step has no key \"pig\"; did you mean \"ping\"?",
                "f.json:5:4: a case has no key \"expct\"; did you mean \"expect\"?",
                "f.json:8:3: a case has no \"rule\", such as \"RFC 6455 §5.6\"",
                "f.json:8:3: the id P.1 occurs twice",
            ],
            Problems(
                """
                {"cases": [
                  {
                   "id": "P.1", "description": "d", "expected": "e", "rule": "r",
                   "send": [{"tex": "Hello"}, {"pig": "x"}],
                   "expct": []
                  },

                  {"id": "P.1", "description": "d", "expected": "e"}
                ]}
                """
            )
        );

    [Fact]
    public void Each_key_of_the_catalogue_that_is_misspelled_is_found()
    {
        var root = JsonNode.Parse(CaseFile.Write(Catalogue.All))!["cases"]!.AsArray();
        var tried = 0;
        foreach (var one in root.DistinctBy(found => string.Join(' ', Names(found!))))
        {
            foreach (var (holder, key) in Keys(one!).DistinctBy(place => place.Key).ToArray())
            {
                var value = holder[key];
                holder.Remove(key);
                holder[key + "x"] = value;
                var problems = Problems(one!.ToJsonString());
                Assert.True(problems.Any(problem => problem.Contains($"has no key \"{key}x\"", StringComparison.Ordinal)), $"{key}: {one}");
                holder.Remove(key + "x");
                holder[key] = value;
                tried++;
            }
        }

        Assert.True(tried > 300, $"{tried} keys were misspelled");
    }

    private static IEnumerable<string> Names(JsonNode node) =>
        Keys(node).Select(place => place.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>Returns all keys in a value, each with the object that contains the key.</summary>
    internal static IEnumerable<(JsonObject Holder, string Key)> Keys(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => Keys(member.Value!).Prepend((members, member.Key))),
        JsonArray items => items.SelectMany(item => Keys(item!)),
        _ => [],
    };

    private static string[] Problems(string file) =>
        CaseFile
            .Read(Encoding.UTF8.GetBytes(file))
            .Match(Right: _ => [], Left: problems => problems.Map(problem => problem.In("f.json")).ToArray());
}
