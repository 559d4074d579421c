namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Only the cases of the Autobahn Testsuite, so that results do not change if families are added.</summary>
internal static class Classic
{
    public static Seq<Case> All { get; } = Of(Catalogue.All);

    public static Seq<Case> Quick { get; } = Of(Catalogue.Quick);

    public static Seq<Case> With(int messages) => Of(Catalogue.With(messages));

    private static Seq<Case> Of(Seq<Case> cases) => cases.Filter(found => found.IsAutobahn).Strict();
}
