using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Patterns of binary messages find the content in received messages.</summary>
public sealed class BinaryPatternTests
{
    private const string Field = """{"length": "u8", "of": [{"text": "#{number}"}]}""";

    [Theory]
    [InlineData("""{"text": "id={number};"}, {"content": true}""", "id=1;abc", "abc")]
    [InlineData("""{"text": "id={number};"}, {"content": true}""", "id=42;abc", "abc")]
    [InlineData("""{"text": "id={number};"}, {"content": true}""", "id=;abc", null)]
    [InlineData("""{"text": "id={number};"}, {"content": true}""", "id=4x;abc", null)]
    [InlineData("""{"text": "{length}:"}, {"content": true}, "3b" """, "3:abc;", "abc")]
    [InlineData("""{"text": "{length}:"}, {"content": true}, "3b" """, "3:abc", null)]
    [InlineData("""{"content": true}, {"text": " no. {number}"}""", "abc no. 1234567890", "abc")]
    [InlineData("""{"content": true}, {"text": " no. {number}"}""", "abc no. 1 no. 2", "abc no. 1")]
    [InlineData("""{"content": true}, {"text": " no. {number}"}""", "abc no. ", null)]
    [InlineData("""{"content": true}, {"text": "{number}"}""", "ab12", "ab")]
    [InlineData("""{"content": true}, FIELD""", "abc\u0002#7", "abc")]
    [InlineData("""{"content": true}, FIELD""", "abc\u0004#123", "abc")]
    [InlineData("""{"content": true}, FIELD""", "abc\u0003#123", null)]
    [InlineData("""{"content": true}, {"text": "{unique}"}, {"any": 2}""", "abcu-1xy", "abc")]
    [InlineData("""{"content": true}, {"text": "é{number}"}""", "abcé10", "abc")]
    public void The_content_is_found_whatever_the_numbers_are(string parts, string message, string? content)
    {
        var profile = $$"""
            {
              "name": "x",
              "request": {"bytes": [{"content": true}]},
              "answer": {"bytes": [{{parts.Replace("FIELD", Field, StringComparison.Ordinal)}}]}
            }
            """;
        var read = PeerProfile
            .Parse(Encoding.UTF8.GetBytes(profile))
            .IfLeft(problems => throw new InvalidOperationException(string.Join('\n', problems.Map(problem => problem.In("f.json")))));
        var answer = Assert.IsType<ApplicationProtocol>(read.Protocol.Case).Answer;
        Assert.Equal(
            content,
            answer
                .Match(MessageKind.Binary, Encoding.UTF8.GetBytes(message), "u-1")
                .Map(octets => Encoding.UTF8.GetString(octets.Memory.Span))
                .MatchUnsafe(found => found, () => null)
        );
    }
}
