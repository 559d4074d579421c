using System.Diagnostics;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests of texts with placeholders, and of messages with several records.</summary>
public sealed class PlaceholderTextTests
{
    [Theory]
    [InlineData("{content}", "anything", "anything")]
    [InlineData("a{content}b", "acb", "c")]
    [InlineData("a{content}b", "abbb", "bb")]
    [InlineData("a{content}b", "ab", "")]
    [InlineData("a{content}b", "a", null)]
    [InlineData("aa{content}aa", "aaa", null)]
    [InlineData("a{content}", "ba", null)]
    [InlineData("{content}a", "ab", null)]
    [InlineData("MESSAGE\n{any}\n\n{content}\0{any}", "MESSAGE\nid:1\nlength:5\n\nhello\0\n", "hello")]
    [InlineData("MESSAGE\n{any}\n\n{content}\0{any}", "MESSAGE\nid:1\n\none\n\ntwo\0\n", "one\n\ntwo")]
    [InlineData("MESSAGE\n{any}\n\n{content}\0{any}", "MESSAGE\nid:1\n\n\0\0\n", "\0")]
    [InlineData("MESSAGE\n{any}\n\n{content}\0{any}", "MESSAGE\nid:1\n\nhello", null)]
    [InlineData("MESSAGE\n{any}\n\n{content}\0{any}", "RECEIPT\nid:1\n\nhello\0", null)]
    [InlineData("RECEIPT\n{any}id:ready{any}\0{any}", "RECEIPT\nreceipt-id:ready\n\n\0\n", "")]
    [InlineData("RECEIPT\n{any}id:ready{any}\0{any}", "RECEIPT\nreceipt-id:ready\n\n", null)]
    [InlineData("{number}:{content}", "12:x", "x")]
    [InlineData("{number}:{content}", ":x", null)]
    [InlineData("{number}:{content}", "12x:x", null)]
    [InlineData("{content}#{length}", "x#12#3", "x#12")]
    [InlineData("{content}#{length}", "x#", null)]
    [InlineData("{content}#{length}", "12#34", "12")]
    [InlineData("{any}{number}:{any}", "ab12:", "")]
    [InlineData("{any}{number}:{any}", "ab:", null)]
    [InlineData("to {unique} {content}", "to me x", "x")]
    [InlineData("to {unique} {content}", "to you x", null)]
    [InlineData("{other} {content}", "{other} x", "x")]
    [InlineData("{content} and {content}", "a and b", "a")]
    public void A_text_matches_or_not_and_has_a_content(string pattern, string text, string? content) =>
        Assert.Equal(content, PlaceholderText.Of(pattern).Match(text, "me").Case as string);

    [Fact]
    public void A_long_text_with_many_places_that_nearly_match_takes_linear_time()
    {
        var clock = Stopwatch.StartNew();
        var text = "MESSAGE\n" + string.Concat(Enumerable.Repeat("a\n\0b", 500_000));
        Assert.True(PlaceholderText.Of("MESSAGE\n{any}\n\n{content}\0{any}x{any}").Match(text, "").IsNone);
        // A quadratic comparison of two megabytes takes hours.
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"{clock.Elapsed}");
    }

    [Fact]
    public void A_message_with_several_records_causes_an_event_for_each()
    {
        var protocol = Assert.IsType<ApplicationProtocol>(Profiled.Example("signalr").Protocol.Case);
        var reading = new AnswerReading(protocol, "u");
        const string One = "{\"type\":3,\"invocationId\":\"1\",\"result\":\"one\"}\u001e";
        const string Two = "{\"type\":3,\"invocationId\":\"2\",\"result\":\"two\"}\u001e";
        Assert.Equal(["Agreed { Step = 1 }", "one", "two"], Read($"{{}}\u001e{{\"type\":6}}\u001e{One}{Two}", 0));
        // A record that matches no pattern is a message, so the case fails.
        Assert.Equal(["one", "{\"type\":1}\u001e"], Read($"{One}{{\"type\":1}}\u001e", 1));
        Assert.Equal(["{\"type\":6}"], Read("{\"type\":6}", 1));
        Assert.Equal([""], Read("", 1));

        IEnumerable<string> Read(string message, int agreed) =>
            reading
                .Read(MessageKind.Text, ByteString.FromText(message), agreed)
                .Map(one => one is PeerEvent.Message text ? Encoding.UTF8.GetString(text.Data.Memory.Span) : $"{one}");
    }

    [Fact]
    public void The_unique_text_of_a_connection_has_no_characters_with_a_meaning() =>
        Assert.Matches("^[0-9a-f]{8}-9-7-3$", PeerProfile.Silent.UniqueOf("9.7.3"));
}
