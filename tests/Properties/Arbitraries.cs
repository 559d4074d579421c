using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>The generators that laws use without naming them.</summary>
public static class Arbitraries
{
    public static Arbitrary<Conversation> Conversation() => Arb.From(Conversations.Any, Conversations.Shrink);

    public static Arbitrary<Comparison> Comparison() => Arb.From(Properties.Comparison.Any, Properties.Comparison.Shrink);

    public static Arbitrary<Written> Written() => Arb.From(Properties.Written.Any, Properties.Written.Shrink);

    public static Arbitrary<LimitEdge> LimitEdge() => Arb.From(Properties.LimitEdge.Any, Properties.LimitEdge.Shrink);

    public static Arbitrary<Misdeed> Misdeed() => Arb.From(Properties.Misdeed.Any);

    public static Arbitrary<Breach> Breach() => Arb.From(Properties.Breach.Any);

    public static Arbitrary<Dialogue> Dialogue() => Arb.From(Properties.Dialogue.Any, Properties.Dialogue.Shrink);

    public static Arbitrary<TextClaim> TextClaim() => Arb.From(Properties.TextClaim.Any, Properties.TextClaim.Shrink);

    public static Arbitrary<Opening> Opening() => Arb.From(Properties.Opening.Any, Properties.Opening.Shrink);

    public static Arbitrary<Bargain> Bargain() => Arb.From(Properties.Bargain.Any, Properties.Bargain.Shrink);

    public static Arbitrary<Exchange> Exchange() => Arb.From(Properties.Exchange.Any, Properties.Exchange.Shrink);

    public static Arbitrary<Flood> Flood() => Arb.From(Properties.Flood.Any, Properties.Flood.Shrink);
}
