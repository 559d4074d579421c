namespace Pure.WebSockets.Conformance.Tests;

public sealed class PayloadTests
{
    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("ab")]
    [InlineData("abc")]
    [InlineData("a pattern that is longer than the shortest payloads")]
    public void A_payload_repeats_its_pattern_up_to_its_length(string pattern)
    {
        for (var length = 0; length <= (pattern.Length == 0 ? 0 : 200); length++)
        {
            var expected = string.Concat(Enumerable.Range(0, length).Select(at => pattern[at % pattern.Length]));
            Assert.Equal(expected, Payload.Repeat(pattern, length).ToOctets().ToText());
        }
    }
}
