using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>The generators that laws use implicitly.</summary>
public static class Arbitraries
{
    public static Arbitrary<Conversation> Conversation() => From(Conversations.Any, Conversations.Shrink);

    public static Arbitrary<Comparison> Comparison() => From(Properties.Comparison.Any, Properties.Comparison.Shrink);

    public static Arbitrary<Written> Written() => From(Properties.Written.Any, Properties.Written.Shrink);

    public static Arbitrary<LimitEdge> LimitEdge() => From(Properties.LimitEdge.Any, Properties.LimitEdge.Shrink);

    public static Arbitrary<Misdeed> Misdeed() => From(Properties.Misdeed.Any);

    public static Arbitrary<Breach> Breach() => From(Properties.Breach.Any);

    public static Arbitrary<Dialogue> Dialogue() => From(Properties.Dialogue.Any, Properties.Dialogue.Shrink);

    public static Arbitrary<TextClaim> TextClaim() => From(Properties.TextClaim.Any, Properties.TextClaim.Shrink);

    public static Arbitrary<Opening> Opening() => From(Properties.Opening.Any, Properties.Opening.Shrink);

    public static Arbitrary<Bargain> Bargain() => From(Properties.Bargain.Any, Properties.Bargain.Shrink);

    public static Arbitrary<Exchange> Exchange() => From(Properties.Exchange.Any, Properties.Exchange.Shrink);

    public static Arbitrary<Flood> Flood() => From(Properties.Flood.Any, Properties.Flood.Shrink);

    private static Arbitrary<T> From<T>(Gen<T> cases) => Arb.From(cases);

#if MUTATION
    // The first failing case has killed the mutant, so it is not shrunk.
    private static Arbitrary<T> From<T>(Gen<T> cases, Func<T, IEnumerable<T>> _) => Arb.From(cases);
#else
    private static Arbitrary<T> From<T>(Gen<T> cases, Func<T, IEnumerable<T>> shorter) => Arb.From(cases, shorter);
#endif
}
