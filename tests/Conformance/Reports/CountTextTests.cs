namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Numbers with their nouns.</summary>
public sealed class CountTextTests
{
    [Theory]
    [InlineData(0, "0 cases")]
    [InlineData(1, "1 case")]
    [InlineData(2, "2 cases")]
    [InlineData(1_000_000, "1000000 cases")]
    public void A_noun_is_in_the_singular_after_1_and_in_the_plural_otherwise(long number, string text) =>
        Assert.Equal(text, CountText.Of(number, "case"));
}
