namespace Pure.WebSockets.Properties;

/// <summary>The unions of the core are closed, and this test detects each way to leave a union open.</summary>
public sealed class Unions
{
    [Fact]
    public void Every_union_of_the_core_is_closed()
    {
        var types = typeof(Protocol).Assembly.GetTypes();
        Assert.Contains(typeof(Input), UnionRules.UnionsAmong(types));
        Assert.Empty(UnionRules.Violations(types));
    }

    [Fact]
    public void A_closed_union_breaks_no_rule() => Assert.Empty(UnionRules.Violations([typeof(Closed), typeof(Closed.Case)]));

    [Fact]
    public void A_union_without_cases_is_seen() => Assert.EndsWith("has no case", Only(typeof(Closed)), StringComparison.Ordinal);

    [Fact]
    public void A_case_that_is_not_sealed_is_seen() =>
        Assert.EndsWith("is not sealed", Only(typeof(Unsealed), typeof(Unsealed.Case)), StringComparison.Ordinal);

    [Fact]
    public void A_case_outside_its_union_is_seen() =>
        Assert.EndsWith("is not nested in it", Only(typeof(Closed), typeof(Closed.Case), typeof(Outside)), StringComparison.Ordinal);

    [Fact]
    public void A_constructor_that_is_not_private_is_seen() =>
        Assert.EndsWith("has the constructor Void .ctor()", Only(typeof(Open), typeof(Open.Case)), StringComparison.Ordinal);

    private static string Only(params Type[] types) => Assert.Single(UnionRules.Violations(types));

    private abstract record Closed
    {
        private Closed() { }

        public sealed record Case : Closed;
    }

    private abstract record Unsealed
    {
        private Unsealed() { }

        public record Case : Unsealed;
    }

    private abstract record Open
    {
        public sealed record Case : Open;
    }

    private sealed record Outside(Closed Other) : Closed(Other);
}
